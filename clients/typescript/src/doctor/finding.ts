import { englishTexts, type FindingCode, type FindingTexts } from './finding-texts.js';
import { portugueseTexts } from './finding-texts-pt.js';

export type FindingLevel = 'problem' | 'warning' | 'ok';
export type Language = 'en' | 'pt-BR';

/** `Finding`: one thing that was found. It has no key, no secret and no password in it. */
export interface Finding {
  readonly code: FindingCode;
  readonly level: FindingLevel;
  readonly values: Readonly<Record<string, string>>;
}

const levels: Partial<Record<FindingCode, FindingLevel>> = {
  header_value: 'warning',
  key_in_certificate_file: 'warning',
  certificate_expires_soon: 'warning',
  certificate_self_signed: 'warning',
  certificate_accepted: 'ok',
  client_id_matches: 'ok',
};

const valueCharactersMax = 300;

/** Makes a text of a server or a certificate safe for a terminal, and short. */
const plain = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?').slice(0, valueCharactersMax);

export const finding = (
  code: FindingCode,
  values: Readonly<Record<string, string | number>> = {},
): Finding => ({
  code,
  level: levels[code] ?? 'problem',
  values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plain(String(value))])),
});

const texts: Readonly<Record<Language, FindingTexts>> = { en: englishTexts, 'pt-BR': portugueseTexts };

/** Returns what a finding says in a language, and how to correct it. */
export const sentencesOf = (
  { code, values }: Finding,
  language: Language,
): { readonly message: string; readonly fix: string } => {
  const [message, fix] = texts[language][code].map((text) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ''),
  );
  return { message: message ?? '', fix: fix ?? '' };
};

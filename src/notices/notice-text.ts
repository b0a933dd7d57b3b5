import type { OutgoingNotice } from '../core/notices/notice.js';
import type { Language } from '../core/shared/language.js';
import { english, type NoticeLabel, type NoticeTexts, portuguese } from './notice-texts.js';
import { oneLine } from './one-line.js';

const texts: Readonly<Record<Language, NoticeTexts>> = { en: english, 'pt-BR': portuguese };

/** `NoticeText`: an e-mail, without the addresses. */
export interface NoticeText {
  readonly subject: string;
  readonly text: string;
}

/**
 * Returns the text of a notice. The subject has only what we wrote, and a date; names of accounts, certificates and checks are
 * in the text, each in a line of its own.
 */
export const noticeText = (
  { kind, data }: Pick<OutgoingNotice, 'kind' | 'data'>,
  language: Language,
): NoticeText => {
  const { subjects, labels, advice, footer } = texts[language];
  const day = dayOf(data['endsAt']);
  const subject = `Portaria: ${subjects[kind]}${day === null ? '' : ` ${day}`}`;
  const lines = linesOf(data).map(([label, value]) => `${labels[label]}: ${value}`);
  return { subject, text: [subject, '', ...lines, '', advice[kind], '', footer, ''].join('\n') };
};

/** The fields of a notice that people read, in the order of the text. */
const fields: readonly NoticeLabel[] = [
  ...(['clientId', 'secretId', 'subject', 'fingerprint', 'endsAt', 'reason', 'count', 'lastAt'] as const),
  ...(['requestId', 'keyId', 'algorithm', 'activeSince', 'host', 'check', 'message', 'fix'] as const),
];

const linesOf = (data: OutgoingNotice['data']): readonly (readonly [NoticeLabel, string])[] => [
  ...accountLines(data),
  ...fields.flatMap((field) => {
    const value = data[field];
    return typeof value === 'string' || typeof value === 'number'
      ? [[field, oneLine(String(value))] as const]
      : [];
  }),
];

/** A merchant's notice has its account; that of operators has the first accounts, and how many there are. */
const accountLines = (data: OutgoingNotice['data']): readonly (readonly [NoticeLabel, string])[] => {
  const [account] = namesOf([data['account']]);
  if (account !== undefined) return [['account', account]];
  const accounts = namesOf(data['accounts']);
  if (accounts.length === 0) return [];
  const more = Number(data['accountCount'] ?? accounts.length) > accounts.length ? ', …' : '';
  return [['accounts', `${accounts.join(', ')}${more}`]];
};

const namesOf = (accounts: unknown): readonly string[] =>
  Array.isArray(accounts) ? accounts.flatMap((account: unknown) => nameOf(account) ?? []) : [];

const nameOf = (account: unknown): string | null =>
  typeof account === 'object' && account !== null && 'id' in account && 'name' in account
    ? `${oneLine(String(account.name))} (${oneLine(String(account.id))})`
    : null;

const dayOf = (time: unknown): string | null =>
  typeof time === 'string' ? (/^\d{4}-\d{2}-\d{2}/.exec(time)?.[0] ?? null) : null;

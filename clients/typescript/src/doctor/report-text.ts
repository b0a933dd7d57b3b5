import type { Report } from './doctor.js';
import { type FindingLevel, type Language, sentencesOf } from './finding.js';

const words = {
  en: {
    levels: { problem: 'PROBLEM', warning: 'WARNING', ok: 'OK' },
    fix: 'Fix',
    certificate: 'Certificate',
    none: 'No problem was found.',
    one: '1 problem was found.',
    many: '{count} problems were found.',
  },
  'pt-BR': {
    levels: { problem: 'PROBLEMA', warning: 'AVISO', ok: 'OK' },
    fix: 'Correção',
    certificate: 'Certificado',
    none: 'Nenhum problema foi encontrado.',
    one: '1 problema foi encontrado.',
    many: '{count} problemas foram encontrados.',
  },
} as const satisfies Record<
  Language,
  {
    levels: Record<FindingLevel, string>;
    fix: string;
    certificate: string;
    none: string;
    one: string;
    many: string;
  }
>;

/** Returns the language of this machine, as its environment (`LC_ALL`, `LANG`) says it. */
export const machineLanguage = (): Language =>
  new Intl.DateTimeFormat().resolvedOptions().locale.startsWith('pt') ? 'pt-BR' : 'en';

/** Returns the report for people. */
export const reportText = (report: Report, language: Language): string => {
  const { levels, fix: fixWord, certificate, none, one, many } = words[language];
  const { certificate: own, findings } = report;
  const about = own
    ? [`${certificate}: ${printable(own.subject)} (${own.keyName}, SHA-256 ${own.fingerprint})`, '']
    : [];
  const lines = findings.flatMap((found) => {
    const { message, fix } = sentencesOf(found, language);
    const head = `${levels[found.level]}: `;
    return [head + message, ...(fix === '' ? [] : [`${' '.repeat(head.length)}${fixWord}: ${fix}`])];
  });
  const count = findings.filter(({ level }) => level === 'problem').length;
  const sum = count === 0 ? none : count === 1 ? one : many.replace('{count}', String(count));
  return [...about, ...lines, '', sum, ''].join('\n');
};

const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');

/** Returns the report for programs. */
export const reportJson = (report: Report, language: Language): Readonly<Record<string, unknown>> => ({
  ok: report.ok,
  certificate: report.certificate,
  findings: report.findings.map((found) => ({ ...found, ...sentencesOf(found, language) })),
});

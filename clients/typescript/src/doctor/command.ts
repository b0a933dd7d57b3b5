import { parseArgs } from 'node:util';
import { examine } from './doctor.js';
import type { Language } from './finding.js';
import { type DoctorOptions, usageProblemOf } from './options.js';
import { machineLanguage, reportJson, reportText } from './report-text.js';
import { usageText, usageWords } from './usage.js';

const ok = 0;
const problem = 1;
const usage = 2;
const called = 'portaria-client doctor';

/** `Output`: where the command writes. */
export interface Output {
  readonly out: (text: string) => void;
  readonly note: (text: string) => void;
}

/** Runs `portaria-client doctor`; resolves to the exit code: 0 all well, 1 a problem, 2 a wrong command. */
export const runDoctor = async (words: readonly string[], { out, note }: Output): Promise<number> => {
  const machine = machineLanguage();
  const parsed = parse(words);
  if ('wrong' in parsed) {
    note(`portaria-client: ${parsed.wrong}\n\n${usageText(machine, called)}`);
    return usage;
  }
  const { values, positionals } = parsed;
  const language = languageOf(values.lang) ?? machine;
  if (values.help) {
    out(usageText(language, called));
    return ok;
  }
  const options = optionsOf(values);
  const wrong = positionals.join(' ') === 'doctor' ? usageProblemOf(options) : 'no_command';
  if (wrong !== null || (values.lang !== undefined && languageOf(values.lang) === null)) {
    note(`portaria-client: ${usageWords[language][wrong ?? 'bad_lang']}\n\n${usageText(language, called)}`);
    return usage;
  }
  const report = await examine(options);
  out(
    values.json ? `${JSON.stringify(reportJson(report, language), null, 2)}\n` : reportText(report, language),
  );
  return report.ok ? ok : problem;
};

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const known = {
  ...{ url: text, cert: text, key: text, ca: text, pfx: text },
  ...{ 'passphrase-file': text, 'client-id': text, lang: text },
  ...{ json: flag, help: { ...flag, short: 'h' } },
} as const;

const parse = (words: readonly string[]) => {
  try {
    return parseArgs({ args: [...words], options: known, allowPositionals: true });
  } catch (reason) {
    return { wrong: reason instanceof Error ? (reason.message.split('\n')[0] ?? '') : String(reason) };
  }
};

const optionsOf = (values: {
  readonly url?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly ca?: string | undefined;
  readonly pfx?: string | undefined;
  readonly 'passphrase-file'?: string | undefined;
  readonly 'client-id'?: string | undefined;
}): DoctorOptions => ({
  url: values.url,
  certFile: values.cert,
  keyFile: values.key,
  caFile: values.ca,
  pfxFile: values.pfx,
  passphraseFile: values['passphrase-file'],
  clientId: values['client-id'],
});

const languageOf = (word: string | undefined): Language | null => {
  if (word === undefined) return null;
  if (/^pt/i.test(word)) return 'pt-BR';
  return /^en/i.test(word) ? 'en' : null;
};

// The licences of the packages in the bundle: most of them want to be handed on with every copy.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The innermost package of a file: what stands up to the last node_modules and one name, or two with a scope. */
const packageFolder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;
const licenceFile = /^(licen[cs]e|copying|notice)([.-].*)?$/i;
const readme = /^readme(\.|$)/i;
const licenceSection = /^#+ *(?:the )?(?:MIT )?licen[cs]e\b[^]*$/im;

/** Returns the texts in a package's own files; without any, what its README says under "License". */
const licenceTextsIn = (folder) => {
  const files = readdirSync(folder).sort();
  const textsOf = (pattern) =>
    files.filter((file) => pattern.test(file)).map((file) => readFileSync(join(folder, file), 'utf8'));
  const texts = textsOf(licenceFile);
  if (texts.length > 0) return texts;
  return textsOf(readme).flatMap((text) => licenceSection.exec(text)?.[0] ?? []);
};

const entryOf = (folder) => {
  const { name, version, author, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = licenceTextsIn(folder).map((text) => text.trim());
  if (texts.length === 0 && license === undefined) throw new Error(`${name} ${version} names no licence`);
  const head = [`${name} ${version}`, license, author && `by ${author.name ?? author}`];
  return [head.filter((part) => typeof part === 'string').join(', '), ...texts].join('\n\n');
};

/** Returns one text with the licence of every package that one of the files belongs to, sorted by name. */
export const licencesOf = (files) => {
  const folders = new Set(files.flatMap((file) => packageFolder.exec(file)?.[0] ?? []));
  const entries = new Set([...folders].map(entryOf));
  return `${[...entries].sort().join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
};

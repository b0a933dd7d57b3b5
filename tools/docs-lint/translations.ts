import { createHash } from 'node:crypto';
import { isTranslated } from './english-only.js';
import type { Page, Problem } from './page.js';

/** Returns what a translation says of the text that it was made from: the first 16 digits of its SHA-256. */
export const sourceDigest = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16);

const twinOf = (path: string): string => path.replace(/^docs\/(?:pt-BR\/)?/, 'docs/pt-BR/');
const sourceOf = (path: string): string => path.replace(/^docs\/pt-BR\//, 'docs/');

const memberOf = (page: Page, name: string): string | null =>
  new RegExp(`^---\\n(?:.*\\n)*?${name}: (\\S+)\\n(?:.*\\n)*?---\\n`).exec(page.text)?.[1] ?? null;

/** Finds a Portuguese page whose English page was changed since, or is another. */
export const staleTranslation = (page: Page, pages: ReadonlyMap<string, Page>): readonly Problem[] => {
  if (!page.path.startsWith('docs/pt-BR/')) return [];
  const source = sourceOf(page.path);
  const english = pages.get(source);
  if (english === undefined) return [{ line: 1, message: `there is no English page ${source}` }];
  if (memberOf(page, 'source') !== source)
    return [{ line: 1, message: `the front matter must say "source: ${source}"` }];
  const digest = sourceDigest(english.text);
  if (memberOf(page, 'source-digest') === digest) return [];
  const commit = `$(git log -1 --format=%h -- ${page.path})`;
  return [
    {
      line: 1,
      message: `${source} was changed: translate what "git diff ${commit} -- ${source}" shows, then write "source-digest: ${digest}"`,
    },
  ];
};

/** Finds an English page that should have a Portuguese one and has none. */
export const missingTranslation = (page: Page, pages: ReadonlyMap<string, Page>): readonly Problem[] =>
  isTranslated(page.path) && !pages.has(twinOf(page.path))
    ? [{ line: 1, message: `there is no Portuguese page ${twinOf(page.path)}` }]
    : [];

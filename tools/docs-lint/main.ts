/**
 * `npm run docs:check`: reads the pages as a careful editor does, and fails when a link, a word, a line or a
 * sentence has to be mended.
 *
 * This folder owns the rules of the pages. It must never change a page, or be shipped.
 */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isPortuguese } from './english-only.js';
import { longCells, longLines, wrongShape } from './form.js';
import { brokenLinks, linkTargets, unreachable } from './links.js';
import { oldWordsIn } from './old-words.js';
import { type Page, parsePage, type Problem } from './page.js';
import { foreignPhrases } from './phrases.js';
import { hardToRead } from './readability.js';
import { missingTranslation, staleTranslation } from './translations.js';

const root = join(import.meta.dirname, '../../..');

/** Decisions and changes speak of their day; the plan is a list of work. */
const ofTheirDay = /^(docs\/adr\/|CHANGELOG\.md$|docs\/plan\.md$)/;
/** Pages that are read as English; the others only for their links and words. */
const edited =
  /^(?:(?:README|ARCHITECTURE|CONTRIBUTING|SECURITY)\.md$|docs\/(?!benchmarks|reliability)|packages\/)/;

/** The responses of a published contract name this page (test/contracts/avista/golden/401.http). */
const namedInResponses = 'docs/contracts/avista.md';

/** Where readers begin. */
const firstPages = ['README.md', 'docs/README.md', 'docs/pt-BR/README.md'];

const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => file !== '');

/** What every page is checked against. */
interface Tree {
  readonly pages: ReadonlyMap<string, Page>;
  readonly targets: ReturnType<typeof linkTargets>;
}

const problemsOf = async (page: Page, { pages, targets }: Tree): Promise<readonly Problem[]> => {
  const links = brokenLinks(page, targets);
  if (isPortuguese(page.path)) return [...links, ...staleTranslation(page, pages)];
  if (ofTheirDay.test(page.path)) return links;
  const always = [...links, ...oldWordsIn(page), ...missingTranslation(page, pages)];
  if (!edited.test(page.path)) return always;
  return [
    ...always,
    ...longLines(page),
    ...longCells(page),
    ...wrongShape(page),
    ...foreignPhrases(page),
    ...(await hardToRead(page)),
  ];
};

const main = async (): Promise<void> => {
  const files = tracked.filter((file) => file.endsWith('.md'));
  const pages = await Promise.all(
    files.map(async (file) => parsePage(file, await readFile(join(root, file), 'utf8'))),
  );
  const tree = {
    pages: new Map(pages.map((page) => [page.path, page])),
    targets: linkTargets(tracked, pages),
  };
  const lines = await Promise.all(
    pages.map(async (page) =>
      (await problemsOf(page, tree)).map(({ line, message }) => `${page.path}:${String(line)}: ${message}`),
    ),
  );
  const lost = unreachable(
    pages.filter(
      ({ path }) => /^(docs\/|[^/]+$)/.test(path) && !ofTheirDay.test(path) && path !== namedInResponses,
    ),
    firstPages,
  ).map((path) => `${path}:1: no link leads here from ${firstPages.join(' or ')}`);
  const problems = [...lines.flat(), ...lost];
  if (problems.length === 0) return;
  process.stderr.write(`${problems.join('\n')}\n${String(problems.length)} problems in the pages.\n`);
  process.exitCode = 1;
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

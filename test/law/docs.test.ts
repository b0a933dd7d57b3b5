import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const repository = join(import.meta.dirname, '../..');

interface Page {
  readonly path: string;
  readonly text: string;
}

/** What a page may name: files and folders from the top of the repository, and npm scripts. */
interface TestApp {
  readonly paths: readonly string[];
  readonly scripts: readonly string[];
}

/** Made on the reader's machine: a clean clone has none of it. */
const notCommitted =
  /^(\.portaria|\.deployment|docker-compose\.override\.yml|dist|dist-bench|coverage|node_modules|\.git|\.env)(\/|$)/;
const npmsOwn = [
  'audit',
  'ci',
  'exec',
  'install',
  'ls',
  'outdated',
  'pack',
  'run',
  'sbom',
  'version',
  'view',
];

const brokenIn = (page: Page, app: TestApp): string[] => [
  ...linksIn(page.text).filter((link) => !exists(join(dirname(page.path), link), app)),
  ...wordsIn(page.text).filter((word) => isOurPath(word, app) && !exists(word, app)),
  ...scriptsIn(page.text).filter((script) => !app.scripts.includes(script)),
];

/**
 * Targets of links and pictures, but for the web and for places within a page. `client-downloads.test.ts` checks the
 * downloads of the site.
 */
const linksIn = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)|^\[[^\]]+\]: *(\S+)/gm)]
    .map((match) => (match[1] ?? match[2] ?? '').replace(/#.*/, ''))
    .filter((link) => link !== '' && !/^(?:[a-z]+:|\/downloads\/)/i.test(link));

/** Blocks and spans of code. */
const codeIn = (text: string): string[] =>
  [...text.matchAll(/^ *(`{3,}).*\n([^]*?)^ *\1|(`+)([^`\n]+)\3/gm)].map(
    (match) => match[2] ?? match[4] ?? '',
  );

const wordsIn = (text: string): string[] => codeIn(text).flatMap((code) => code.split(/[\s()[\],;:"'=]+/));

const scriptsIn = (text: string): string[] =>
  codeIn(text)
    .flatMap((code) => [...code.matchAll(/\bnpm (?:run )?([a-z][a-z0-9:-]*)/g)])
    .flatMap((match) => match[1] ?? [])
    .filter((script) => !npmsOwn.includes(script));

/** Whether a word begins with a folder of ours or looks like a file that lies at the top. (`nginx/1.22` is a version.) */
const isOurPath = (word: string, app: TestApp): boolean => {
  if (/^nginx\/[0-9]/.test(word)) return false;
  const [top = '', ...below] = word.replace(/^\.\//, '').split('/');
  return below.length === 0 ? /^([A-Z]+\.md|[a-z.-]+\.(json|cjs|yml))$/.test(top) : app.paths.includes(top);
};

/** `<name>` and `*` stand for any name, `**` for any path: something there must match. */
const exists = (path: string, app: TestApp): boolean => {
  const pattern = path
    .replace(/^\.\//, '')
    .replace(/\/$/, '')
    .replaceAll(/<[^>]+>/g, '*')
    .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, (stars) => (stars.length > 1 ? '.*' : '[^/]*'));
  const whole = new RegExp(`^${pattern}$`);
  return notCommitted.test(path) || app.paths.some((known) => whole.test(known));
};

const app: TestApp = {
  paths: ['src', 'src/main.ts', 'docs', 'docs/a.md', 'nginx', 'package.json'],
  scripts: ['check'],
};

test('what a page names and does not exist is found', () => {
  const text = [
    'The [map](gone.md), the [picture](../src/gone.png), the [file](/gone/a.zip) and [another][way].',
    '`src/gone.ts`, `gone/` is not ours, `src/<gone>/x.ts`, `GONE.md` and `npm run gone`.',
    '```sh',
    'npm run check && npm run also:gone',
    'node src/gone.js --config=docs/gone.json',
    '```',
    '[way]: ./lost.md',
  ].join('\n');
  const links = ['gone.md', '../src/gone.png', '/gone/a.zip', './lost.md'];
  const paths = ['src/gone.ts', 'src/<gone>/x.ts', 'GONE.md', 'src/gone.js', 'docs/gone.json'];
  const scripts = ['gone', 'also:gone'];
  expect(brokenIn({ path: 'docs/a.md', text }, app)).toEqual([...links, ...paths, ...scripts]);
});

test('what a page names and exists is left alone', () => {
  const text = [
    'The [map](a.md#places), [below](#places), [the web](https://example.org/gone.md), [download](/downloads/a.zip) and [main](../src/main.ts).',
    '`src/`, `src/main.ts:12`, `./docs/<name>.md`, `docs/**`, `package.json`, `.portaria/demo.env`, `/etc/gone`.',
    '`npm ci && npm run check -- --fast`, `Server: nginx/1.22.1`, `application/json`, `text/gone`.',
  ].join('\n');
  expect(brokenIn({ path: 'docs/a.md', text }, app)).toEqual([]);
});

test('every path and npm script that the documents name exists', () => {
  const paths = pathsBelow('');
  const manifest = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(read('package.json')));
  const real = { paths, scripts: Object.keys(manifest.scripts) };
  // Decisions and changes speak of their day.
  const pages = paths.filter(
    (path) => /^([^/]+|(docs|packages)\/.+)\.md$/.test(path) && !/^(docs\/adr\/|CHANGELOG)/.test(path),
  );
  const broken = pages.flatMap((path) =>
    brokenIn({ path, text: read(path) }, real).map((name) => `${path}: ${name}`),
  );
  expect(broken).toEqual([]);
});

/** Folders of pages for readers; a folder of its own below one has its list in a README.md. */
const folders = /^docs\/(start|tutorials|explanation|how-to\/[^/]+|reference)\/([^/]+|[^/]+\/README)\.md$/;

test('the entry of the documentation leads to every page, or to the list of its folder', () => {
  const listed = linksIn(read('docs/README.md')).map((link) => join('docs', link));
  const pages = pathsBelow('docs').filter((path) => folders.test(path));
  expect(pages.length).toBeGreaterThan(60);
  expect(pages.filter((page) => !listed.includes(page))).toEqual([]);
});

test('the list of decisions has every decision', () => {
  const listed = linksIn(read('docs/adr/README.md'));
  const decisions = pathsBelow('docs/adr').flatMap((path) => /\/(\d{4}-[^/]+\.md)$/.exec(path)?.[1] ?? []);
  expect(decisions.length).toBeGreaterThan(30);
  expect(decisions.filter((file) => !listed.includes(file))).toEqual([]);
});

function read(path: string): string {
  return readFileSync(join(repository, path), 'utf8');
}

/** Files and folders, from the top of the repository. */
function pathsBelow(folder: string): string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (notCommitted.test(path)) return [];
    return entry.isDirectory() ? [path, ...pathsBelow(path)] : [path];
  });
}

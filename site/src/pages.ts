/**
 * The Markdown files that are pages of the site, and the address of each.
 *
 * This folder owns how `docs/` becomes a site. It must never contain a fact about the product: those are in the pages.
 */
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The folder of the Portuguese pages, in `docs/` and in the addresses. */
export const portuguese = 'pt-BR/';

const folders = ['clients', 'docs', 'site', 'packages', 'examples'];
/** Pages outside `docs/` that its pages link to, and their addresses. */
const others: Readonly<Record<string, string>> = {
  'ARCHITECTURE.md': 'project/architecture.md',
  'CHANGELOG.md': 'project/changelog.md',
  'CONTRIBUTING.md': 'project/contributing.md',
  'SECURITY.md': 'project/security.md',
  'examples/README.md': 'project/examples.md',
  'packages/verifier/README.md': 'project/verifier.md',
  ...Object.fromEntries(
    globSync('clients/*/README.md', { cwd: repository })
      .map((file) => file.replaceAll('\\', '/'))
      .map((file) => [file, `project/client-${file.split('/')[1] ?? ''}.md`]),
  ),
};

/** What is no page, for VitePress: whole folders are left out before they are read. */
export const excluded: readonly string[] = [
  'README.md',
  'clients/*.md',
  'docs/plan.md',
  ...readdirSync(repository, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !folders.includes(entry.name))
    .map(({ name }) => `${name}/**`),
];

/** Returns the route of a file, such as `reference/errors/index.md` for `docs/reference/errors/README.md`. */
export const routeOf = (file: string): string => {
  const other = others[file];
  if (other !== undefined) return other;
  const path = file.replace(/^(?:docs|site\/pages)\//, '');
  // The first page of the site is made for it; this one lists all pages.
  if (/^(?:pt-BR\/)?README\.md$/.test(path)) return path.replace('README', 'contents');
  return path.replace(/(^|\/)README\.md$/, '$1index.md');
};

/** Returns the address of a route below the site's own, such as `/reference/errors/`. */
export const addressOf = (route: string): string =>
  `/${route.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}`;

/** Every page: its file and its route. */
export const routes: ReadonlyMap<string, string> = new Map(
  [...globSync(['docs/**/*.md', 'site/pages/**/*.md'], { cwd: repository }), ...Object.keys(others)]
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !excluded.includes(file))
    .sort()
    .map((file) => [file, routeOf(file)]),
);

export const read = (file: string): string => readFileSync(join(repository, file), 'utf8');

/** Returns the text of a page's first heading, without marks. */
export const titleOf = (file: string): string =>
  (/^# (.+)$/m.exec(read(file))?.[1] ?? file).replaceAll(/[`*]/g, '');

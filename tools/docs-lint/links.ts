import { dirname, join } from 'node:path/posix';
import { headingAnchors, lineOf, nodesOf, type Page, type Problem } from './page.js';

/** What a link may lead to: the tracked files and their folders, and the pages among them. */
export interface LinkTargets {
  readonly paths: ReadonlySet<string>;
  readonly anchors: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads the targets out of the tracked files; `pages` are those with anchors. */
export const linkTargets = (files: readonly string[], pages: readonly Page[]): LinkTargets => ({
  paths: new Set(files.flatMap((file) => [file, ...foldersOf(file)])),
  anchors: new Map(pages.map((page) => [page.path, anchorsOf(page)])),
});

/** Finds links within the repository that lead to a missing file or to a missing heading. */
export const brokenLinks = (page: Page, targets: LinkTargets): readonly Problem[] =>
  [...nodesOf(page, 'link'), ...nodesOf(page, 'image'), ...nodesOf(page, 'definition')].flatMap((node) => {
    const message = problemOf(page.path, node.url, targets);
    return message === null ? [] : [{ line: lineOf(node), message }];
  });

/** Returns the pages that no chain of links leads to, from any of the first pages. */
export const unreachable = (pages: readonly Page[], first: readonly string[]): readonly string[] => {
  const byPath = new Map(pages.map((page) => [page.path, page]));
  const reached = new Set<string>();
  const follow = (path: string): void => {
    const page = byPath.get(path);
    if (page === undefined || reached.has(path)) return;
    reached.add(path);
    for (const { url } of [...nodesOf(page, 'link'), ...nodesOf(page, 'definition')]) {
      const target = targetOf(path, url);
      if (target === null) continue;
      follow(target);
      follow(join(target, 'README.md'));
    }
  };
  first.forEach(follow);
  return pages.map(({ path }) => path).filter((path) => !reached.has(path));
};

/** The file that a link leads to, from the top of the repository; `null` for one to the web or to a download of the site. */
const targetOf = (from: string, url: string): string | null => {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/downloads\/)/i.test(url)) return null;
  const file = decodeURIComponent(url.replace(/#.*/, ''));
  return file === '' ? from : join(dirname(from), file).replace(/\/$/, '');
};

const problemOf = (from: string, url: string, { paths, anchors }: LinkTargets): string | null => {
  const target = targetOf(from, url);
  const [, anchor] = url.split('#').map(decodeURIComponent);
  if (target === null) return null;
  if (!paths.has(target)) return `the link ${url} leads to no file`;
  if (anchor === undefined || anchors.get(target)?.has(anchor)) return null;
  return `the link ${url} leads to no heading`;
};

const foldersOf = (file: string): readonly string[] => {
  const folder = dirname(file);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
};

const anchorsOf = (page: Page): ReadonlySet<string> => {
  // A translation keeps the anchors of its source, as elements before its headings.
  const elements = nodesOf(page, 'html').flatMap(({ value }) => /^<a id="([^"]+)">/.exec(value)?.[1] ?? []);
  return new Set([...headingAnchors(page), ...elements]);
};

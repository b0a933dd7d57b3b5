import { dirname, join } from 'node:path/posix';
import GithubSlugger from 'github-slugger';
import { headingText, lineOf, nodesOf, type Page, type Problem } from './page.js';

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

const problemOf = (from: string, url: string, { paths, anchors }: LinkTargets): string | null => {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url)) return null;
  const [file = '', anchor] = url.split('#').map(decodeURIComponent);
  const target = file === '' ? from : join(dirname(from), file).replace(/\/$/, '');
  if (!paths.has(target)) return `the link ${url} leads to no file`;
  if (anchor === undefined || anchors.get(target)?.has(anchor)) return null;
  return `the link ${url} leads to no heading`;
};

const foldersOf = (file: string): readonly string[] => {
  const folder = dirname(file);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
};

const anchorsOf = (page: Page): ReadonlySet<string> => {
  const slugger = new GithubSlugger();
  return new Set(nodesOf(page, 'heading').map((heading) => slugger.slug(headingText(heading))));
};

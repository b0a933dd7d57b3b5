import GithubSlugger from 'github-slugger';
import type { Nodes, Root } from 'mdast';
import { toString } from 'mdast-util-to-string';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';

/** A Markdown page of the repository, by its path from the top. */
export interface Page {
  readonly path: string;
  readonly text: string;
  readonly tree: Root;
}

/** Something to mend in a page, such as `docs/a.md:7: ...`. */
export interface Problem {
  readonly line: number;
  readonly message: string;
}

export const parsePage = (path: string, text: string): Page => ({
  path,
  text,
  tree: unified().use(remarkParse).use(remarkGfm).parse(text),
});

export const lineOf = (node: Nodes): number => node.position?.start.line ?? 1;

/** Returns the nodes of a type, in the order of the page. */
export const nodesOf = <T extends Nodes['type']>(
  page: Page,
  type: T,
): readonly Extract<Nodes, { type: T }>[] => {
  const isWanted = (node: Nodes): node is Extract<Nodes, { type: T }> => node.type === type;
  const found: Extract<Nodes, { type: T }>[] = [];
  visit(page.tree, (node) => {
    if (isWanted(node)) found.push(node);
  });
  return found;
};

/** Returns the anchors of a page's headings by GitHub's rules. */
export const headingAnchors = (page: Page): ReadonlySet<string> => {
  const slugger = new GithubSlugger();
  return new Set(nodesOf(page, 'heading').map((heading) => slugger.slug(toString(heading))));
};

/** Links between the pages as they are in the repository, made addresses of the site. */
import { dirname, join, relative } from 'node:path/posix';
import type { MarkdownRenderer } from 'vitepress';
import { addressOf, repository, routes } from './pages.ts';

/** Files that the site serves as they are (src/finish.mjs copies them). */
const served = /^docs\/((?:openapi|postman)\/.+\.json)$/;

/** Where everything that a link may name is a page, or is served; `npm run docs:check` knows the other folders. */
const inSite = /^(?:docs|site)\//;

/**
 * `sourceUrl`: where the files of the repository can be read, with `:path` in it; empty where they cannot.
 */
export interface LinkSettings {
  readonly sourceUrl: string;
}

/** Returns the address that a link of a file leads to; `null` where the reader cannot go there. */
export const siteLink = (from: string, href: string, { sourceUrl }: LinkSettings): string | null => {
  if (href === '' || /^(?:[a-z][a-z0-9+.-]*:|#|\/)/i.test(href)) return href;
  const [path = '', anchor] = href.split('#');
  const hash = anchor === undefined ? '' : `#${anchor}`;
  const target = join(dirname(from), decodeURIComponent(path)).replace(/\/$/, '');
  const route = routes.get(target) ?? routes.get(`${target}/README.md`);
  if (route !== undefined) return addressOf(route) + hash;
  const file = served.exec(target)?.[1];
  if (file !== undefined) return `/${file}`;
  if (inSite.test(target)) throw new Error(`${from}: the link ${href} leads to no page`);
  return sourceUrl === '' ? null : sourceUrl.replace(':path', target) + hash;
};

type Token = ReturnType<MarkdownRenderer['parse']>[number];

/** Makes a token one that prints nothing. */
const silence = (token: Token): void => {
  Object.assign(token, { type: 'text', tag: '', nesting: 0, content: '', attrs: null });
};

/** The browser saves the file: VitePress would look for a page of this name. It adds no base to such a link. */
const makeDownload = (token: Token, href: string): void => {
  token.attrSet('href', `/docs${href}`);
  token.attrSet('download', '');
};

const resolveLinks = (tokens: readonly Token[], from: string, settings: LinkSettings): void => {
  const closing: boolean[] = [];
  for (const token of tokens) {
    if (token.type === 'link_close' && closing.pop() === true) silence(token);
    if (token.type !== 'link_open') continue;
    const href = siteLink(from, token.attrGet('href') ?? '', settings);
    closing.push(href === null);
    if (href === null) silence(token);
    else if (href.startsWith('/downloads/')) makeDownload(token, href);
    else token.attrSet('href', href);
  }
};

/** A plugin of markdown-it: every link leads to a page of the site, to a file that it serves, or is plain text. */
export const repositoryLinks = (markdown: MarkdownRenderer, settings: LinkSettings): void => {
  markdown.core.ruler.push(
    'repository-links',
    ({ tokens, env }: { tokens: Token[]; env: PageEnvironment }) => {
      // A title alone is of no file, and has no link.
      const file = env.realPath ?? env.path;
      if (file === undefined) return;
      const from = relative(repository, file);
      for (const { children } of tokens) if (children) resolveLinks(children, from, settings);
    },
  );
};

/** Where VitePress says which file it renders: `realPath` is the file, before its address was made. */
interface PageEnvironment {
  readonly path?: string;
  readonly realPath?: string;
}

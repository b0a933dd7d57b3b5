/** The sidebar: the list of all pages in `docs/README.md`, and the pages in the folders that it names. */
import { dirname, join } from 'node:path/posix';
import type { DefaultTheme } from 'vitepress';
import { addressOf, portuguese, read, routes, titleOf } from './pages.ts';
import { texts } from './texts.ts';

type Language = 'en' | 'pt';

interface Listed {
  readonly text: string;
  readonly file: string;
}
interface Section {
  readonly title: string;
  readonly pages: readonly Listed[];
}

/** Reads the last part of the page: a heading for each section, and a list of links below it. */
const sectionsOf = (file: string): readonly Section[] => {
  const all = read(file).split(/^## /m).at(-1) ?? '';
  return all
    .split(/^### /m)
    .slice(1)
    .map((section) => ({
      title: section.slice(0, section.indexOf('\n')),
      pages: [...section.matchAll(/^- \[(.+?)\]\(([^)]+\.md)\)/gm)].map(([, text = '', path = '']) => ({
        text,
        file: join(dirname(file), path),
      })),
    }));
};

/** The pages below one that is the first of its folder (`errors/README.md`), or has a folder (`asvs.md`, `asvs/`). */
const childrenOf = (file: string): readonly string[] => {
  const folder = file.endsWith('/README.md') ? dirname(file) : file.replace(/\.md$/, '');
  return [...routes.keys()].filter((path) => path !== file && dirname(path) === folder);
};

/** The open folder of a sidebar: it shows the pages below one of its items, and no others. */
const item = (language: Language, { text, file }: Listed, open: string | null): DefaultTheme.SidebarItem => {
  const route = routes.get(file);
  if (route === undefined) throw new Error(`The list of all pages names ${file}, which is no page`);
  const isEnglish = language === 'pt' && !route.startsWith(portuguese);
  const children = file === open ? childrenOf(file) : [];
  return {
    text: isEnglish ? `${text} ${texts.pt.inEnglish}` : text,
    link: addressOf(route),
    ...(children.length > 0 && {
      items: children.map((child) => ({ text: titleOf(child), link: addressOf(routes.get(child) ?? '') })),
    }),
  };
};

/** The pages of the API reference, which show the OpenAPI documents. */
const apiReference = (language: Language): DefaultTheme.SidebarItem => ({
  text: texts[language].apiReference,
  items: Object.entries(texts[language].apis).map(([name, text]) => ({
    text,
    link: `/reference/api/${name}`,
  })),
});

const sidebarWith = (
  language: Language,
  sections: readonly Section[],
  open: string | null,
): DefaultTheme.SidebarItem[] => {
  const groups = sections.map(({ title, pages }) => ({
    text: title,
    items: pages.map((page) => item(language, page, open)),
  }));
  // Before the explanations, which end the list.
  return [...groups.slice(0, -1), apiReference(language), ...groups.slice(-1)];
};

/**
 * Returns the sidebars of a language, by the beginning of the addresses that have them. Each folder below a page has its
 * own: with all folders in it, the sidebar would be most of every page.
 */
export const sidebarsOf = (language: Language): DefaultTheme.SidebarMulti => {
  const file = language === 'en' ? 'docs/README.md' : `docs/${portuguese}README.md`;
  const sections = sectionsOf(file);
  if (sections.length === 0) throw new Error(`${file} lists no pages`);
  const parents = sections
    .flatMap(({ pages }) => pages.map((page) => page.file))
    .filter((path) => childrenOf(path).length > 0);
  const own = parents.filter((path) => language === 'en' || path.startsWith(`docs/${portuguese}`));
  return {
    [language === 'en' ? '/' : `/${portuguese}`]: sidebarWith(language, sections, null),
    ...Object.fromEntries(
      own.map((path) => [
        addressOf(routes.get(path) ?? '').replace(/\/?$/, '/'),
        sidebarWith(language, sections, path),
      ]),
    ),
  };
};

/** Plugins of Vite that change what packages bring: less of it, and what screen readers need. */

/** The languages in which the API reference colours its examples. */
const kept = /^(?:java|json|markdown|xml|vitepress-openapi)[-.]/;
const openApiFile = /\/vitepress-openapi\/dist\/([^/]+)$/;

/** Leaves out the grammars of some 300 languages that the API reference brings and never shows: most of the site. */
const fewLanguages = {
  name: 'few-languages',
  transform: (code: string, id: string): string | null => {
    const file = openApiFile.exec(id)?.[1];
    const isGrammar = file !== undefined && !kept.test(file) && code.includes('scopeName');
    return isGrammar ? 'export default [];' : null;
  },
};

/** VitePress calls the dialog of the search a button, and its links options of a list box: both hide the links. */
const searchBoxRoles: readonly (readonly [string, string])[] = [
  ['role="button"\n', 'role="dialog"\n      aria-modal="true"\n'],
  [`:aria-owns="results?.length ? 'localsearch-list' : undefined"\n`, ''],
  ['aria-expanded="true"\n', ''],
  ['aria-haspopup="listbox"\n', ''],
  [`:role="results?.length ? 'listbox' : undefined"\n`, ''],
  [`:aria-labelledby="results?.length ? 'localsearch-label' : undefined"\n`, ''],
  [`:aria-selected="selectedIndex === index ? 'true' : 'false'"\n`, ''],
  ['role="option"\n', ''],
  // A label needs a role that may have one.
  ['<kbd :aria-label', '<kbd role="img" :aria-label'],
];

const searchDialog = {
  name: 'search-dialog',
  enforce: 'pre',
  transform: (code: string, id: string): string | null => {
    if (!id.endsWith('/VPLocalSearchBox.vue')) return null;
    return searchBoxRoles.reduce((text, [old, better]) => {
      if (!text.includes(old))
        throw new Error(`The search of VitePress has no ${old} any more: look at it again`);
      return text.replaceAll(old, better);
    }, code);
  },
} as const;

export const vitePlugins = [fewLanguages, searchDialog];

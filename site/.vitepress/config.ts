import { slug } from 'github-slugger';
import type { DefaultTheme } from 'vitepress';
import { defineConfig } from 'vitepress';
import { apiDescription } from '../src/api-description.ts';
import { sidebarsOf } from '../src/contents.ts';
import { diagrams } from '../src/diagrams.ts';
import { repositoryLinks } from '../src/links.ts';
import { excluded, repository, routeOf } from '../src/pages.ts';
import { texts } from '../src/texts.ts';
import { searchTexts, themeTexts } from '../src/theme-texts.ts';
import { vitePlugins } from '../src/vite-plugins.ts';

/** Where readers see and change the files, such as https://git.example.com/portaria/blob/main/:path; may be empty. */
const sourceUrl = process.env['PORTARIA_DOCS_SOURCE_URL'] ?? '';

const navOf = (language: 'en' | 'pt'): DefaultTheme.NavItem[] => {
  const base = language === 'en' ? '' : '/pt-BR';
  const { nav, apis } = texts[language];
  return [
    { text: nav.start, link: `${base}/start/what-is-portaria`, activeMatch: '/(start|tutorials)/' },
    { text: nav.merchants, link: `${base}/how-to/merchant/`, activeMatch: '/how-to/merchant/' },
    { text: nav.operators, link: `${base}/how-to/operator/`, activeMatch: '/how-to/operator/' },
    { text: nav.apiOwners, link: `${base}/how-to/api-owner/`, activeMatch: '/how-to/api-owner/' },
    {
      text: nav.apis,
      items: Object.entries(apis).map(([name, text]) => ({ text, link: `/reference/api/${name}` })),
    },
    { text: nav.all, link: `${base}/contents` },
  ];
};

const themeOf = (language: 'en' | 'pt'): DefaultTheme.Config => ({
  ...themeTexts[language],
  nav: navOf(language),
  sidebar: sidebarsOf(language),
  ...(sourceUrl !== '' && { editLink: { pattern: sourceUrl, text: texts[language].edit } }),
});

export default defineConfig({
  title: 'Portaria',
  base: '/docs/',
  // The top of the repository: links between `docs/` and the pages at the top are links of the site too.
  srcDir: '..',
  srcExclude: [...excluded],
  rewrites: routeOf,
  outDir: '../dist/docs-site/docs',
  // The address of an error's page is in every answer, without an ending.
  cleanUrls: true,
  // The list of all pages would request every one of them; and the certificate reader requests nothing once it is loaded.
  router: { prefetchLinks: false },
  // Without scripts in the page: the Content-Security-Policy allows none (src/finish.mjs moves the others).
  metaChunk: true,
  ignoreDeadLinks: 'localhostLinks',
  head: [['link', { rel: 'icon', href: '/docs/favicon.svg', type: 'image/svg+xml' }]],
  locales: {
    root: {
      lang: 'en',
      label: texts.en.label,
      description: texts.en.description,
      themeConfig: themeOf('en'),
    },
    'pt-BR': {
      lang: 'pt-BR',
      label: texts.pt.label,
      description: texts.pt.description,
      link: '/pt-BR/',
      themeConfig: themeOf('pt'),
    },
  },
  themeConfig: {
    logo: '/favicon.svg',
    search: { provider: 'local', options: searchTexts },
    externalLinkIcon: false,
  },
  markdown: {
    anchor: { slugify: slug },
    // As on GitHub, braces in a heading are text.
    attrs: { disable: true },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: (markdown) => {
      repositoryLinks(markdown, { sourceUrl });
      diagrams(markdown);
      apiDescription(markdown);
    },
  },
  vite: {
    plugins: vitePlugins,
    publicDir: `${repository}site/public`,
    server: { watch: { ignored: ['**/.portaria/**', '**/dist/**', '**/coverage/**'] } },
    build: {
      // A data: address would hide a picture from the cache and from the policy.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 4000,
    },
  },
});

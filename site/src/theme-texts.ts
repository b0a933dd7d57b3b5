/** Labels of the theme and of its search, in both languages. */
import type { DefaultTheme } from 'vitepress';

export const themeTexts: Readonly<Record<'en' | 'pt', DefaultTheme.Config>> = {
  en: {
    outline: { label: 'On this page', level: [2, 3] },
    docFooter: { prev: 'Previous page', next: 'Next page' },
    darkModeSwitchLabel: 'Appearance',
    lightModeSwitchTitle: 'Switch to light colors',
    darkModeSwitchTitle: 'Switch to dark colors',
    sidebarMenuLabel: 'Menu',
    returnToTopLabel: 'Return to top',
    langMenuLabel: 'Change language',
    skipToContentLabel: 'Skip to content',
    footer: { message: 'Portaria: tokens for payment platforms, over mutual TLS.' },
    notFound: {
      title: 'Page not found',
      quote: 'There is no page at this address. Use the search, or the list of all pages.',
      linkLabel: 'Go to the home page',
      linkText: 'Home page',
    },
  },
  pt: {
    outline: { label: 'Nesta página', level: [2, 3] },
    docFooter: { prev: 'Página anterior', next: 'Próxima página' },
    darkModeSwitchLabel: 'Aparência',
    lightModeSwitchTitle: 'Mudar para cores claras',
    darkModeSwitchTitle: 'Mudar para cores escuras',
    sidebarMenuLabel: 'Menu',
    returnToTopLabel: 'Voltar ao topo',
    langMenuLabel: 'Mudar o idioma',
    skipToContentLabel: 'Ir para o conteúdo',
    footer: { message: 'Portaria: tokens para plataformas de pagamento, por TLS mútuo.' },
    notFound: {
      title: 'Página não encontrada',
      quote: 'Não há página neste endereço. Use a busca ou a lista de todas as páginas.',
      linkLabel: 'Ir para a página inicial',
      linkText: 'Página inicial',
    },
  },
};

type Translations = NonNullable<DefaultTheme.LocalSearchOptions['translations']>;

const portugueseSearch: Translations = {
  button: { buttonText: 'Buscar', buttonAriaLabel: 'Buscar na documentação' },
  modal: {
    displayDetails: 'Mostrar detalhes',
    resetButtonTitle: 'Limpar a busca',
    backButtonTitle: 'Fechar a busca',
    noResultsText: 'Nenhum resultado para',
    footer: {
      selectText: 'para abrir',
      selectKeyAriaLabel: 'enter',
      navigateText: 'para navegar',
      navigateUpKeyAriaLabel: 'seta para cima',
      navigateDownKeyAriaLabel: 'seta para baixo',
      closeText: 'para fechar',
      closeKeyAriaLabel: 'esc',
    },
  },
};

/** The search, which runs in the browser over an index of the site's own. */
export const searchTexts: DefaultTheme.LocalSearchOptions = {
  translations: { button: { buttonText: 'Search', buttonAriaLabel: 'Search the documentation' } },
  locales: { 'pt-BR': { translations: portugueseSearch } },
};

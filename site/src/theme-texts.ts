/** Labels of the theme and of its search, in both languages. */
import type { DefaultTheme } from 'vitepress';

export const themeTexts: Readonly<Record<'en' | 'pt', DefaultTheme.Config>> = {
  en: {
    outline: { label: 'On this page', level: [2, 3] },
    docFooter: { prev: 'Previous page', next: 'Next page' },
    darkModeSwitchLabel: 'Appearance',
    lightModeSwitchTitle: 'Switch to light colours',
    darkModeSwitchTitle: 'Switch to dark colours',
    sidebarMenuLabel: 'Menu',
    returnToTopLabel: 'Return to top',
    langMenuLabel: 'Change language',
    skipToContentLabel: 'Skip to content',
    footer: { message: 'Portaria: tokens for payment platforms, over mutual TLS.' },
    notFound: {
      title: 'Page not found',
      quote: 'No page has this address. The search and the list of all pages find what moved.',
      linkLabel: 'Go to the first page',
      linkText: 'First page',
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
      quote:
        'Nenhuma página tem este endereço. A busca e a lista de todas as páginas encontram o que mudou de lugar.',
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

/** What the site itself says, in both languages. */
export const texts = {
  en: {
    description: 'Documentation of Portaria, a token gateway for payment platforms',
    label: 'English',
    inEnglish: '',
    apiReference: 'API reference',
    apis: { tokens: 'Token endpoints', 'self-service': 'Self-service API', admin: 'Admin API' },
    nav: {
      start: 'Start',
      merchants: 'Merchants',
      operators: 'Operators',
      apiOwners: 'API owners',
      apis: 'API reference',
      all: 'All pages',
    },
    diagram: 'Diagram of the flow that the text describes',
    edit: 'Edit this page',
  },
  pt: {
    description: 'Documentação do Portaria, um gateway de tokens para plataformas de pagamento',
    label: 'Português (Brasil)',
    inEnglish: '(em inglês)',
    apiReference: 'Referência das APIs (em inglês)',
    apis: {
      tokens: 'Endpoints de token',
      'self-service': 'API de autoatendimento',
      admin: 'API de administração',
    },
    nav: {
      start: 'Início',
      merchants: 'Lojistas',
      operators: 'Operadores',
      apiOwners: 'Responsáveis por APIs',
      // As short as it can be: with the sidebar there is little room.
      apis: 'APIs (em inglês)',
      all: 'Índice',
    },
    diagram: 'Diagrama do fluxo que o texto descreve',
    edit: 'Editar esta página',
  },
} as const;

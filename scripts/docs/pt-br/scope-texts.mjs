// The texts of ../scope-texts.mjs in Portuguese.
import { rolePurposes } from '../../../dist/src/core/accounts/role-purposes.js';
import { prose } from '../markdown.mjs';

export const scopeTextsInPortuguese = {
  title: 'Escopos e papéis de operadores',
  intro: prose(
    'Esta página é para operadores. Ela diz quais papéis um operador pode ter e qual escopo cada rota da ' +
      '[API de administração](admin-api.md) exige.',
  ),
  rolesTitle: 'Papéis',
  rolesIntro: prose(
    'Um papel é um nome para um conjunto de escopos. Só os escopos são armazenados: o papel de um operador é aquele cujos ' +
      'escopos permitem o mesmo. Dê um papel com `portaria operator create --role` e `portaria operator set-role`, ou com `role` ' +
      'na API de administração. `GET /roles` lista os papéis.',
  ),
  roleHead: ['papel', 'escopos', 'para quem'],
  roles: rolePurposes['pt-BR'],
  roleRules: [
    'O último administrador permanece. Uma alteração depois da qual nenhum operador receberia um token com `admin:write` recebe 422.',
    'Sem `admin:write`, toda alteração de um operador recebe 403. Isso inclui o que pertence ao operador: credenciais, segredos, chaves, certificados e tokens.',
    'Só com `admin:write` você pode dar os escopos desta página a uma conta, também à de um lojista.',
    'Um resource server pode consultar (introspection) os tokens de todos os lojistas. Para tornar uma conta um deles, ou ' +
      'alterar um deles e o que lhe pertence, você precisa também de `access:write`.',
  ],
  scopesTitle: 'Escopos',
  scopeHead: ['escopo', 'permite'],
  scopes: {
    'admin:read': 'ler tudo, exceto a trilha de auditoria',
    'audit:read': 'ler e verificar a trilha de auditoria',
    'accounts:write': 'criar e alterar lojistas, com credenciais, segredos, chaves, usuários e certificados',
    'access:write':
      'suspender e reativar lojistas; revogar credenciais, segredos, certificados e tokens; desativar usuários',
    'keys:write': 'trocar e revogar chaves de assinatura',
    'client-cas:write': 'aceitar e remover CAs de cliente',
    'admin:write': 'fazer o que os quatro escopos anteriores permitem e alterar operadores',
  },
  scopeRules: [
    'O token, a credencial e a conta precisam ter o escopo.',
    '`admin:write` inclui os outros escopos `:write`, mas nem `admin:read` nem `audit:read`.',
    'Uma requisição de token pede escopos como a conta os tem. Para pedir só `accounts:write`, dê à conta também esse escopo.',
    'Uma alteração com `accounts:write` também pode encerrar tokens: os de um lojista que fica com menos escopos ou redes.',
    'Aprovar e rejeitar exigem também o escopo da mudança: veja [Aprovar mudanças com um segundo operador](../how-to/operator/approve-changes.md).',
  ],
  routesTitle: 'Rotas',
  routesIntro: prose('Todo caminho começa com `/api/admin`. `any` representa qualquer um dos escopos acima.'),
  routeHead: ['rota', 'escopo'],
  tags: {
    accounts: 'Contas e operadores',
    credentials: 'Credenciais',
    certificates: 'Certificados',
    CAs: 'CAs e CAs de cliente',
    keys: 'Chaves',
    'realm users': 'Usuários com senha',
    notices: 'Avisos',
    'protected APIs': 'APIs protegidas',
    approvals: 'Aprovações',
    'token requests': 'Requisições de token e tokens',
    audit: 'Trilha de auditoria',
    overview: 'Visão geral e busca',
  },
};

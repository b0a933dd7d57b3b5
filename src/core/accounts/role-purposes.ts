import type { Language } from '../shared/language.js';
import type { OperatorRole } from './operator-role.js';

/** What each role of operators is for. */
export const rolePurposes: Readonly<Record<Language, Readonly<Record<OperatorRole, string>>>> = {
  en: {
    support: 'answer merchants and find out why requests are rejected',
    onboarding: 'create merchants, and give them credentials and certificates',
    security: 'revoke what leaked, rotate keys and decide on client CAs',
    auditor: 'read everything, including the audit trail',
    administrator: 'do everything; only they change operators',
  },
  'pt-BR': {
    support: 'atende lojistas e descobre por que requisições são rejeitadas',
    onboarding: 'cria lojistas e dá a eles credenciais e certificados',
    security: 'revoga o que vazou, rotaciona chaves e decide sobre ACs de clientes',
    auditor: 'lê tudo, inclusive a trilha de auditoria',
    administrator: 'faz tudo; só administradores alteram operadores',
  },
};

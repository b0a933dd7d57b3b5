import type { auditActionsEn, auditTargetsEn } from './audit-words-en.js';
import type { Texts } from './en.js';

export const auditTargetsPtBr: Texts<typeof auditTargetsEn> = {
  account: 'conta {{id}}',
  approval: 'pedido {{id}}',
  ca: 'AC {{id}}',
  certificate: 'certificado {{id}}',
  'client-ca': 'AC de clientes {{id}}',
  credential: 'credencial {{id}}',
  key: 'chave {{id}}',
  'notice-delivery': 'aviso {{id}}',
  'notice-recipient': 'destinatário de avisos {{id}}',
  'realm-user': 'usuário {{id}}',
  'refresh-family': 'login {{id}}',
  token: 'token {{id}}',
  'signing keys': 'chaves de assinatura',
  'audit trail': 'trilha de auditoria',
  'tokens revoked today': 'tokens revogados hoje',
};

export const auditActionsPtBr: Texts<typeof auditActionsEn> = {
  account: {
    create: 'Criar uma conta',
    export: 'Exportar uma conta',
    import: 'Importar uma conta',
    reactivate: 'Reativar uma conta',
    suspend: 'Suspender uma conta',
    update: 'Alterar uma conta',
  },
  admin: { request: 'Requisição à API de administração' },
  approval: {
    approve: 'Aprovar um pedido',
    reject: 'Rejeitar um pedido',
    request: 'Pedir aprovação',
    withdraw: 'Retirar um pedido',
  },
  audit: { archive: 'Arquivar a trilha de auditoria' },
  ca: { create: 'Criar uma AC', import: 'Importar uma AC', 'sign-crl': 'Assinar uma lista de revogação' },
  certificate: {
    bundle: 'Gerar uma chave e um certificado',
    link: 'Vincular um certificado',
    renew: 'Renovar um certificado',
    revoke: 'Revogar um certificado',
    sign: 'Assinar um certificado',
    unlink: 'Desvincular um certificado',
  },
  'client-ca': {
    add: 'Adicionar uma AC de clientes',
    import: 'Importar ACs de clientes',
    remove: 'Remover uma AC de clientes',
    write: 'Gravar o arquivo de ACs de clientes',
  },
  credential: {
    create: 'Criar uma credencial',
    'register-key': 'Registrar uma chave pública',
    revoke: 'Revogar uma credencial',
    'rotate-key-set': 'Rotacionar um conjunto de chaves',
    'set-policy': 'Alterar um contrato de uma credencial',
  },
  key: {
    reseal: 'Selar as chaves de novo',
    revoke: 'Revogar uma chave de assinatura',
    rotate: 'Rotacionar as chaves de assinatura',
  },
  notice: { redeliver: 'Reenviar um aviso' },
  'notice-recipient': {
    create: 'Adicionar um destinatário de avisos',
    remove: 'Remover um destinatário de avisos',
  },
  operator: { create: 'Criar um operador' },
  pepper: { apply: 'Aplicar um novo pepper' },
  'realm-user': {
    create: 'Criar um usuário',
    disable: 'Desativar um usuário',
    enable: 'Ativar um usuário',
    'set-password': 'Trocar a senha de um usuário',
    update: 'Alterar um usuário',
  },
  secret: { revoke: 'Revogar um segredo', rotate: 'Gerar um novo segredo' },
  'self-service': { request: 'Requisição ao autoatendimento' },
  token: { revoke: 'Revogar tokens' },
};

import type { NoticeKind } from '../core/notices/notice.js';

type TextByKind = Readonly<Record<NoticeKind, string>>;

/** The fields that a text shows. */
export type NoticeLabel =
  | 'account'
  | 'accounts'
  | 'clientId'
  | 'secretId'
  | 'subject'
  | 'fingerprint'
  | 'endsAt'
  | 'reason'
  | 'count'
  | 'lastAt'
  | 'requestId'
  | 'keyId'
  | 'algorithm'
  | 'activeSince'
  | 'host'
  | 'check'
  | 'message'
  | 'fix';

/** `NoticeTexts`: the words of e-mails in one language. */
export interface NoticeTexts {
  /** A day follows where the notice has one. */
  readonly subjects: TextByKind;
  readonly labels: Readonly<Record<NoticeLabel, string>>;
  readonly advice: TextByKind;
  readonly footer: string;
}

export const english: NoticeTexts = {
  subjects: {
    'certificate.expiring': 'a certificate expires on',
    'certificate.expired': 'a certificate expired on',
    'secret.expiring': 'a client secret expires on',
    'secret.expired': 'a client secret expired on',
    'requests.rejected': 'token requests are rejected again and again',
    'signing-key.due': 'a signing key is due for rotation',
    'doctor.failed': 'a check of doctor failed',
  },
  labels: {
    account: 'Account',
    accounts: 'Accounts',
    clientId: 'Client id',
    secretId: 'Secret number',
    subject: 'Certificate',
    fingerprint: 'Fingerprint (SHA-256)',
    endsAt: 'End (UTC)',
    reason: 'Reason',
    count: 'Within an hour',
    lastAt: 'Last (UTC)',
    requestId: 'Request id of the last',
    keyId: 'Key id',
    algorithm: 'Algorithm',
    activeSince: 'Signs since (UTC)',
    host: 'Host',
    check: 'Check',
    message: 'Found',
    fix: 'To do',
  },
  advice: {
    'certificate.expiring':
      'Renew the certificate before it expires: token requests with it are rejected afterwards.',
    'certificate.expired': 'Renew the certificate: token requests with it are rejected.',
    'secret.expiring': 'Rotate the secret before it expires: token requests with it are rejected afterwards.',
    'secret.expired': 'Rotate the secret: token requests with it are rejected.',
    'requests.rejected':
      'Compare the client id, the secret and the certificate of the program with those of the account. The request id finds ' +
      'the details of a rejected request.',
    'signing-key.due': 'Rotate the key: portaria key rotate.',
    'doctor.failed': 'Do what the line above says, and run portaria doctor again.',
  },
  footer: 'This message was sent automatically. It contains no secret, and asks for none.',
};

export const portuguese: NoticeTexts = {
  subjects: {
    'certificate.expiring': 'um certificado expira em',
    'certificate.expired': 'um certificado expirou em',
    'secret.expiring': 'um segredo do cliente expira em',
    'secret.expired': 'um segredo do cliente expirou em',
    'requests.rejected': 'pedidos de token são rejeitados repetidamente',
    'signing-key.due': 'está na hora de rotacionar uma chave de assinatura',
    'doctor.failed': 'uma verificação do doctor falhou',
  },
  labels: {
    account: 'Conta',
    accounts: 'Contas',
    clientId: 'Client id',
    secretId: 'Número do segredo',
    subject: 'Certificado',
    fingerprint: 'Impressão digital (SHA-256)',
    endsAt: 'Fim (UTC)',
    reason: 'Motivo',
    count: 'Em uma hora',
    lastAt: 'Último (UTC)',
    requestId: 'Id da última requisição',
    keyId: 'Id da chave',
    algorithm: 'Algoritmo',
    activeSince: 'Assina desde (UTC)',
    host: 'Host',
    check: 'Verificação',
    message: 'Resultado',
    fix: 'O que fazer',
  },
  advice: {
    'certificate.expiring':
      'Renove o certificado antes que expire: depois, pedidos de token com ele são rejeitados.',
    'certificate.expired': 'Renove o certificado: pedidos de token com ele são rejeitados.',
    'secret.expiring':
      'Rotacione o segredo antes que expire: depois, pedidos de token com ele são rejeitados.',
    'secret.expired': 'Rotacione o segredo: pedidos de token com ele são rejeitados.',
    'requests.rejected':
      'Compare o client id, o segredo e o certificado do programa com os da conta. Com o id da requisição você encontra os ' +
      'detalhes de um pedido rejeitado.',
    'signing-key.due': 'Rotacione a chave: portaria key rotate.',
    'doctor.failed': 'Faça o que diz a linha acima e execute portaria doctor de novo.',
  },
  footer: 'Esta mensagem foi enviada automaticamente. Ela não contém nenhum segredo e não pede nenhum.',
};

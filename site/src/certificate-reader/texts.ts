/** What the certificate reader itself says; the findings have texts of their own. */
const english = {
  promise: 'Everything happens in your browser. Nothing is sent, and nothing is stored.',
  choose: 'Choose files',
  drop: 'or drop them here: certificate, chain, key, .p12 or .pfx',
  paste: 'Or paste a certificate in PEM',
  password: 'Password of the .p12 or .pfx file',
  open: 'Open',
  passwordFor: 'needs its password.',
  clear: 'Clear',
  result: 'Result',
  levels: { problem: 'Problem', warning: 'Warning', ok: 'OK' },
  fix: 'Fix',
  noProblem: 'No problem was found.',
  own: 'Your certificate',
  other: 'Certificate of a CA',
  subject: 'Subject',
  issuer: 'Issuer',
  validFrom: 'Valid from',
  validTo: 'Valid until',
  key: 'Key',
  fingerprint: 'SHA-256 fingerprint',
  usage: 'For client authentication',
  yes: 'yes',
  no: 'no',
  anyUsage: 'yes (for any purpose)',
  header: 'Value of X-SSL-Client-Cert',
  headerNote:
    'Only for credentials whose certificate is sent in a header. For mutual TLS, programs need the file.',
  copy: 'Copy',
  copied: 'Copied',
  keyIsPrivate:
    'One of the files has a private key. This page does not show it, and has not sent it anywhere. Do not send it to anyone, not even the operator or support.',
  keys: {
    belongs: 'The key belongs to your certificate.',
    differs: 'The key does not belong to the certificate.',
    encrypted: 'The key has a password, so it was not compared with the certificate.',
    unread: 'The key was not compared with a certificate.',
  },
};

export type ReaderTexts = typeof english;

const portuguese: ReaderTexts = {
  promise: 'Tudo acontece no seu navegador. Nada é enviado e nada é armazenado.',
  choose: 'Escolher arquivos',
  drop: 'ou solte-os aqui: certificado, cadeia, chave, .p12 ou .pfx',
  paste: 'Ou cole um certificado em PEM',
  password: 'Senha do arquivo .p12 ou .pfx',
  open: 'Abrir',
  passwordFor: 'precisa da senha.',
  clear: 'Limpar',
  result: 'Resultado',
  levels: { problem: 'Problema', warning: 'Aviso', ok: 'OK' },
  fix: 'Correção',
  noProblem: 'Nenhum problema foi encontrado.',
  own: 'O seu certificado',
  other: 'Certificado de uma AC',
  subject: 'Titular',
  issuer: 'Emissor',
  validFrom: 'Válido a partir de',
  validTo: 'Válido até',
  key: 'Chave',
  fingerprint: 'Impressão digital SHA-256',
  usage: 'Para autenticação de cliente',
  yes: 'sim',
  no: 'não',
  anyUsage: 'sim (para qualquer finalidade)',
  header: 'Valor de X-SSL-Client-Cert',
  headerNote:
    'Só para credenciais cujo certificado é enviado em um cabeçalho. Para TLS mútuo, os programas precisam do arquivo.',
  copy: 'Copiar',
  copied: 'Copiado',
  keyIsPrivate:
    'Há uma chave privada. Ela não é mostrada, e esta página não a enviou a lugar nenhum. Não a envie a ninguém: nem ao operador, nem ao suporte.',
  keys: {
    belongs: 'A chave pertence ao seu certificado.',
    differs: 'A chave não pertence ao certificado.',
    encrypted: 'A chave tem senha; por isso, não foi comparada com o certificado.',
    unread: 'A chave não foi comparada com um certificado.',
  },
};

export const readerTexts: Readonly<Record<'en' | 'pt-BR', ReaderTexts>> = {
  en: english,
  'pt-BR': portuguese,
};

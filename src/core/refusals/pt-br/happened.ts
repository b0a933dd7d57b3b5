import type { TextOf } from '../explanation-texts.js';

/**
 * What happened, in Portuguese, beside the English that it translates. The table is total: an English
 * sentence that is new or was changed does not compile until it is translated here.
 *
 * This folder owns the Portuguese of the explanations; it must never decide which one a reader gets.
 */
export const happenedInPortuguese: Readonly<Record<TextOf<'happened'>, string>> = {
  'The request body is malformed.': 'O corpo da requisição está malformado.',
  'The client authentication is missing or malformed.':
    'A autenticação do cliente não foi enviada ou está malformada.',
  'The request asked for a grant type that is not supported.':
    'A requisição pediu um grant type que não é aceito.',
  'No client certificate came with the request.': 'A requisição chegou sem um certificado de cliente.',
  'The certificate header contains no PEM certificate.':
    'O cabeçalho do certificado não contém um certificado PEM.',
  'The request body is too large.': 'O corpo da requisição é grande demais.',
  'The Content-Type of the request is not JSON.': 'O Content-Type da requisição não é JSON.',
  'There is no endpoint at the requested path.': 'Não existe um endpoint no caminho requisitado.',
  'The endpoint does not support this HTTP method.': 'O endpoint não aceita este método HTTP.',
  'The request bypassed NGINX, or came with a wrong proxy secret.':
    'A requisição não passou pelo NGINX, ou chegou com um segredo do proxy errado.',
  'No credential has this client id.': 'Nenhuma credencial tem este client id.',
  'The client secret matches no active secret of the credential.':
    'O segredo do cliente não corresponde a nenhum segredo ativo da credencial.',
  'The client secret is correct, but expired after a rotation.':
    'O segredo do cliente está correto, mas expirou depois de uma rotação.',
  'The client sent no secret, and its credential has no registered key for the method that it used.':
    'O cliente não enviou um segredo, e a credencial não tem uma chave registrada para o método que ele usou.',
  'The subject of the presented certificate is not the one registered for tls_client_auth.':
    'O titular do certificado apresentado não é o registrado para tls_client_auth.',
  'The assertion is invalid: its signature matches no registered key, or a claim is wrong.':
    'A asserção é inválida: a assinatura não corresponde a nenhuma chave registrada, ou uma claim está errada.',
  'The jti of the assertion was used before. Each works only once.':
    'O jti da asserção já foi usado. Cada um só vale uma vez.',
  'The key set of the client could not be fetched from its URL.':
    'Não foi possível obter o conjunto de chaves do cliente na URL registrada.',
  'The credential was revoked.': 'A credencial foi revogada.',
  'The credential has expired.': 'A credencial expirou.',
  'The credential is not allowed to use this contract.': 'A credencial não tem permissão para este contrato.',
  'The account is suspended.': 'A conta está suspensa.',
  'An operator used a listener for merchants, or a merchant used the admin listener.':
    'Um operador veio por um listener de lojistas, ou um lojista veio pelo listener de administração.',
  'The request came from an address outside the networks of the account.':
    'A requisição veio de um endereço fora das redes da conta.',
  'No certificate was presented, and the credential needs one.':
    'Nenhum certificado foi apresentado, e a credencial exige um.',
  'NGINX did not accept the certificate chain.': 'O NGINX não aceitou a cadeia de certificados.',
  'The certificate came in a header, but the credential requires it in the TLS handshake.':
    'O certificado veio em um cabeçalho, mas a credencial o exige no handshake TLS.',
  'The client secret matches no active secret of the credential, and the certificate is not linked to its account.':
    'O segredo do cliente não corresponde a nenhum segredo ativo da credencial, e o certificado não está vinculado à conta dela.',
  'The client secret and the certificate do not belong to the account of this client id.':
    'O segredo do cliente e o certificado não são da conta deste client id.',
  'The certificate is self-signed: no client CA signed it.':
    'O certificado é autoassinado: nenhuma AC de clientes o assinou.',
  'The certificate is self-signed: no CA signed it.': 'O certificado é autoassinado: nenhuma AC o assinou.',
  'The certificate is not linked to the account.': 'O certificado não está vinculado à conta.',
  'The certificate was revoked at this gateway.': 'O certificado foi revogado neste gateway.',
  'The certificate is not valid yet.': 'O certificado ainda não é válido.',
  'The certificate has expired.': 'O certificado expirou.',
  'The key of the certificate is too weak, or its type is not accepted.':
    'A chave do certificado é fraca demais, ou o tipo dela não é aceito.',
  'The certificate is not a client certificate: its extended key usage lacks clientAuth, or its key usage lacks digitalSignature.':
    'O certificado não é um certificado de cliente: falta clientAuth no extended key usage, ou falta digitalSignature no key usage.',
  'The CNPJ in the certificate is not the CNPJ of the account.':
    'O CNPJ no certificado não é o CNPJ da conta.',
  'The client asked for a scope that it does not have.':
    'O cliente pediu um escopo para o qual não tem permissão.',
  'No user of the realm has this name.': 'Nenhum usuário do realm tem este nome.',
  'The password is wrong.': 'A senha está errada.',
  'The user is disabled.': 'O usuário está desativado.',
  'The refresh token is not from this gateway, or was altered.':
    'O refresh token não é deste gateway, ou foi alterado.',
  'The login is older than the lifetime of its refresh tokens.':
    'O login é mais antigo que o tempo de vida dos refresh tokens dele.',
  'The login has ended. The detail says why.': 'O login foi encerrado. O detalhe diz por quê.',
  'The refresh token was used before, so another party may have it. The gateway ended the login.':
    'O refresh token já foi usado; outra pessoa pode tê-lo. O login foi encerrado.',
  'The account got more tokens than PORTARIA_ACCOUNT_TOKENS_PER_DAY, in one process.':
    'A conta obteve mais tokens que PORTARIA_ACCOUNT_TOKENS_PER_DAY, em um só processo.',
  'The account was changed twice while the request was processed.':
    'A conta foi alterada duas vezes enquanto a requisição era processada.',
  'Too many requests were waiting.': 'Havia requisições demais na fila.',
  'The database or this process was too slow: the request took more than 10 s, or its token could not be recorded within 3 s.':
    'O banco de dados ou este processo estava lento demais: a requisição levou mais de 10 s, ou não foi possível registrar o token em 3 s.',
  'The gateway could not reach something that it needs, such as its database.':
    'O gateway não conseguiu acessar algo de que precisa, como o banco de dados.',
  'The gateway had an internal error. The client did nothing wrong.':
    'Ocorreu um erro interno no gateway. O cliente não fez nada de errado.',
  'The token is bound to a client certificate, and the call to the API presented none.':
    'O token está vinculado a um certificado de cliente, e a chamada à API não apresentou nenhum.',
  'The token is bound to another client certificate than the one in the API call.':
    'O token está vinculado a um certificado de cliente diferente do que veio na chamada à API.',
  'NGINX did not accept the client certificate that the call to the API presented.':
    'O NGINX não aceitou o certificado de cliente que a chamada à API apresentou.',
  'The API accepts only tokens that are bound to a client certificate. This one is not.':
    'A API só aceita tokens vinculados a um certificado de cliente. Este não está.',
  'The token had expired.': 'O token tinha expirado.',
  'The token was issued in the future, according to the clock of the process that verified it.':
    'Segundo o relógio do processo que o verificou, o token foi emitido no futuro.',
  'The token was revoked, or the secret, certificate, credential or account that it was requested with.':
    'O token foi revogado, ou então o segredo, o certificado, a credencial ou a conta com que ele foi requisitado.',
  'The token is for another API.': 'O token é para outra API.',
  'The token lacks a scope that the operation of the API needs.':
    'Falta ao token um escopo que a operação da API exige.',
  // Where the merchant reads another text than the operator.
  'The request did not come through the public address of the gateway.':
    'A requisição não chegou pelo endereço público do gateway.',
  'The request was sent to a port that is not for merchants.':
    'A requisição chegou a uma porta que não é para lojistas.',
  'The gateway did not accept the certificate in the TLS handshake.':
    'O gateway não aceitou o certificado no handshake TLS.',
  'The certificate was revoked.': 'O certificado foi revogado.',
  'The refresh token is unknown, or was altered.': 'O refresh token é desconhecido, ou foi alterado.',
  'The account got more tokens than it is allowed in a day.':
    'A conta obteve mais tokens do que pode obter em um dia.',
  'The client certificate that the call to the API presented was not accepted.':
    'O certificado de cliente que a chamada à API apresentou não foi aceito.',
  'A newer release rejected the request for a reason that this release does not know.':
    'Uma versão mais nova que esta rejeitou a requisição por um motivo que esta não conhece.',
};

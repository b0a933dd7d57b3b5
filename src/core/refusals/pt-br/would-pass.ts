import type { TextOf } from '../explanation-texts.js';

/** What would have passed, in Portuguese. Total, like `happenedInPortuguese`. */
export const wouldPassInPortuguese: Readonly<Record<TextOf<'wouldPass'>, string>> = {
  'The client id, the secret and a certificate of the same account.':
    'O client id, o segredo e um certificado da mesma conta.',
  'A certificate that a client CA signed.': 'Um certificado que uma AC de clientes assinou.',
  'A certificate from an accepted CA.': 'Um certificado de uma AC aceita.',
  'A JSON object with clientId and clientSecret, both strings of the documented length.':
    'Um objeto JSON com clientId e clientSecret, ambos strings do tamanho documentado.',
  'Client id and secret, with HTTP Basic or in the body.': 'Client id e segredo, com HTTP Basic ou no corpo.',
  'The same request with grant_type=client_credentials.':
    'A mesma requisição com grant_type=client_credentials.',
  'The same request over a TLS connection that presents the client certificate.':
    'A mesma requisição por uma conexão TLS que apresente o certificado de cliente.',
  'The PEM of one certificate, percent-encoded as in RFC 3986 (a space is %20, never +).':
    'O PEM de um só certificado, em percent-encoding como na RFC 3986 (um espaço é %20, nunca +).',
  'A body with only clientId and clientSecret.': 'Um corpo só com clientId e clientSecret.',
  'The same body with Content-Type: application/json.': 'O mesmo corpo com Content-Type: application/json.',
  'POST /api/auth/token.': 'POST /api/auth/token.',
  'A method that the response header Allow names.': 'Um método que o cabeçalho de resposta Allow indica.',
  'The same request through NGINX.': 'A mesma requisição pelo NGINX.',
  'The client id that you were given.': 'O client id que você recebeu.',
  'A client id of the account. The list of its credentials has them.':
    'Um client id da conta. Eles estão na lista das credenciais dela.',
  'An active secret, complete, without a line break, spaces or quotation marks around it.':
    'Um segredo ativo, completo, sem quebra de linha, espaços ou aspas em volta.',
  'The newer secret.': 'O segredo mais novo.',
  'The client secret, or a registered key: an assertion (private_key_jwt), or the certificate (tls_client_auth).':
    'O segredo do cliente, ou uma chave registrada: uma asserção (private_key_jwt), ou o certificado (tls_client_auth).',
  'A certificate that is linked to the account and has the registered subject.':
    'Um certificado vinculado à conta e com o titular registrado.',
  'A new assertion, signed with a registered key, for the issuer or the token endpoint, with the id of the client.':
    'Uma asserção nova, assinada com uma chave registrada, para o emissor ou o endpoint de token, com o id do cliente.',
  'A new assertion, with another jti, for every request.':
    'Uma asserção nova, com outro jti, em cada requisição.',
  'The same assertion, or a new one, once the URL answers.':
    'A mesma asserção, ou uma nova, assim que a URL responder.',
  'Another credential of the account.': 'Outra credencial da conta.',
  'A credential that has not expired.': 'Uma credencial que não expirou.',
  'The same request with a credential that may use the contract.':
    'A mesma requisição com uma credencial que tenha permissão para o contrato.',
  'The same request once the account is active.': 'A mesma requisição assim que a conta estiver ativa.',
  'The same request at the right listener: operators at the admin listener, merchants at the others.':
    'A mesma requisição no listener certo: operadores no listener de administração, lojistas nos outros.',
  'The same request from one of the allowed networks.':
    'A mesma requisição a partir de uma das redes permitidas.',
  'The same request with the client certificate.': 'A mesma requisição com o certificado de cliente.',
  'A certificate that a client CA signed, sent with its intermediate certificates.':
    'Um certificado assinado por uma AC de clientes, enviado com os certificados intermediários.',
  'The same request over mutual TLS, or a credential with the policy header.':
    'A mesma requisição por mTLS, ou uma credencial com a política header.',
  'A certificate that is linked to the account.': 'Um certificado vinculado à conta.',
  'Another certificate that is linked to the account.': 'Outro certificado vinculado à conta.',
  'The same request after the time in the detail.':
    'A mesma requisição depois do horário indicado no detalhe.',
  'A valid certificate that is linked to the account.': 'Um certificado válido e vinculado à conta.',
  'A certificate with an RSA key of at least 2048 bits, P-256 or better, or Ed25519.':
    'Um certificado com uma chave RSA de pelo menos 2048 bits, P-256 ou melhor, ou Ed25519.',
  'A certificate for clients. It has clientAuth and digitalSignature, or neither of these extensions.':
    'Um certificado para clientes. Ele tem clientAuth e digitalSignature, ou nenhuma dessas extensões.',
  'A certificate with the CNPJ of the account.': 'Um certificado com o CNPJ da conta.',
  'Only scopes of the credential, or no scope: the token then has all of them.':
    'Só escopos da credencial, ou nenhum escopo: nesse caso, o token recebe todos eles.',
  'The name of a user of the account.': 'O nome de um usuário da conta.',
  'The complete password, form-encoded.': 'A senha completa, codificada como formulário.',
  'The same request once the user is enabled.': 'A mesma requisição assim que o usuário estiver ativado.',
  'The refresh token of the last response, unchanged.': 'O refresh token da última resposta, sem alteração.',
  'A login with name and password.': 'Um login com nome e senha.',
  'The same request after the number of seconds in Retry-After.':
    'A mesma requisição depois dos segundos indicados em Retry-After.',
  'The same request, a moment later.': 'A mesma requisição, um momento depois.',
  'The same request, once the gateway works again.':
    'A mesma requisição, assim que o gateway voltar a funcionar.',
  'The same call over mutual TLS, with the certificate that the token was requested with.':
    'A mesma chamada por mTLS, com o certificado com que o token foi requisitado.',
  'The same call with the certificate that the token was requested with.':
    'A mesma chamada com o certificado com que o token foi requisitado.',
  'The same call with a certificate that is accepted.': 'A mesma chamada com um certificado que seja aceito.',
  'A token that was requested over mutual TLS.': 'Um token requisitado por mTLS.',
  'A new token.': 'Um token novo.',
  'The same call, a moment later.': 'A mesma chamada, um momento depois.',
  'A new token, if the client may still get one.': 'Um token novo, se o cliente ainda puder obter um.',
  'A token with the audience that the API accepts.': 'Um token com a audiência que a API aceita.',
  'A token with the scope that the response header WWW-Authenticate names.':
    'Um token com o escopo que o cabeçalho de resposta WWW-Authenticate indica.',
  // Where the merchant reads another text than the operator.
  'The same request at the address that the operator gave you.':
    'A mesma requisição no endereço que o operador informou a você.',
  'The same request at the port for merchants.': 'A mesma requisição na porta para lojistas.',
  'A certificate from an accepted CA, sent with its intermediate certificates.':
    'Um certificado de uma AC aceita, enviado com os certificados intermediários.',
  'The same request over mutual TLS.': 'A mesma requisição por mTLS.',
  'See the detail.': 'Veja o detalhe.',
};

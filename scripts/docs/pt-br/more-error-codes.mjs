// The texts of ../more-error-codes.mjs in Portuguese, each beside the English that it translates.
export const moreErrorCodesInPortuguese = {
  NGINX: 'do NGINX',
  'NGINX and the application': 'do NGINX e da aplicação',
  'NGINX and self-service': 'do NGINX e do autoatendimento',
  'the application': 'da aplicação',
  'protected APIs, the admin API and self-service':
    'das APIs protegidas, da API de administração e do autoatendimento',
  'the contracts `pix` and `realm`, introspection and revocation, the admin API and self-service':
    'dos contratos `pix` e `realm`, da introspecção e da revogação, da API de administração e do autoatendimento',
  'the contracts `pix` and `realm`, introspection and revocation':
    'dos contratos `pix` e `realm`, da introspecção e da revogação',
  'the contract `realm`': 'do contrato `realm`',
  'the contract `pix`': 'do contrato `pix`',
  'the contracts `pix` and `realm`': 'dos contratos `pix` e `realm`',
  'the contract `service-token`': 'do contrato `service-token`',
  'The request line is longer than 32 KiB.': 'A linha da requisição tem mais de 32 KiB.',
  'The program sends data in the query string that belongs in the body.':
    'O programa envia na query string dados que devem ir no corpo.',
  'Move the data to the body of the request.': 'Passe os dados para o corpo da requisição.',
  'A header is larger than 32 KiB, or all headers together are larger than 128 KiB.':
    'Um cabeçalho tem mais de 32 KiB, ou todos os cabeçalhos juntos têm mais de 128 KiB.',
  'A certificate chain or another file was sent in a header.':
    'Uma cadeia de certificados ou outro arquivo foi enviado em um cabeçalho.',
  'A cookie has grown too large.': 'Um cookie ficou grande demais.',
  'Send one certificate at most in `X-SSL-Client-Cert`.':
    'Envie no máximo um certificado em `X-SSL-Client-Cert`.',
  'Remove headers that the gateway does not use.': 'Remova os cabeçalhos que o gateway não usa.',
  'Over HTTP/2, a header over the limit ends the connection instead.':
    'Em HTTP/2, um cabeçalho acima do limite encerra a conexão, sem esta resposta.',
  'Too many requests arrived from this address, with this certificate, or for this account.':
    'Chegaram requisições demais deste endereço, com este certificado ou para esta conta.',
  'The program requests a token for every call.': 'O programa requisita um token a cada chamada.',
  'The program retries without a pause.': 'O programa repete a requisição sem uma pausa.',
  'In self-service: the account makes too many changes.':
    'No autoatendimento: a conta faz alterações demais.',
  'Use each token until it expires.': 'Use cada token até ele expirar.',
  'Increase the pause with every retry.': 'Aumente a pausa a cada nova tentativa.',
  'The limits are variables of NGINX, such as `PORTARIA_RATE_PER_ADDRESS`.':
    'Os limites são variáveis do NGINX, como `PORTARIA_RATE_PER_ADDRESS`.',
  'The request took longer than 20 seconds to arrive.': 'A requisição levou mais de 20 segundos para chegar.',
  'The network is slow.': 'A rede está lenta.',
  '`Content-Length` is larger than the body that the program sends.':
    '`Content-Length` é maior que o corpo que o programa envia.',
  'Send the whole body without a pause, with a correct `Content-Length`.':
    'Envie o corpo inteiro sem pausa, com um `Content-Length` correto.',
  'NGINX closes a connection without a response when no byte of a body arrives for 10 seconds.':
    'O NGINX fecha uma conexão sem resposta quando nenhum byte de um corpo chega por 10 segundos.',
  'A field, a header or a cursor of the request cannot be used.':
    'Um campo, um cabeçalho ou um cursor da requisição não pode ser usado.',
  'A value has the wrong form.': 'Um valor tem o formato errado.',
  'A field or query parameter is unknown.': 'Um campo ou parâmetro de query é desconhecido.',
  'Correct each field that `errors` names.': 'Corrija cada campo que `errors` indica.',
  'The change conflicts with existing data.': 'A alteração conflita com dados existentes.',
  'The resource already exists, such as a client id that is in use.':
    'O recurso já existe, como um client id que está em uso.',
  'Another change of the same resource is in progress.':
    'Outra alteração do mesmo recurso está em andamento.',
  'The certificate is linked to another account.': 'O certificado está vinculado a outra conta.',
  'Read `detail`. Then wait, share the resource, or force the change if the request has an option for it.':
    'Leia `detail`. Depois espere, compartilhe o recurso, ou force a alteração, se a requisição tem uma opção para isso.',
  'The account was changed since you read it.': 'A conta foi alterada depois que você a leu.',
  '`If-Match` has an older version than the account.':
    '`If-Match` tem uma versão mais antiga que a da conta.',
  'A file of the documentation or the console has changed since the version that the condition names.':
    'Um arquivo da documentação ou do console mudou depois da versão que a condição indica.',
  'Read the account again, look at what has changed, and send the change with the new `ETag`.':
    'Leia a conta de novo, veja o que mudou e envie a alteração com o novo `ETag`.',
  'The `Idempotency-Key` was used for another request.':
    'A `Idempotency-Key` já foi usada em outra requisição.',
  'The same key was sent with another method, path or body within 24 hours.':
    'A mesma chave foi enviada com outro método, caminho ou corpo em menos de 24 horas.',
  'Use a new key for every new change. Use the old key only to repeat the same request.':
    'Use uma chave nova para cada alteração nova. Use a chave antiga só para repetir a mesma requisição.',
  'A rule forbids the change. Waiting or forcing does not help.':
    'Uma regra proíbe a alteração. Esperar ou forçar não adianta.',
  'The certificate has expired, or its key is weak.': 'O certificado expirou, ou a chave dele é fraca.',
  'The change would remove the last operator who can get a token with `admin:write`.':
    'A alteração removeria o último operador que consegue obter um token com `admin:write`.',
  'The secret or password is easy to guess.': 'O segredo ou a senha é fácil de adivinhar.',
  'Read `detail`: it names the rule, and what to do.': 'Leia `detail`: ele indica a regra e o que fazer.',
  'The request has no bearer token.': 'A requisição não tem um bearer token.',
  'The header `Authorization` is missing, or does not begin with `Bearer`.':
    'O cabeçalho `Authorization` não foi enviado, ou não começa com `Bearer`.',
  'Send `Authorization: Bearer TOKEN`.': 'Envie `Authorization: Bearer TOKEN`.',
  'The token is not accepted here.': 'O token não é aceito aqui.',
  'The token is bound to a certificate that this connection did not present.':
    'O token está vinculado a um certificado que esta conexão não apresentou.',
  'The token was revoked, or the secret, certificate, credential or account behind it was.':
    'O token foi revogado, ou então o segredo, o certificado, a credencial ou a conta de que ele depende.',
  'The token is for another API, or comes from another gateway.':
    'O token é para outra API, ou vem de outro gateway.',
  'The token was sent twice, or in the query string.': 'O token foi enviado duas vezes, ou na query string.',
  'Present the certificate with which the token was requested. `WWW-Authenticate` says so when that is the cause.':
    'Apresente o certificado com que o token foi requisitado. Quando essa é a causa, `WWW-Authenticate` a informa.',
  'Request a new token.': 'Peça um token novo.',
  'Read the cause at `GET /api/account/refusals/{requestId}`.':
    'Leia a causa em `GET /api/account/refusals/{requestId}`.',
  'The token has expired.': 'O token expirou.',
  'The program used the token for longer than `expires_in`.':
    'O programa usou o token por mais tempo que `expires_in`.',
  'Request a new token shortly before the current one expires (`expires_in` seconds).':
    'Peça um token novo pouco antes de o atual expirar (`expires_in` segundos).',
  'The token lacks a scope that this operation needs.': 'Falta ao token um escopo que esta operação exige.',
  'The token was requested with fewer scopes.': 'O token foi requisitado com menos escopos.',
  'The credential does not have the scope.': 'A credencial não tem o escopo.',
  'Request a token with the scope that `WWW-Authenticate` names.':
    'Peça um token com o escopo que `WWW-Authenticate` indica.',
  'If the token request is then rejected, ask the operator of the gateway for the scope.':
    'Se essa requisição de token for rejeitada, peça o escopo ao operador do gateway.',
  'Give the scope to the account and to the credential, or map it: see the scope map of the API.':
    'Dê o escopo à conta e à credencial, ou mapeie-o: veja o mapa de escopos da API.',
  'If an operator needs it: [Scopes and roles of operators](../admin-scopes.md) says which role has which scope.':
    'Se um operador precisar dele: [Escopos e papéis de operadores](../admin-scopes.md) diz qual papel tem qual escopo.',
  'The request cannot be read, or the token was not sent as RFC 6750 requires.':
    'A requisição não pode ser lida, ou o token não foi enviado como a RFC 6750 exige.',
  'A parameter is missing or was sent twice.': 'Um parâmetro não foi enviado, ou foi enviado duas vezes.',
  'The request has two kinds of client authentication.':
    'A requisição tem dois tipos de autenticação do cliente.',
  'The `Content-Type` is not supported.': 'O `Content-Type` não é aceito.',
  'In the admin API and in self-service: the token was sent in the query string, twice, or without `Bearer`.':
    'Na API de administração e no autoatendimento: o token foi enviado na query string, duas vezes, ou sem `Bearer`.',
  'Correct what `error_description` or `detail` names.':
    'Corrija o que `error_description` ou `detail` indica.',
  'The client did not authenticate. All causes have the same response.':
    'O cliente não se autenticou. Todas as causas têm a mesma resposta.',
  'The client id, the secret and the certificate do not belong together: one of the recorded causes below.':
    'O client id, o segredo e o certificado não combinam: uma das causas registradas abaixo.',
  'No client authentication was sent.': 'Nenhuma autenticação do cliente foi enviada.',
  'In the contract `realm`: `client_id` is not the public client of the realm.':
    'No contrato `realm`: `client_id` não é o cliente público do realm.',
  'Send the `requestId` (header `X-Request-Id`) to the operator of the gateway.':
    'Envie o `requestId` (cabeçalho `X-Request-Id`) ao operador do gateway.',
  'The user name, the password or the refresh token is not accepted. All causes have the same response.':
    'O nome de usuário, a senha ou o refresh token não é aceito. Todas as causas têm a mesma resposta.',
  'One of the recorded causes below.': 'Uma das causas registradas abaixo.',
  'Check the user name and the password.': 'Confira o nome de usuário e a senha.',
  'If a refresh was rejected, have the user log in again.':
    'Se uma renovação foi rejeitada, peça ao usuário que faça login de novo.',
  'The client authenticated, but may not use this contract.':
    'O cliente se autenticou, mas não pode usar este contrato.',
  'The credential is not allowed to use `pix`.': 'A credencial não tem permissão para `pix`.',
  'Use a credential that may use the contract, or ask the operator of the gateway to allow it.':
    'Use uma credencial que pode usar o contrato, ou peça ao operador do gateway que o permita.',
  'Allow the contract: `portaria credential set-policy CLIENT_ID pix tls`.':
    'Permita o contrato: `portaria credential set-policy CLIENT_ID pix tls`.',
  'The endpoint does not support this `grant_type`.': 'O endpoint não aceita este `grant_type`.',
  '`pix` supports `client_credentials` only.': '`pix` só aceita `client_credentials`.',
  '`realm` supports `password` and `refresh_token` only.': '`realm` só aceita `password` e `refresh_token`.',
  'Set the `grant_type` that the contract documents.': 'Use o `grant_type` que o contrato documenta.',
  'The request asks for a scope that the client or user may not have.':
    'A requisição pede um escopo que o cliente ou o usuário não pode ter.',
  'The credential or the user does not have the scope.': 'A credencial ou o usuário não tem o escopo.',
  'The scope is misspelled.': 'O escopo está escrito errado.',
  'Leave `scope` out to get all scopes that are allowed.':
    'Omita `scope` para receber todos os escopos permitidos.',
  'Or ask the operator of the gateway for the scope.': 'Ou peça o escopo ao operador do gateway.',
  'Give the scope to the account and to the credential.': 'Dê o escopo à conta e à credencial.',
  'The service cannot answer now, or the account has reached its maximum number of tokens for today (429).':
    'O serviço não consegue responder agora, ou a conta já obteve o número máximo de tokens de hoje (429).',
  'The account got too many tokens.': 'A conta obteve tokens demais.',
  'The request cannot be read, or the client gets no token for a reason other than its id or secret.':
    'A requisição não pode ser lida, ou o cliente não recebe um token por um motivo que não é o id nem o segredo dele.',
  'A parameter is missing or wrong.': 'Falta um parâmetro, ou um deles está errado.',
  'The required certificate is missing or not accepted.':
    'O certificado exigido não foi apresentado, ou não é aceito.',
  'One of the causes below.': 'Uma das causas abaixo.',
  'The client does not exist, or may not use this contract.':
    'O cliente não existe, ou não pode usar este contrato.',
  'The client id is misspelled, or belongs to another environment.':
    'O client id está escrito errado, ou pertence a outro ambiente.',
  'The credential is not allowed to use `service-token`.':
    'A credencial não tem permissão para `service-token`.',
  'Check the client id.': 'Confira o client id.',
  'Ask the operator of the gateway to allow the contract.':
    'Peça ao operador do gateway que permita o contrato.',
  'Allow the contract: `portaria credential set-policy CLIENT_ID service-token tls`.':
    'Permita o contrato: `portaria credential set-policy CLIENT_ID service-token tls`.',
  'The secret is wrong or has expired.': 'O segredo está errado ou expirou.',
  'The secret is mistyped or has a line break at its end.':
    'O segredo foi digitado errado ou tem uma quebra de linha no final.',
  'The secret was rotated.': 'O segredo foi rotacionado.',
  'Use the current secret.': 'Use o segredo atual.',
  'If it is lost, have it rotated.': 'Se ele foi perdido, peça que seja rotacionado.',
  'Rotate the secret, and give the new one to the merchant.':
    'Rotacione o segredo e entregue o novo ao lojista.',
  'The gateway failed (500), cannot answer now (503), or the account got too many tokens (429).':
    'O gateway falhou (500), não consegue responder agora (503), ou a conta obteve tokens demais (429).',
  'The HTTP status says which of these it is.': 'O status HTTP diz qual desses casos é.',
  'With 429 or 503, send the same request again after the number of seconds in `Retry-After`.':
    'Com 429 ou 503, envie a mesma requisição de novo depois dos segundos indicados em `Retry-After`.',
  'Find the `requestId` in the log of the application.': 'Encontre o `requestId` no log da aplicação.',
};

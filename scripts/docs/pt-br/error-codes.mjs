// The texts of ../error-codes.mjs in Portuguese, each beside the English that it translates.
export const errorCodesInPortuguese = {
  'every API': 'de qualquer API',
  'the contract `avista`': 'do contrato `avista`',
  'the contract `avista`, at the header listener': 'do contrato `avista`, no listener de cabeçalho',
  'every API with a body': 'de qualquer API com corpo',
  'the admin API and self-service': 'da API de administração e do autoatendimento',
  'The request cannot be read: its body, its parameters or its path are not what the endpoint expects.':
    'A requisição não pode ser lida: o corpo, os parâmetros ou o caminho não são o que o endpoint espera.',
  'The body is not JSON, or not a form where a form is expected.':
    'O corpo não é JSON, ou não é um formulário onde se espera um formulário.',
  'A field is missing, has the wrong type, or has the wrong length. `message` lists each problem.':
    'Falta um campo, ou um campo tem o tipo ou o tamanho errado. `message` lista cada problema.',
  'At a protected API, the path could be read in more than one way, for example with `//` or `%2f`.':
    'Em uma API protegida, o caminho poderia ser lido de mais de um modo, por exemplo com `//` ou `%2f`.',
  'Plain HTTP was sent to a port for HTTPS.': 'HTTP sem TLS foi enviado a uma porta HTTPS.',
  'A header has a control character.': 'Um cabeçalho contém um caractere de controle.',
  'Correct each problem that `message` lists. `hint` says more, if there is one.':
    'Corrija cada problema que `message` lista. `hint`, se houver um, diz mais.',
  'Compare your request with the example on the page of the contract.':
    'Compare a sua requisição com o exemplo na página do contrato.',
  'The request has no client certificate, and this client needs one.':
    'A requisição não tem um certificado de cliente, e este cliente precisa de um.',
  'Your program did not present a certificate in the TLS handshake.':
    'O seu programa não apresentou um certificado no handshake TLS.',
  'Your program loaded the certificate, but not its private key.':
    'O seu programa carregou o certificado, mas não a chave privada dele.',
  'A proxy between your program and the gateway terminates TLS.':
    'Um proxy entre o seu programa e o gateway encerra o TLS.',
  'The certificate was sent in `X-SSL-Client-Cert`, which only the header listener reads.':
    'O certificado foi enviado em `X-SSL-Client-Cert`, que só o listener de cabeçalho lê.',
  'Load the certificate and the private key in your HTTP client. With curl: `--cert client.pem --key client.key`.':
    'Carregue o certificado e a chave privada no seu cliente HTTP. Com curl: `--cert client.pem --key client.key`.',
  'Call `GET /api/auth/whoami` the same way. It shows the certificate that arrived.':
    'Chame `GET /api/auth/whoami` do mesmo modo. A resposta mostra o certificado que chegou.',
  'The header `X-SSL-Client-Cert` does not contain one PEM certificate.':
    'O cabeçalho `X-SSL-Client-Cert` não contém um certificado PEM.',
  'The PEM was form-encoded: its spaces arrived as `+`.':
    'O PEM foi codificado como formulário: os espaços chegaram como `+`.',
  'The header has base64 without the lines `-----BEGIN CERTIFICATE-----` and `-----END CERTIFICATE-----`.':
    'O cabeçalho tem base64 sem as linhas `-----BEGIN CERTIFICATE-----` e `-----END CERTIFICATE-----`.',
  'The header has a key, a chain, or a `.p12` file.':
    'O cabeçalho tem uma chave, uma cadeia de certificados ou um arquivo `.p12`.',
  'Percent-encode the PEM as RFC 3986 defines it, where a space is `%20`.':
    'Codifique o PEM em percent-encoding como a RFC 3986 define, em que um espaço é `%20`.',
  'Use `encodeURIComponent` (JavaScript), `urllib.parse.quote` (Python), `rawurlencode` (PHP), or `URLEncoder.encode(...).replace("+", "%20")` (Java).':
    'Use `encodeURIComponent` (JavaScript), `urllib.parse.quote` (Python), `rawurlencode` (PHP) ou `URLEncoder.encode(...).replace("+", "%20")` (Java).',
  'The client gets no token. All causes have the same response, so that an attacker learns nothing from it.':
    'O cliente não recebe um token. Todas as causas têm a mesma resposta, para que um atacante não aprenda nada com ela.',
  'One of the recorded causes below. The response never says which.':
    'Uma das causas registradas abaixo. A resposta nunca diz qual.',
  'Call `GET /api/auth/whoami` over mutual TLS with the same certificate. It says whether the certificate is accepted.':
    'Chame `GET /api/auth/whoami` por TLS mútuo com o mesmo certificado. A resposta diz se o certificado é aceito.',
  'With a token, read the cause at `GET /api/account/refusals/{requestId}`.':
    'Com um token, leia a causa em `GET /api/account/refusals/{requestId}`.',
  'Without a token, call `GET /api/auth/refusals/{requestId}` over mutual TLS with the same certificate.':
    'Sem um token, chame `GET /api/auth/refusals/{requestId}` por TLS mútuo com o mesmo certificado.',
  'If that does not show the cause, send the `requestId` to the operator of the gateway.':
    'Se isso não mostrar a causa, envie o `requestId` ao operador do gateway.',
  'Do not retry in a loop: the result is the same until the cause is fixed.':
    'Não repita a requisição em um laço: o resultado é o mesmo até a causa ser corrigida.',
  'Read the recorded cause: `portaria refusal show REQUEST_ID`. The list below has a page for each cause.':
    'Leia a causa registrada: `portaria refusal show REQUEST_ID`. A lista abaixo leva à página de cada causa.',
  'The request reached the application directly instead of through NGINX.':
    'A requisição chegou diretamente à aplicação, e não pelo NGINX.',
  'The address or port is the internal one of the application.':
    'O endereço ou a porta é o interno da aplicação.',
  'NGINX and the application have different proxy secrets.':
    'O NGINX e a aplicação têm segredos do proxy diferentes.',
  'Use the public address of the gateway.': 'Use o endereço público do gateway.',
  'Close the port of the application to everything but NGINX.':
    'Feche a porta da aplicação para tudo, menos para o NGINX.',
  'If NGINX sent the request, compare the proxy secrets on both sides.':
    'Se foi o NGINX que enviou a requisição, compare os segredos do proxy dos dois lados.',
  'The path, or the resource that it names, does not exist.':
    'O caminho, ou o recurso que ele indica, não existe.',
  'The path is misspelled, or belongs to another listener.':
    'O caminho está escrito errado, ou pertence a outro listener.',
  'The contract of this path is switched off.': 'O contrato deste caminho está desativado.',
  'In the admin API and in self-service: the id names no resource, or one of another account.':
    'Na API de administração e no autoatendimento: o id não indica nenhum recurso, ou indica um de outra conta.',
  'At a protected API: no rule has this path.': 'Em uma API protegida: nenhuma regra tem este caminho.',
  'Correct the URL. If there is a similar endpoint, `hint` names it.':
    'Corrija a URL. Se existe um endpoint parecido, `hint` o indica.',
  'At a protected API, import its OpenAPI document again: `portaria routes import`.':
    'Em uma API protegida, importe de novo o documento OpenAPI dela: `portaria routes import`.',
  'The path exists, but does not support this HTTP method.':
    'O caminho existe, mas não aceita este método HTTP.',
  'The program uses another method.': 'O programa usa outro método.',
  'A redirect turned a POST into a GET.': 'Um redirecionamento transformou um POST em um GET.',
  'Use a method of the header `Allow`.': 'Use um método do cabeçalho `Allow`.',
  'Use the exact `https://` URL, so that no redirect is needed.':
    'Use a URL `https://` exata, para que nenhum redirecionamento seja necessário.',
  'The body of the request is too large.': 'O corpo da requisição é grande demais.',
  'A body for the gateway itself is larger than 16 kB.': 'Um corpo para o próprio gateway é maior que 16 kB.',
  'A body for a protected API is larger than its limit, which `message` names.':
    'Um corpo para uma API protegida é maior que o limite dela, que `message` indica.',
  'Send only the documented fields.': 'Envie só os campos documentados.',
  'The limit for protected APIs is `PORTARIA_API_BODY_MAX`.':
    'O limite das APIs protegidas é `PORTARIA_API_BODY_MAX`.',
  'The header `Content-Type` names a format that the endpoint does not read.':
    'O cabeçalho `Content-Type` indica um formato que o endpoint não lê.',
  'The header is missing or wrong.': 'O cabeçalho não foi enviado ou está errado.',
  'A certificate was sent as a DER or `.p12` file.': 'Um certificado foi enviado como arquivo DER ou `.p12`.',
  'Send JSON with `Content-Type: application/json`. `/oauth/token` also takes a form.':
    'Envie JSON com `Content-Type: application/json`. `/oauth/token` também aceita um formulário.',
  'Send a certificate as PEM text in a JSON field.': 'Envie um certificado como texto PEM em um campo JSON.',
  'The account has reached its maximum number of tokens for today.':
    'A conta já obteve o número máximo de tokens de hoje.',
  'The program requests a token for every call, and does not use it until it expires.':
    'O programa requisita um token a cada chamada, em vez de usar cada token até ele expirar.',
  'Use each token until shortly before it expires (`expires_in`).':
    'Use cada token até pouco antes de ele expirar (`expires_in`).',
  'Share one token among all threads of the program.':
    'Compartilhe um só token entre todas as threads do programa.',
  'Send the same request again after the number of seconds in `Retry-After`.':
    'Envie a mesma requisição de novo depois dos segundos indicados em `Retry-After`.',
  'Raise `PORTARIA_ACCOUNT_TOKENS_PER_DAY` if the account needs that many.':
    'Aumente `PORTARIA_ACCOUNT_TOKENS_PER_DAY` se a conta precisa de tantos.',
  'The gateway failed in an unexpected way. Your request is not the cause.':
    'O gateway falhou de um modo inesperado. A causa não é a sua requisição.',
  'A fault in the gateway.': 'Uma falha no gateway.',
  'Send the request again later.': 'Envie a requisição de novo mais tarde.',
  'If it persists, send the `requestId` to the operator of the gateway.':
    'Se persistir, envie o `requestId` ao operador do gateway.',
  'Find the `requestId` in the log of the application, and report its detail to the developers.':
    'Encontre o `requestId` no log da aplicação e informe o detalhe aos desenvolvedores.',
  'The service cannot answer now. The same request may succeed later.':
    'O serviço não consegue responder agora. A mesma requisição pode ter sucesso mais tarde.',
  'The database does not answer.': 'O banco de dados não responde.',
  'Too many requests are waiting already.': 'Já há requisições demais na fila.',
  'At a protected API: the API does not answer, or the gateway could not read the revocations for too long.':
    'Em uma API protegida: a API não responde, ou o gateway não consegue ler as revogações há tempo demais.',
  'Keep tokens that you already have: they still work.':
    'Mantenha os tokens que você já tem: eles continuam funcionando.',
  'Check `/healthz/ready` and the log at that time.': 'Confira `/healthz/ready` e o log daquele momento.',
  'Too many requests arrived at once.': 'Requisições demais chegaram ao mesmo tempo.',
  'A flood of guesses fills the queue for slow hashes.':
    'Uma inundação de tentativas enche a fila dos hashes lentos.',
  'The recorded detail says which queue was full.': 'O detalhe registrado diz qual fila estava cheia.',
};

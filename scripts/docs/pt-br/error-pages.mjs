// The texts of ../error-pages.mjs, ../error-index.mjs and ../error-exchanges.mjs in Portuguese, each beside the English
// that it translates.
export const errorPagesInPortuguese = {
  'The code {code} comes from {api}. Its HTTP status is {statuses}.':
    'O código {code} vem {api}. O status HTTP é {statuses}.',
  Causes: 'Causas',
  'Fix it': 'Corrigir',
  'Fix it as an operator': 'Corrigir como operador',
  'Fix it as a merchant': 'Corrigir como lojista',
  Examples: 'Exemplos',
  Example: 'Exemplo',
  'Recorded causes': 'Causas registradas',
  'The response does not name these causes. An operator finds the cause by the `requestId`.':
    'A resposta não informa estas causas. Um operador encontra a causa pelo `requestId`.',
  'A protected API answers with the code {code}.': 'Uma API protegida responde com o código {code}.',
  'As a recorded cause': 'Como causa registrada',
  '{code} is a recorded cause of a rejected request.':
    '{code} é uma causa registrada de uma requisição rejeitada.',
  '{code} is also a recorded cause of a rejected request.':
    '{code} também é uma causa registrada de uma requisição rejeitada.',
  'An operator reads it with `portaria refusal show REQUEST_ID`, a merchant [by the request id](../../how-to/merchant/troubleshoot.md#find-the-cause-by-request-id).':
    'Um operador a lê com `portaria refusal show REQUEST_ID`, e um lojista, [pelo id da requisição](../../how-to/merchant/troubleshoot.md#find-the-cause-by-request-id).',
  'What happened': 'O que aconteceu',
  '**This passes:** {text}': '**Isto é aceito:** {text}',
  '**Look at:** {command}': '**Consulte:** {command}',
  'What the client sees': 'O que o cliente vê',
  'Codes of token requests and of every API': 'Códigos de requisições de token e de qualquer API',
  'Codes of tokens at APIs': 'Códigos de tokens nas APIs',
  'Codes of the admin API and self-service': 'Códigos da API de administração e do autoatendimento',
  'Codes of NGINX and of requests that cannot be read':
    'Códigos do NGINX e de requisições que não podem ser lidas',
  'Codes of the contract `service-token`': 'Códigos do contrato `service-token`',
  Errors: 'Erros',
  'This page lists every error code that Portaria returns, and every cause that it records. It is for merchants, API owners and operators. Each code and cause has a page with the fix and an example.':
    'Esta página lista todos os códigos de erro que o Portaria retorna e todas as causas que ele registra. Ela é para lojistas, responsáveis por APIs e operadores. Cada código tem uma página com a causa, a correção e uma troca real de mensagens. O gateway responde em inglês; por isso, os exemplos mostram os textos como ele os envia.',
  'The format of an error': 'O formato de um erro',
  'Every error of the contract `avista`, of NGINX and of a protected API is JSON with these fields. The other contracts have the format of their published document. The admin API and self-service return problem details (RFC 9457).':
    'Todo erro do contrato `avista`, do NGINX e de uma API protegida é um JSON com estes campos. Os outros contratos têm o formato do documento publicado deles. A API de administração e o autoatendimento respondem com problem details (RFC 9457).',
  '`statusCode` and `error`: the HTTP status and its reason phrase':
    '`statusCode` e `error`: o status HTTP e a frase de motivo (reason phrase) dele',
  '`message`: a sentence. For `malformed_request` it is a list with one entry per problem.':
    '`message`: uma frase. Em `malformed_request`, é uma lista com um item por problema.',
  '`code`: a stable identifier that a program may compare': '`code`: estável. Um programa pode compará-lo.',
  '`requestId`: the id of the request, also in the header `X-Request-Id`':
    '`requestId`: o id da requisição, também no cabeçalho `X-Request-Id`',
  '`hint`: what to do, if the gateway knows': '`hint`: o que fazer, quando o gateway sabe',
  '429 and 503 have the header `Retry-After`, and 405 has `Allow`.':
    '429 e 503 têm o cabeçalho `Retry-After`, e 405 tem `Allow`.',
  'Find the recorded cause': 'Encontrar a causa registrada',
  'Many causes share one response, so that an attacker learns nothing. The true cause is recorded under the `requestId`: operators read it with `portaria refusal show REQUEST_ID`, merchants [by the request id](../../how-to/merchant/troubleshoot.md#find-the-cause-by-request-id). [The trust model](../../explanation/trust-model.md) explains why.':
    'Muitas causas têm a mesma resposta, para que um atacante não aprenda nada. A causa verdadeira é registrada com o `requestId`: operadores a leem com `portaria refusal show REQUEST_ID`, e lojistas, [pelo id da requisição](../../how-to/merchant/troubleshoot.md#find-the-cause-by-request-id). [O modelo de confiança](../../explanation/trust-model.md) explica por quê.',
  'Recorded causes of rejected token requests': 'Causas registradas de requisições de token rejeitadas',
  'Recorded causes of tokens that an API refused': 'Causas registradas de tokens que uma API rejeitou',
  'Responses from NGINX': 'Respostas do NGINX',
  'NGINX turns its own statuses into the codes above:':
    'O NGINX converte os status próprios dele nos códigos acima:',
  '411, 421, 501 and 505 become 400': '411, 421, 501 e 505 viram 400',
  '403 becomes 404': '403 vira 404',
  '494 becomes 431': '494 vira 431',
  '496 becomes 401': '496 vira 401',
  '502 and 504 become 503': '502 e 504 viram 503',
  'NGINX sends 495 (an untrusted certificate) to the application. The application answers 401 and records the reason.':
    'O NGINX encaminha 495 (um certificado não confiável) à aplicação. A aplicação responde 401 e registra o motivo.',
};

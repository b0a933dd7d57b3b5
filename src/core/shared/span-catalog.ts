/**
 * The spans of a trace. The pages of the reference are generated from it, and a span or an attribute
 * that is not here does not compile.
 */
export const spans = {
  request: {
    title: '`{method} {route}`',
    kind: 'server',
    description:
      'A request to the application, from its arrival to its response. The route is a template, such as `/api/admin/accounts/:id`. A request to a protected API is `GET /internal/verify`, which NGINX asks about it.',
  },
  'read certificate': {
    kind: 'internal',
    description: 'Reads the client certificate that NGINX passed on, and parses it unless it is cached.',
  },
  'authenticate client': {
    kind: 'internal',
    description: 'Checks account, credential, certificate and secret of a client, or its registered key.',
  },
  'read client': { kind: 'internal', description: 'Reads the client from the database, in a batch.' },
  'check secret': {
    kind: 'internal',
    description:
      'Compares the secret or password. For a custom secret, this includes the wait for a slow hash.',
  },
  'authenticate user': {
    kind: 'internal',
    description: 'Checks a user of the realm by a password or a refresh token.',
  },
  'decide grant': { kind: 'internal', description: 'Decides scopes, audience and lifetime of the token.' },
  'sign token': {
    kind: 'internal',
    description: 'Signs the token. For RS256, this includes the wait for a thread.',
  },
  'record token': {
    kind: 'internal',
    description: 'Records the token. Ends when the record is committed. Linked to the batch of the record.',
  },
  'decide request': {
    kind: 'internal',
    description: 'Decides whether a request may pass to a protected API: token, route and scopes.',
  },
  batch: {
    title: '`{statement}`',
    kind: 'client',
    description:
      'A statement that serves all requests of a batch, such as `record-tokens`. It is a trace of its own, linked to each sampled request in it.',
  },
  transaction: {
    kind: 'internal',
    description: 'A transaction of management, from the wait for a connection to the commit.',
  },
  statement: {
    title: '`{operation}`',
    kind: 'client',
    description: 'A statement of a transaction of management, such as `SELECT`.',
  },
} as const satisfies Readonly<
  Record<string, { readonly title?: string; readonly kind: string; readonly description: string }>
>;
export type SpanName = keyof typeof spans;

/** The attributes of spans. Names without `portaria.` are those of OpenTelemetry's semantic conventions. */
export const spanAttributes = {
  'http.request.method': 'Method of the request.',
  'http.route': 'Template of the route. Absent if the path has none.',
  'http.response.status_code': 'Status of the response.',
  'error.type':
    'Why the span failed: the code of the refusal, the SQLSTATE, the class of the error, or the status from 500 on.',
  'db.system.name': 'Always `postgresql`.',
  'db.operation.name': 'First word of the statement.',
  'db.query.text': 'Text of the statement with its placeholders, and never with a value.',
  'db.query.summary': 'Name of the statement.',
  'db.operation.batch.size': 'Number of requests in the batch, sampled or not.',
  'portaria.request_id': 'Request id, as in the log, the refusal and the header `X-Request-Id`.',
  'portaria.listener': 'Listener of NGINX that the request came through.',
  'portaria.contract': 'Contract of a token request.',
  'portaria.outcome': '`issued`, or the code of the refusal.',
  'portaria.signing.algorithm': 'Algorithm of the signature.',
  'portaria.api.route': 'Rule that let a request pass to a protected API: its method and path template.',
} as const satisfies Readonly<Record<string, string>>;
export type SpanAttributeName = keyof typeof spanAttributes;

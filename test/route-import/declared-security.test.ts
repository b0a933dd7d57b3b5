import { expect, test } from 'vitest';
import { documentOf, imported, reads, rulesIn, securitySchemes, writes } from './small-document.js';

const withAlternatives = (...security: readonly Readonly<Record<string, readonly string[]>>[]) =>
  documentOf({ '/pay': { post: { security } }, '/health': { get: {} } });

const allowed = { allowUnscoped: true };
const closed = { leaveOut: ['GET /health'] };

test.each([
  ['an API key', 'key', 'key (apiKey)'],
  ['HTTP authentication', 'bearer', 'bearer (http)'],
])('an alternative of %s is left out and named; the declared scope stays', (_, name, words) => {
  for (const input of [allowed, closed]) {
    const found = imported(withAlternatives({ oauth: ['a.write'] }, { [name]: [] }), input);
    expect(rulesIn(found)).toMatchObject({ 'POST /pay': [['a.write']] });
    expect(found.notes).toContain(
      `The gateway cannot check ${words}, so it left this alternative out: POST /pay.`,
    );
  }
});

test('the order of the alternatives changes nothing', () => {
  const found = imported(withAlternatives({ key: [] }, { oauth: ['a.write'] }), allowed);
  expect(rulesIn(found)['POST /pay']).toEqual([['a.write']]);
});

test('an operation with nothing but alternatives that the gateway cannot check is refused by name, whatever is allowed', () => {
  for (const input of [allowed, closed]) {
    expect(() => imported(withAlternatives({ key: [] }, { bearer: ['admin'] }), input)).toThrow(
      'document: POST /pay declares only what the gateway cannot check: key (apiKey), bearer (http). Declare OAuth 2.0 scopes there, or give --leave-out "POST /pay", so that the gateway rejects it',
    );
  }
});

test('an unknown type of a scheme is an alternative that the gateway cannot check', () => {
  const schemes = { ...securitySchemes, odd: { type: 'OAuth2' }, tls: { type: 'mutualTLS' } };
  const document = {
    ...withAlternatives({ odd: ['a.read'] }, { tls: [] }),
    components: { securitySchemes: schemes },
  };
  expect(() => imported(document, allowed)).toThrow('odd (OAuth2), tls (mutualTLS)');
});

test('an alternative that asks for nothing stays any token, when that is allowed', () => {
  const document = withAlternatives({ oauth: ['a.write'] }, {}, { key: [] });
  expect(() => imported(document, closed)).toThrow('POST /pay is declared open to requests without a token');
  expect(rulesIn(imported(document, allowed))['POST /pay']).toEqual([[]]);
});

test('what is needed together with a token, and the gateway cannot check, is named: the API has to', () => {
  const found = imported(withAlternatives({ oauth: ['a.write'], key: [] }), allowed);
  expect(rulesIn(found)['POST /pay']).toEqual([['a.write']]);
  expect(found.notes).toContain(
    'The document also asks for key (apiKey), which only the API can check: POST /pay.',
  );
});

test.each([
  ['alone', [{ oauth: [] }], 'oauth: []'],
  ['beside another alternative', [{ oauth: ['a.write'] }, { oauth: [] }], 'oauth: []'],
  ['of OpenID Connect', [{ openid: [] }, { key: [] }], 'openid: []'],
  ['together with what only the API can check', [{ oauth: [], key: [] }], 'oauth: []'],
])('an empty list of scopes asks for any token, and needs the operator’s word: %s', (_, security, words) => {
  const document = withAlternatives(...security);
  expect(() => imported(document, closed)).toThrow(
    `document: POST /pay asks for a token of any scope (${words}). Declare OAuth 2.0 scopes there, or give --leave-out "POST /pay", ` +
      'so that the gateway rejects it. With --allow-unscoped, any token is enough where the document asks for no scope',
  );
  const found = imported(document, { ...closed, ...allowed });
  expect(rulesIn(found)).toEqual({ 'POST /pay': [[]] });
  expect(found.notes).toContain('A token of any scope opens: POST /pay.');
});

test('an empty list of scopes beside a scheme with scopes in the same alternative asks for these', () => {
  const found = imported(withAlternatives({ oauth: ['a.write'], openid: [] }), closed);
  expect(rulesIn(found)).toEqual({ 'POST /pay': [['a.write']] });
});

test('a scope map may cover a scope of an operation that any token opens', () => {
  const document = withAlternatives({ openid: ['x'] }, { oauth: [] });
  const found = imported(document, { ...allowed, scopeMap: '{"pix:read": ["x"]}' });
  expect(rulesIn(found)['POST /pay']).toEqual([[]]);
});

test('the security of the whole document counts, and an operation’s own list replaces all of it', () => {
  const document = documentOf(
    { '/a': { get: {}, put: { security: [{ oauth: ['a.write'] }] }, post: { security: [] } } },
    { security: [{ oauth: ['a.read'] }, { key: [] }] },
  );
  expect(() => imported(document)).toThrow('POST /a is declared open (security: [])');
  expect(rulesIn(imported(document, allowed))).toEqual({
    'GET /a': [['a.read']],
    'PUT /a': [['a.write']],
    'POST /a': [[]],
  });
});

test('scopes of OpenID Connect count as those of OAuth 2.0 do', () => {
  const found = imported(withAlternatives({ openid: ['x'] }, { key: [] }), allowed);
  expect(rulesIn(found)['POST /pay']).toEqual([['x']]);
});

test.each([
  [{ $ref: '#/paths/~1b/get' }, 'GET /a is a $ref, which OpenAPI does not allow there'],
  [
    { Security: [{ oauth: ['a.write'] }] },
    'GET /a has "Security", which OpenAPI does not have there; did you mean security?',
  ],
])('an operation whose security would be missed is refused, not given that of the document', (get, words) => {
  const document = documentOf({ '/a': { get }, '/b': { get: writes } }, reads);
  expect(() => imported(document)).toThrow(`document: ${words}`);
});

test('a misspelt security of the whole document, or of a path, is refused', () => {
  expect(() => imported(documentOf({ '/a': { get: {} } }, { Security: [] }), allowed)).toThrow(
    'document: the document has "Security", which OpenAPI does not have there; did you mean security?',
  );
  expect(() => imported(documentOf({ '/a': { security: [], get: {} } }), allowed)).toThrow(
    'path /a has "security"',
  );
});

test('the security of webhooks and callbacks is that of other servers, and changes no rule', () => {
  const callbacks = { paid: { '{$request.body#/url}': { post: { security: [] } } } };
  const found = imported(
    documentOf(
      { '/a': { get: { ...reads, callbacks } } },
      { webhooks: { paid: { post: { security: [{ gone: [] }] } } } },
    ),
  );
  expect(rulesIn(found)).toEqual({ 'GET /a': [['a.read']] });
});

test('additional operations of OpenAPI 3.2 are operations, and NGINX lets their methods not through', () => {
  const document = documentOf(
    { '/a': { get: reads, additionalOperations: { COPY: writes } } },
    { openapi: '3.2.0' },
  );
  expect(() => imported(document)).toThrow(
    'document: COPY /a: NGINX does not allow COPY. Add --leave-out "COPY /a"',
  );
  const found = imported(document, { leaveOut: ['COPY /a'] });
  expect(rulesIn(found)).toEqual({ 'GET /a': [['a.read']] });
  expect(found.leftOut).toEqual([{ method: 'COPY', path: '/a', why: 'as asked' }]);
});

test.each([
  [
    { POST: writes },
    'path /a has POST among its additionalOperations. Write it as post, beside the other methods',
  ],
  [{ post: writes }, 'path /a has post among its additionalOperations. Write it as post'],
  [{ 'A B': writes }, 'path /a has "A B" among its additionalOperations, which is not an HTTP method'],
  [[], 'additionalOperations of path /a is not a mapping'],
])('additional operations that could be read in two ways are refused: %#', (additionalOperations, words) => {
  expect(() => imported(documentOf({ '/a': { get: reads, additionalOperations } }))).toThrow(words);
});

const servers = (...urls: readonly string[]) =>
  documentOf({ '/a': { get: reads } }, { servers: urls.map((url) => ({ url })) });
const aboutServers = (found: ReturnType<typeof imported>) =>
  found.notes.filter((note) => note.includes('servers'));

test.each([
  ['https://api.bank.example/open-banking/v2', '/open-banking/v2'],
  ['https://{host}:8443/v2/', '/v2'],
  ['/v2', '/v2'],
])('the path of the server %s is not used, and that is said', (url, path) => {
  expect(aboutServers(imported(servers(url)))).toEqual([
    `The document's servers have the path ${path}, which is not used; --base-path ${path} puts it before every path.`,
  ]);
  expect(aboutServers(imported(servers(url), { basePath: path }))).toEqual([]);
  // The operator has decided.
  expect(aboutServers(imported(servers(url), { basePath: '/' }))).toEqual([]);
});

test('another base path than that of the servers is said; several paths are all named', () => {
  expect(aboutServers(imported(servers('/v2', '/v3', '/v2/'), { basePath: '/v1' }))).toEqual([
    "The document's servers have the paths /v2, /v3, which are not used: --base-path is /v1.",
  ]);
});

test('the variables of a server’s path have their defaults', () => {
  const document = documentOf(
    { '/a': { get: reads } },
    {
      servers: [{ url: 'https://{host}/{base}/x', variables: { base: { default: 'v2' } } }],
    },
  );
  expect(aboutServers(imported(document))[0]).toContain('--base-path /v2/x puts');
});

test.each(['https://api.example', 'https://api.example/', '/'])('the server %s has no path', (url) => {
  expect(aboutServers(imported(servers(url)))).toEqual([]);
});

const withTls = (...security: readonly Readonly<Record<string, readonly string[]>>[]) => ({
  ...withAlternatives(...security),
  components: { securitySchemes: { ...securitySchemes, tls: { type: 'mutualTLS' } } },
});

test('mutual TLS is checked where tokens must be bound: alone it asks for a bound token of any scope', () => {
  const input = { ...closed, requireBound: true };
  for (const security of [[{ tls: [] }], [{ oauth: ['a.write'] }, { tls: [] }]]) {
    expect(() => imported(withTls(...security), input)).toThrow(
      'POST /pay asks for a token of any scope (tls: [])',
    );
  }
  expect(rulesIn(imported(withTls({ tls: [] }), { ...input, ...allowed }))).toEqual({ 'POST /pay': [[]] });
  const together = imported(withTls({ tls: [], oauth: ['a.write'] }), input);
  expect(rulesIn(together)).toEqual({ 'POST /pay': [['a.write']] });
  expect(together.notes.filter((note) => note.includes('tls'))).toEqual([]);
  expect(imported(withTls({ tls: [], oauth: ['a.write'] }), closed).notes).toContain(
    'The document also asks for tls (mutualTLS), which only the API can check: POST /pay.',
  );
});

test('audiences and the binding are in the file where they are not the default', () => {
  const document = documentOf({ '/a': { get: reads } });
  const [, , plain] = imported(document).files;
  expect(plain?.text).not.toMatch(/audiences|requireBound/);
  const [, , requested] = imported(document, { audiences: ['b', 'a', 'b'], requireBound: true }).files;
  expect(JSON.parse(requested?.text ?? '')).toMatchObject({ audiences: ['a', 'b'], requireBound: true });
});

test.each(['', 'a b', 'a"b', 'a\\b', 'a'.repeat(201)])('"%s" is no audience', (audience) => {
  expect(() => imported(documentOf({ '/a': { get: reads } }), { audiences: [audience] })).toThrow(
    '--audience: must be 1 to 200',
  );
});

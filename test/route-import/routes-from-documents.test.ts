import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { documentOf, imported, reads, rulesIn, writes } from './small-document.js';

const repository = join(import.meta.dirname, '../..');

test('a document becomes a table in which one rule is one line, sorted, whatever the order of the document', () => {
  const { files } = imported(
    documentOf({ '/b/{id}': { put: writes, get: reads }, '/b': { get: reads }, '/a': { post: writes } }),
    { name: 'small', scopeMap: '{"pix:write": ["a.write"], "pix:read": ["b.read", "a.read"]}' },
  );
  expect(files.map(({ file }) => file)).toEqual([
    'small.upstream.conf',
    'small.locations.conf',
    'small.routes.json',
  ]);
  expect(files[2]?.text).toBe(`{
  "api": "small",
  "title": "Small",
  "version": "1.2.3",
  "upstream": "http://127.0.0.1:9000",
  "scopeMap": {
    "pix:read": ["a.read","b.read"],
    "pix:write": ["a.write"]
  },
  "routes": [
    {"method":"POST","path":"/a","scopes":[["a.write"]]},
    {"method":"GET","path":"/b","scopes":[["a.read"]]},
    {"method":"GET","path":"/b/{id}","scopes":[["a.read"]]},
    {"method":"PUT","path":"/b/{id}","scopes":[["a.write"]]}
  ]
}
`);
});

test.each(['3.0.0', '3.0.3', '3.1.0', '3.1.1', '3.2.0'])(
  'OpenAPI %s is read, as YAML and as JSON',
  (openapi) => {
    const document = documentOf({ '/a': { get: reads } }, { openapi });
    const rules = { 'GET /a': [['a.read']] };
    expect(rulesIn(imported(stringify(document)))).toEqual(rules);
    expect(rulesIn(imported(JSON.stringify(document)))).toEqual(rules);
    expect(rulesIn(imported(JSON.stringify(document, null, '\t')))).toEqual(rules);
  },
);

test.each([
  [{ swagger: '2.0', paths: {} }, 'document: is Swagger 2'],
  [documentOf({}, { openapi: '4.0.0' }), 'document: must be an OpenAPI document of version 3.0, 3.1 or 3.2'],
  [documentOf({}, { openapi: '3.10.0' }), 'document: must be an OpenAPI document of version 3.0, 3.1 or 3.2'],
  [{ paths: {} }, 'document: must be an OpenAPI document of version 3.0, 3.1 or 3.2'],
  [documentOf({}), 'document: has no operation for which a rule is possible'],
  [
    documentOf({ '/a': { GET: reads } }),
    'document: path /a has "GET", which OpenAPI does not have there; did you mean get?',
  ],
  [documentOf({ '/a': { get: null } }), 'document: GET /a is not a mapping'],
  [documentOf({ '/a': [] }), 'document: path /a is not a mapping'],
  [
    documentOf({ '/a': { trace: reads } }),
    'document: TRACE /a: NGINX does not allow TRACE. Add --leave-out "TRACE /a"',
  ],
])('what is no API that we could protect is refused in words: %#', (document, words) => {
  expect(() => imported(document)).toThrow(words);
});

test('an operation’s own security counts instead of the document’s', () => {
  const document = documentOf({ '/a': { get: {}, put: writes } }, { security: [{ oauth: ['b.read'] }] });
  expect(rulesIn(imported(document))).toEqual({ 'GET /a': [['b.read']], 'PUT /a': [['a.write']] });
});

test('alternatives stay alternatives, and what is needed together stays together', () => {
  const security = [
    { oauth: ['b.read', 'a.read'], key: [] },
    { openid: ['other'] },
    { oauth: ['a.write'], openid: ['x'] },
  ];
  expect(rulesIn(imported(documentOf({ '/a': { get: { security } } })))).toEqual({
    'GET /a': [['a.read', 'b.read'], ['a.write', 'x'], ['other']],
  });
});

test('a scheme that asks for a token of any scope is a rule for any token where that is allowed, and it is said', () => {
  const found = imported(documentOf({ '/a': { get: { security: [{ oauth: [] }] } } }), {
    allowUnscoped: true,
  });
  expect(rulesIn(found)).toEqual({ 'GET /a': [[]] });
  expect(found.notes).toEqual(['A token of any scope opens: GET /a.']);
});

const open = {
  'no security at all': [{}, 'declares no security'],
  'an empty list': [{ security: [] }, 'is declared open (security: [])'],
  'an empty alternative': [
    { security: [{}, { oauth: ['a.read'] }] },
    'is declared open to requests without a token ({})',
  ],
} as const;

test.each(Object.entries(open))(
  'an operation with %s is refused by name, unless the operator decides',
  (_, [operation, why]) => {
    const document = documentOf({ '/a': { get: operation, put: writes } });
    expect(() => imported(document)).toThrow(`document: GET /a ${why}. Declare OAuth 2.0 scopes there`);
    const allowed = imported(document, { allowUnscoped: true });
    expect(rulesIn(allowed)).toEqual({ 'GET /a': [[]], 'PUT /a': [['a.write']] });
    expect(allowed.notes).toContain('A token of any scope opens: GET /a.');
    const without = imported(document, { leaveOut: ['GET /a'] });
    expect(rulesIn(without)).toEqual({ 'PUT /a': [['a.write']] });
    expect(without.leftOut).toEqual([{ method: 'GET', path: '/a', why: 'as asked' }]);
  },
);

test('all operations without scopes are named at once, some of many', () => {
  const paths = Object.fromEntries('abcdefgh'.split('').map((name) => [`/${name}`, { get: {} }]));
  expect(() => imported(documentOf(paths))).toThrow(
    'GET /a declares no security (so do, or similarly: GET /b, GET /c, GET /d, GET /e, GET /f and 2 more)',
  );
});

test('what is to be left out must be there', () => {
  const document = documentOf({ '/status': { get: reads } });
  expect(() => imported(document, { leaveOut: ['GET /statos'] })).toThrow(
    '--leave-out: the document has no operation "GET /statos"; did you mean "GET /status"?',
  );
});

test('an operation for which the document names another server is left out: it is not answered here', () => {
  const servers = [{ url: 'https://api.example/v2/' }];
  const elsewhere = [{ url: 'https://{host}/{place}' }];
  const found = imported(
    documentOf(
      {
        '/{anything}': { get: { security: [], servers: elsewhere } },
        '/a/{x}': { get: reads },
        '/a/{y}': { servers: elsewhere, get: { security: [] } },
        '/b': { servers: elsewhere, get: { ...reads, servers: [{ url: 'https://api.example/v2' }] } },
      },
      { servers },
    ),
  );
  expect(rulesIn(found)).toEqual({ 'GET /a/{x}': [['a.read']], 'GET /b': [['a.read']] });
  expect(found.leftOut.map(({ path, why }) => [path, why])).toEqual([
    ['/{anything}', 'the document names another server for it'],
    ['/a/{y}', 'the document names another server for it'],
  ]);
});

test.each([
  [{ security: 'oauth' }, 'security of GET /a is not a list'],
  [{ security: ['oauth'] }, 'security of GET /a is not a list of mappings'],
  [
    { security: [{ gone: ['a.read'] }] },
    'GET /a names the security scheme gone, which the document does not declare',
  ],
  [{ security: [{ constructor: ['a.read'] }] }, 'GET /a names the security scheme constructor, which'],
  [{ security: [{ oauth: 'a.read' }] }, 'GET /a has a scope that no token can have'],
  [{ security: [{ oauth: ['a read'] }] }, 'GET /a has a scope that no token can have'],
  [{ security: [{ oauth: ['"'] }] }, 'GET /a has a scope that no token can have'],
])('security that cannot be understood is refused, never guessed: %#', (operation, words) => {
  expect(() => imported(documentOf({ '/a': { get: operation } }))).toThrow(words);
});

test.each([
  ['API Pix (Recebimentos)', 'api-pix-recebimentos'],
  ['Cobrança à Vista', 'cobranca-a-vista'],
  [`A very long title indeed, ${'x'.repeat(40)}`, 'a-very-long-title-indeed-xxxxxxx'],
])('without a name, the API %s is called %s', (title, name) => {
  expect(imported(documentOf({ '/a': { get: reads } }, { info: { title } })).table).toMatchObject({
    api: name,
    title,
    version: '',
  });
});

test.each(['Pix', '1a', 'a_b', '../a', 'a'.repeat(33), ''])('"%s" is no name', (name) => {
  expect(() => imported(documentOf({ '/a': { get: reads } }), { name })).toThrow(
    '--name: must be 1 to 32 lowercase letters',
  );
  expect(() => imported(documentOf({ '/a': { get: reads } }, { info: { title: '漢字' } }))).toThrow(
    '--name: is needed, such as pix',
  );
});

const scoped = documentOf({ '/a': { get: reads, put: writes } });

test.each([
  [
    '{"pix:read": ["a.raed"]}',
    'scope map: pix:read covers a.raed, which the document does not declare; did you mean a.read or b.read?',
  ],
  [
    '{"pix:read": ["completely.else"]}',
    'scope map: pix:read covers completely.else, which the document does not declare',
  ],
  ['{"pix:read": "a.read"}', 'scope map: pix:read must have a list'],
  ['{"pix read": ["a.read"]}', 'scope map: a scope must be 1 to 64'],
  ['{"pix:read": ["a read"]}', 'scope map: a scope must be 1 to 64'],
  ['{"pix:read": [1]}', 'scope map: a scope must be 1 to 64'],
  ['{"pix:read": ["a.read"], "pix:read": ["a.write"]}', 'scope map: has the key "pix:read" twice'],
  ['[]', 'scope map: must be a mapping'],
])('the scope map %s is refused', (scopeMap, words) => {
  expect(() => imported(scoped, { scopeMap })).toThrow(words);
});

test('a scope that nothing covers is reported: a token must have exactly that scope', () => {
  expect(imported(scoped, { scopeMap: '{"pix:read": ["a.read", "b.read"]}' }).notes).toEqual([
    'The scope map does not cover these scopes, so the token itself must have them: a.write.',
  ]);
  expect(imported(scoped, { scopeMap: '{"pix:read": ["a.read", "a.write"]}' }).notes).toEqual([]);
  expect(imported(scoped).notes).toEqual([
    'Without a scope map, the token itself must have these scopes: a.read, a.write.',
  ]);
});

test('a scope that the scheme does not list is reported', () => {
  const { notes } = imported(
    documentOf({ '/a': { get: { security: [{ oauth: ['pix:read', 'a.raed'] }] } } }),
  );
  expect(notes[0]).toBe('Operations use scopes that the security scheme does not list: a.raed, pix:read.');
});

test('the demo API needs the platform’s own scopes, at the paths of published document 003', () => {
  const found = imported(readFileSync(join(repository, 'examples/demo/openapi.yaml'), 'utf8'));
  expect(found.table.api).toBe('demo');
  expect(found.notes).toEqual([]);
  expect(rulesIn(found)).toEqual({
    'GET /cob': [['pix:read']],
    'POST /cob': [['pix:write']],
    'GET /cob/{txid}': [['pix:read']],
    'PUT /cob/{txid}': [['pix:write']],
    'PATCH /cob/{txid}': [['pix:write']],
    'GET /pix': [['pix:read']],
    'GET /pix/{e2eid}': [['pix:read']],
    'GET /saldo': [['balance:read']],
    'GET /balance': [['balance:read']],
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { documentOf, imported, reads, rulesIn, securitySchemes, writes } from './small-document.js';

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
  [documentOf({}), 'document: has no operation that a rule could be made of'],
  [documentOf({ '/a': { GET: reads } }), 'document: path /a has "GET", which is no method that OpenAPI has'],
  [documentOf({ '/a': { get: null } }), 'document: GET /a is not a mapping'],
  [documentOf({ '/a': [] }), 'document: path /a is not a mapping'],
  [
    documentOf({ '/a': { trace: reads } }),
    'document: TRACE /a: NGINX lets no TRACE through; say --leave-out "TRACE /a"',
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

test('a scheme that asks for a token of any scope is a rule for any token, and it is said', () => {
  const found = imported(documentOf({ '/a': { get: { security: [{ oauth: [] }] } } }));
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
  'an API key': [{ security: [{ key: [] }] }, 'declares key (apiKey), which has no OAuth 2.0 scopes'],
  'one alternative without scopes': [
    { security: [{ oauth: ['a.read'] }, { bearer: [], key: [] }] },
    'declares bearer (http) and key (apiKey), which has no OAuth 2.0 scopes',
  ],
} as const;

test.each(Object.entries(open))(
  'an operation with %s is refused by name, unless somebody decides',
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
    'GET /a declares no security (so do, or alike: GET /b, GET /c, GET /d, GET /e, GET /f and 2 more)',
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

test('references within the document are followed', () => {
  const document = documentOf(
    {
      '/a': { $ref: '#/components/pathItems/shared~1thing', description: 'here' },
      '/b': { $ref: '#/paths/~1a' },
    },
    {
      components: {
        pathItems: { 'shared/thing': { get: { security: [{ alias: ['a.read'] }] } } },
        securitySchemes: { ...securitySchemes, alias: { $ref: '#/components/securitySchemes/oauth' } },
      },
    },
  );
  expect(rulesIn(imported(document))).toEqual({ 'GET /a': [['a.read']], 'GET /b': [['a.read']] });
});

test.each([
  ['./other.yaml#/a', 'out of the document'],
  ['/etc/passwd', 'out of the document'],
  ['../../etc/passwd', 'out of the document'],
  ['file:///etc/passwd', 'out of the document'],
  ['http://169.254.169.254/latest', 'out of the document'],
  ['#/paths/~1a', 'leads in a circle'],
  ['#/paths/~1nothing', 'to nothing'],
  ['#/constructor', 'to nothing'],
  ['#/paths/%zz', 'badly encoded'],
])('the reference %s is refused, and nothing is opened', (reference, words) => {
  expect(() => imported(documentOf({ '/a': { $ref: reference } }))).toThrow(
    new RegExp(`^document: path /a has a \\$ref .*${words}`),
  );
});

test('a reference with operations beside it is refused: tools read it in different ways', () => {
  const document = documentOf({ '/a': { $ref: '#/paths/~1b', get: reads }, '/b': { get: writes } });
  expect(() => imported(document)).toThrow('path /a has a $ref and "get" beside it');
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

const laughs = [
  'a: &a [x,x,x,x,x,x,x,x,x]',
  ...'bcdefghi'.split('').map((name, place) => {
    const before = `*${'abcdefgh'.charAt(place)}`;
    return `${name}: &${name} [${Array.from({ length: 9 }, () => before).join(',')}]`;
  }),
].join('\n');

test.each([
  ['a billion laughs', laughs, 'has YAML aliases that cannot be followed'],
  ['too many aliases', `a: &a 1\nb: [${'*a,'.repeat(3000)}]`, 'has more than 2000 YAML anchors and aliases'],
  ['an alias of nothing', 'a: *b', 'has YAML aliases that cannot be followed'],
  ['a depth without end', `a: ${'['.repeat(20_000)}`, 'is neither YAML nor JSON'],
  [
    'a key that is there twice',
    'openapi: 3.1.0\nopenapi: 3.0.0',
    'has the key "openapi" twice, again at line 2, column 1',
  ],
  [
    'a key that is there twice in JSON',
    '{"a": {"b": 1, "b": 2}}',
    'has the key "b" twice, again at line 1, column 16',
  ],
  ['two documents', 'a: 1\n---\nb: 2', 'is neither YAML nor JSON: multiple docs'],
  ['a list', '[1]', 'must be a mapping in YAML or JSON'],
  ['nothing', '', 'must be a mapping in YAML or JSON'],
  ['more than 10 MB', `a: ${'x'.repeat(10 * 1024 * 1024)}`, 'is larger than 10 MB'],
])('%s is refused in bounded time', (_, text, words) => {
  expect(() => imported(text)).toThrow(`document: ${words}`);
});

test('a wrong file is not repeated: it may be a key', () => {
  const secret = `${'a: "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw'}\n- b`;
  expect(() => imported(secret)).toThrow(/^(?!.*MIIE)document: is neither YAML nor JSON/);
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
    '--name: must be 1 to 32 small letters',
  );
  expect(() => imported(documentOf({ '/a': { get: reads } }, { info: { title: '漢字' } }))).toThrow(
    '--name: give one such as pix',
  );
});

test('a base path stands before every path, in the table and for NGINX', () => {
  const { table, files } = imported(documentOf({ '/': { get: reads }, '/a/{x}': { get: reads } }), {
    basePath: '/pix/v2/',
  });
  expect(table.routes.map(({ path }) => path)).toEqual(['/pix/v2/', '/pix/v2/a/{x}']);
  expect(files[1]?.text).toContain('location = "/pix/v2/" {');
  expect(files[1]?.text).toContain('location ~ "^/pix/v2/a/[^/]+$" {');
});

test.each(['v2', '/{a}', '/a//b', '/..', '/a;b', '/a%41'])('the base path %s is refused', (basePath) => {
  expect(() => imported(documentOf({ '/a': { get: reads } }), { basePath })).toThrow(
    '--base-path: must be what stands before every path',
  );
});

test.each([
  ['ftp://a.example', 'must be a URL such as'],
  ['127.0.0.1:9000', 'must be a URL such as'],
  ['http://', 'must be a URL such as'],
  ['http://a.example/v2', 'must have no path'],
  ['http://a.example/?x=1', 'must end behind the port'],
  ['http://user:hunter2hunter2@a.example', 'must not carry a user and a password'],
  ['http://a;b.example', 'must name a host'],
  ['http://$host', 'must name a host'],
  ['https://10.0.0.1', 'must name a host: NGINX does not compare an IP address'],
])('the upstream %s is refused, and not repeated', (upstream, words) => {
  expect(() => imported(documentOf({ '/a': { get: reads } }), { upstream })).toThrow(
    new RegExp(`^--upstream: (?!.*hunter2)${words}`),
  );
});

test.each([
  ['http://api', 'server api:80 max_fails=0;'],
  ['http://[::1]:9000', 'server [::1]:9000 max_fails=0;'],
  ['http://API.Example:81/', 'server api.example:81 max_fails=0;'],
])('NGINX reaches %s', (upstream, server) => {
  expect(imported(documentOf({ '/a': { get: reads } }), { upstream }).files[0]?.text).toContain(server);
});

test('an https upstream is verified, or refused', () => {
  const document = documentOf({ '/a': { get: reads } });
  const upstream = 'https://api.internal';
  expect(() => imported(document, { upstream })).toThrow('--upstream-ca: name the PEM file');
  expect(() => imported(document, { upstreamCa: '/ca.pem' })).toThrow(
    '--upstream-ca: is for an https upstream',
  );
  for (const upstreamCa of ['ca.pem', '/a;b', '/a"b', '/a$b', '/a\nb', '/a\\b']) {
    expect(() => imported(document, { upstream, upstreamCa })).toThrow(
      '--upstream-ca: must be an absolute path',
    );
  }
  const text = imported(document, { upstream, upstreamCa: '/etc/my ca.pem' }).files[1]?.text;
  for (const directive of [
    'proxy_ssl_verify on;',
    'proxy_ssl_name api.internal;',
    'proxy_ssl_trusted_certificate "/etc/my ca.pem";',
    'proxy_pass https://portaria_api_small;',
  ]) {
    expect(text).toContain(directive);
  }
});

test.each([
  ['a', 'does not begin with a slash'],
  ['/a//b', 'has an empty segment'],
  ['/a/../b', 'has a dot segment'],
  ['/./b', 'has a dot segment'],
  ['/a/{x}.json', 'has a parameter that is not a whole segment'],
  ['/a/{x}-{y}', 'has a parameter that is not a whole segment'],
  ['/a/{x', 'has a parameter that is not a whole segment'],
  ['/a/{}', 'has a parameter that is not a whole segment'],
  ['/a;b', 'has characters that a request line encodes'],
  ['/a%41', 'has characters that a request line encodes'],
  ['/cobrança', 'has characters that a request line encodes'],
  ['/a b', 'has characters that a request line encodes'],
  ['/a?b', 'has characters that a request line encodes'],
  ['/a"b', 'has characters that a request line encodes'],
  ['/a\\b', 'has characters that a request line encodes'],
  ['/a\nb', 'has characters that a request line encodes'],
  [`/${'a'.repeat(500)}`, 'is longer than 500 characters'],
  ['/a'.repeat(31), 'has more than 30 segments'],
])('the path %j is refused with its reason', (path, words) => {
  expect(() => imported(documentOf({ [path]: { get: reads } }))).toThrow(words);
});

const reserved = [
  '/api/auth/',
  '/api/account',
  '/api/admin',
  '/oauth/',
  '/.well-known/',
  '/auth/realms/',
  '/avxapi/',
  '/internal/',
  '/healthz/',
  '/_err/',
  '/_gateway/',
];

test.each([
  ...reserved.map((path) => [path, path] as const),
  ...reserved.map((path) => [`${path.replace(/\/$/, '')}/x`, path] as const),
  ...reserved.map((path) => [`${path.replace(/\/$/, '')}/{x}/y`, path] as const),
  ['/{a}/{b}/{c}', '/api/auth/'],
  ['/{a}/admin', '/api/admin'],
  ['/{a}/{b}', '/api/account'],
])('the path %s would match %s of the gateway itself, and is refused', (path, whose) => {
  expect(() => imported(documentOf({ [path]: { get: reads } }))).toThrow(
    `would match ${whose}, where the gateway itself answers`,
  );
});

test('every path that a door answers is reserved, so is what is for inside', () => {
  const doors = join(repository, 'nginx/doors');
  const locations = readdirSync(doors)
    .flatMap((name) => [...readFileSync(join(doors, name), 'utf8').matchAll(/location (?:= |\^~ )?(\/\S+)/g)])
    .map((match) => match[1] ?? '');
  expect(locations.length).toBeGreaterThan(8);
  for (const path of locations) {
    expect(() => imported(documentOf({ [path]: { get: reads } })), path).toThrow(
      'where the gateway itself answers',
    );
  }
});

test('what only looks like a path of the gateway is not refused', () => {
  for (const path of ['/api/pix/{id}', '/oauth', '/api/accounts', '/{x}', '/internals/x', '/API/admin']) {
    expect(() => imported(documentOf({ [path]: { get: reads } })), path).not.toThrow();
  }
});

test('two templates that match the same requests are refused, also with other methods', () => {
  const document = documentOf({ '/a/{x}': { get: reads }, '/a/{y}': { put: writes } });
  expect(() => imported(document)).toThrow('document: paths /a/{x} and /a/{y} match the same requests');
  expect(rulesIn(imported(document, { leaveOut: ['PUT /a/{y}'] }))).toEqual({ 'GET /a/{x}': [['a.read']] });
});

test('of two templates each must not be the more concrete one somewhere', () => {
  const document = documentOf({ '/a/{x}/b': { get: reads }, '/a/c/{y}': { get: writes } });
  expect(() => imported(document)).toThrow('paths /a/{x}/b and /a/c/{y} both match some requests');
});

test('a concrete path beside a template is fine, and the concrete one is NGINX’s first', () => {
  const { files } = imported(documentOf({ '/loc/{id}': { get: reads }, '/loc/all': { get: writes } }));
  expect(files[1]?.text).toContain('location = "/loc/all" {');
  expect(files[1]?.text).toContain('location ~ "^/loc/[^/]+$" {');
});

test('an API with more rules than the application takes is refused', () => {
  const paths = Object.fromEntries(
    Array.from({ length: 2001 }, (_, place) => [`/p${place}`, { get: reads }]),
  );
  expect(() => imported(documentOf(paths))).toThrow('document: has more than 2000 operations');
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

test('a scope that nothing covers is told of: a token must have that very one', () => {
  expect(imported(scoped, { scopeMap: '{"pix:read": ["a.read", "b.read"]}' }).notes).toEqual([
    'A token must have these very scopes, which the scope map covers with none of its scopes: a.write.',
  ]);
  expect(imported(scoped, { scopeMap: '{"pix:read": ["a.read", "a.write"]}' }).notes).toEqual([]);
  expect(imported(scoped).notes).toEqual([
    'A token must have these very scopes, which no scope map covers: a.read, a.write.',
  ]);
});

test('a scope that the scheme does not list is told of', () => {
  const { notes } = imported(
    documentOf({ '/a': { get: { security: [{ oauth: ['pix:read', 'a.raed'] }] } } }),
  );
  expect(notes[0]).toBe('Operations use scopes that the security scheme does not list: a.raed, pix:read.');
});

test('the demo API needs the platform’s own scopes, at the paths of source 003', () => {
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

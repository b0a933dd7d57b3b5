import { expect, test } from 'vitest';
import { documentOf, imported, reads, rulesIn, securitySchemes, writes } from './small-document.js';

type Json = Readonly<Record<string, unknown>>;

const allowed = { allowUnscoped: true, name: 'small' };

test.each([
  ['securty', 'security'],
  ['secuirty', 'security'],
  ['SECURITY', 'security'],
  ['security ', 'security'],
  ['server', 'servers'],
])('an operation with %s is refused, and %s is suggested', (key, meant) => {
  const document = documentOf({ '/a': { get: { [key]: [{ oauth: ['a.write'] }] } } }, reads);
  expect(() => imported(document, allowed)).toThrow(
    `document: GET /a has "${key}", which OpenAPI does not have there; did you mean ${meant}? ` +
      'Correct it, or begin the name of an extension with x-',
  );
});

test.each([
  ['produces', { '/a': { get: { ...reads, produces: [] } } }, {}, 'GET /a has "produces"'],
  ['secured', { '/a': { get: reads, secured: true } }, {}, 'path /a has "secured"'],
  [
    'GET',
    { '/a': { GET: reads } },
    {},
    'path /a has "GET", which OpenAPI does not have there; did you mean get?',
  ],
  ['Security', { '/a': { get: {} } }, { Security: [] }, 'the document has "Security", which OpenAPI'],
  ['definitions', { '/a': { get: reads } }, { definitions: {} }, 'the document has "definitions"'],
])('a key that is in no version of OpenAPI is refused where it is: %s', (_, paths, more, words) => {
  expect(() => imported(documentOf(paths, more), allowed)).toThrow(`document: ${words}`);
});

test('every key of OpenAPI 3.0 to 3.2 and every extension may be there', () => {
  const operation = {
    ...reads,
    tags: [],
    summary: '',
    description: '',
    externalDocs: {},
    operationId: 'a',
    parameters: [],
    requestBody: {},
    responses: {},
    callbacks: {},
    deprecated: true,
    servers: [],
    'x-internal': 1,
  };
  const item = { get: operation, summary: '', description: '', servers: [], parameters: [], 'x-a': 1 };
  const more = {
    openapi: '3.2.0',
    $self: 'https://a.example/openapi',
    jsonSchemaDialect: 'https://a.example/dialect',
    servers: [],
    webhooks: {},
    security: [],
    tags: [],
    externalDocs: {},
    'x-b': 1,
  };
  expect(rulesIn(imported(documentOf({ '/a': item }, more)))).toEqual({ 'GET /a': [['a.read']] });
});

test('a server without an address is refused: its operations could be answered somewhere else', () => {
  const elsewhere = { ...reads, servers: [{ ulr: 'https://other.example' }] };
  expect(() => imported(documentOf({ '/a': { get: elsewhere } }))).toThrow(
    'document: GET /a has servers without a url',
  );
});

const whole = documentOf(
  {
    '/a': { get: {}, put: writes, post: { security: [{ openid: ['x'] }, { key: [] }] } },
    '/b': { get: reads, delete: { ...writes, servers: [{ url: 'https://b.example' }] } },
    '/c': { servers: [{ url: 'https://c.example' }], get: { security: [] } },
    '/d': { $ref: '#/components/pathItems/d' },
  },
  {
    servers: [{ url: 'https://a.example' }],
    security: [{ oauth: ['a.read', 'b.read'] }],
    components: { securitySchemes, pathItems: { d: { patch: writes } } },
  },
);

/**
 * Returns the document once for each of its keys, with this key written in another way. A path is a
 * name, which has no right spelling.
 */
const misspelt = (
  value: unknown,
  spell: (key: string) => string,
): readonly (readonly [string, unknown])[] => {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, at) =>
      misspelt(item, spell).map(([key, other]) => [key, value.with(at, other)] as const),
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  return entries.flatMap(([key, inner], at) => [
    [key, Object.fromEntries(entries.with(at, [key.startsWith('/') ? key : spell(key), inner]))] as const,
    ...misspelt(inner, spell).map(
      ([below, other]) => [`${key} ${below}`, Object.fromEntries(entries.with(at, [key, other]))] as const,
    ),
  ]);
};

const spellings: Readonly<Record<string, (key: string) => string>> = {
  'without its second letter': (key) => key.slice(0, 1) + key.slice(2),
  'with two letters exchanged': (key) => key.slice(0, 1) + key.slice(2, 3) + key.slice(1, 2) + key.slice(3),
  'in capitals': (key) => key.toUpperCase(),
  'with a letter too many': (key) => `${key}s`,
};

test.each(Object.keys(spellings))('no key of a document %s makes a rule weaker', (name) => {
  const before = rulesIn(imported(whole, allowed));
  const cases = misspelt(whole, spellings[name] ?? String);
  expect(cases.length).toBeGreaterThan(40);
  for (const [key, document] of cases) {
    for (const [operation, scopes] of Object.entries(rulesAfter(document))) {
      expect({ key, operation, scopes }).toEqual({ key, operation, scopes: before[operation] });
    }
  }
});

const rulesAfter = (document: unknown): Record<string, unknown> => {
  try {
    return rulesIn(imported(document as Json, allowed));
  } catch (error) {
    expect(String(error)).toMatch(/document: /);
    return {};
  }
};

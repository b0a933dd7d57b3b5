import { expect, test } from 'vitest';
import { documentOf, imported, reads, rulesIn, securitySchemes, writes } from './small-document.js';

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
  ['./other.yaml#/a', 'to another document'],
  ['/etc/passwd', 'to another document'],
  ['../../etc/passwd', 'to another document'],
  ['file:///etc/passwd', 'to another document'],
  ['http://169.254.169.254/latest', 'to another document'],
  ['#/paths/~1a', 'leads back to itself'],
  ['#/paths/~1nothing', 'to a missing part'],
  ['#/constructor', 'to a missing part'],
  ['#/paths/%zz', 'invalid percent-encoding'],
])('the reference %s is refused, and nothing is opened', (reference, words) => {
  expect(() => imported(documentOf({ '/a': { $ref: reference } }))).toThrow(
    new RegExp(`^document: path /a has a \\$ref .*${words}`),
  );
});

test('a reference with operations beside it is refused: tools read it in different ways', () => {
  const document = documentOf({ '/a': { $ref: '#/paths/~1b', get: reads }, '/b': { get: writes } });
  expect(() => imported(document)).toThrow('path /a has a $ref and "get" beside it');
});

const laughs = [
  'a: &a [x,x,x,x,x,x,x,x,x]',
  ...'bcdefghi'.split('').map((name, index) => {
    const before = `*${'abcdefgh'.charAt(index)}`;
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
  const secret = 'a: "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\n- b';
  expect(() => imported(secret)).toThrow(/^(?!.*MIIE)document: is neither YAML nor JSON/);
});

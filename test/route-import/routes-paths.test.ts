import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentOf, imported, reads, rulesIn, writes } from './small-document.js';

const repository = join(import.meta.dirname, '../..');

test('a base path stands before every path, in the table and for NGINX', () => {
  const { table, files } = imported(documentOf({ '/': { get: reads }, '/a/{x}': { get: reads } }), {
    basePath: '/pix/v2/',
  });
  expect(table.routes.map(({ path }) => path)).toEqual(['/pix/v2/', '/pix/v2/a/{x}']);
  expect(files[1]?.text).toContain('location ~ "^/pix/v2/$" {');
  expect(files[1]?.text).toContain('location ~ "^/pix/v2/a/[^/]+$" {');
});

test.each(['v2', '/{a}', '/a//b', '/..', '/a;b', '/a%41'])('the base path %s is refused', (basePath) => {
  expect(() => imported(documentOf({ '/a': { get: reads } }), { basePath })).toThrow(
    '--base-path: must be the prefix of every path',
  );
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

test.each<readonly [path: string, whose: string]>([
  ...reserved.map((path) => [path, path] as const),
  ...reserved.map((path) => [`${path.replace(/\/$/, '')}/x`, path] as const),
  ...reserved.map((path) => [`${path.replace(/\/$/, '')}/{x}/y`, path] as const),
  ['/{a}/{b}/{c}', '/api/auth/'],
  ['/{a}/admin', '/api/admin'],
  ['/{a}/{b}', '/api/account'],
])('the path %s would match %s of the gateway itself, and is refused', (path, whose) => {
  expect(() => imported(documentOf({ [path]: { get: reads } }))).toThrow(
    `would match ${whose}, where the gateway itself responds`,
  );
});

test('every path that a listener answers is reserved, and so are the internal paths', () => {
  const listeners = join(repository, 'nginx/listeners');
  const locations = readdirSync(listeners)
    .flatMap((name) => [
      ...readFileSync(join(listeners, name), 'utf8').matchAll(/location (?:= |\^~ )?(\/\S+)/g),
    ])
    .map((match) => match[1] ?? '');
  expect(locations.length).toBeGreaterThan(8);
  for (const path of locations) {
    expect(() => imported(documentOf({ [path]: { get: reads } })), path).toThrow(
      'where the gateway itself responds',
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
    Array.from({ length: 2001 }, (_, index) => [`/p${index}`, { get: reads }]),
  );
  expect(() => imported(documentOf(paths))).toThrow('document: has more than 2000 operations');
});

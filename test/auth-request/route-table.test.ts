import { expect, test } from 'vitest';
import { readTarget } from '../../src/auth-request/raw-target.js';
import { permits, ruleOf } from '../../src/auth-request/route-rule.js';
import { RouteTree } from '../../src/auth-request/route-tree.js';
import { Refusal } from '../../src/core/refusals/refusal.js';
import { joinRoutes } from '../../src/route-import/join-routes.js';
import { parseRouteFile } from '../../src/route-import/parse-route-file.js';
import type { RouteFile } from '../../src/route-import/route-file.js';

const fileOf = (api: string, ...routes: readonly string[]): RouteFile => ({
  file: `${api}.routes.json`,
  text: JSON.stringify({
    api,
    routes: routes.map((route) => {
      const [method, path] = route.split(' ');
      return { method, path, scopes: [['x']] };
    }),
  }),
});

const treeOf = (...files: RouteFile[]): RouteTree => {
  const joined = joinRoutes(files);
  if ('problems' in joined) throw new Error(joined.problems.join('\n'));
  return new RouteTree(joined.tables.flatMap((table) => table.routes.map((route) => ruleOf(table, route))));
};

const problemsOf = (...files: RouteFile[]): readonly string[] => {
  const joined = joinRoutes(files);
  return 'problems' in joined ? joined.problems : [];
};

const match = (tree: RouteTree, target: string): string[] | string | null => {
  try {
    const found = tree.operationsOf(readTarget(target).segments);
    return found && [...found.values()].map(({ method, path }) => `${method} ${path}`);
  } catch (error) {
    return error instanceof Refusal ? error.reason : String(error);
  }
};

test('a concrete segment wins over a parameter, at every place; what fits neither is nothing', () => {
  const tree = treeOf(
    fileOf(
      'a',
      'GET /loc/{id}',
      'GET /loc/all',
      'PUT /loc/{id}',
      'GET /loc/all/x',
      'GET /loc/{id}/y',
      'GET /',
    ),
  );
  expect(match(tree, '/loc/all')).toEqual(['GET /loc/all']);
  expect(match(tree, '/loc/7?x=1')).toEqual(['GET /loc/{id}', 'PUT /loc/{id}']);
  expect(match(tree, '/loc/all/y')).toEqual(['GET /loc/{id}/y']);
  expect(match(tree, '/loc/all/x')).toEqual(['GET /loc/all/x']);
  expect(match(tree, '/')).toEqual(['GET /']);
  for (const path of ['/loc', '/loc/', '/loc/all/', '/loc/all/z', '/Loc/7', '/loc/7/Y'])
    expect([path, match(tree, path)]).toEqual([path, null]);
  for (const path of ['/loc/All', '/loc/a%6cl', '/loc/ALL/y'])
    expect([path, match(tree, path)]).toEqual([path, 'malformed_request']);
});

test('an operation that is there twice, and paths that match the same request, are named', () => {
  expect(problemsOf(fileOf('a', 'GET /x/{a}', 'GET /x/{b}'))).toEqual([
    'a: GET /x/{b} appears twice, also as a: GET /x/{a}',
  ]);
  expect(problemsOf(fileOf('a', 'GET /x/{a}/y', 'GET /x/z/{b}'))).toEqual([
    'a: GET /x/{a}/y and a: GET /x/z/{b} match the same requests',
  ]);
  expect(problemsOf(fileOf('a', 'GET /x/{a}'), fileOf('b', 'PUT /x/y'))).toHaveLength(1);
  expect(problemsOf(fileOf('a', 'GET /x/{a}', 'PUT /x/{b}', 'GET /x/y', 'GET /x/{a}/{b}/c'))).toEqual([]);
});

test.each([
  ['/cob/{txid}', '/cob/', '/cob/1'],
  ['/{a}', '/', '/1'],
])(
  '%s of one API and %s of another never match one request: a parameter is not empty',
  (one, other, path) => {
    const files = [fileOf('a', `GET ${one}`), fileOf('b', `PUT ${other}`)];
    expect(problemsOf(...files)).toEqual([]);
    const tree = treeOf(...files);
    expect([match(tree, path), match(tree, other)]).toEqual([[`GET ${one}`], [`PUT ${other}`]]);
  },
);

test('a scope is had by its own name or by a platform scope that covers it; all of one alternative are needed', () => {
  const route = { method: 'GET', path: '/x', scopes: [['a.read', 'b.read'], ['admin']] };
  const settings = { api: 'a', audiences: ['api'], requireBound: false };
  const scopeMap = { 'a:read': ['a.read'], all: ['a.read', 'b.read'] };
  const rule = ruleOf({ ...settings, scopeMap }, route);
  for (const scopes of [['a.read', 'b.read'], ['a:read', 'b.read'], ['all'], ['admin'], ['x', 'all']])
    expect([scopes, permits(rule, scopes)]).toEqual([scopes, true]);
  for (const scopes of [[], ['a.read'], ['a:read'], ['b.read'], ['a.read b.read'], ['A.READ', 'b.read']])
    expect([scopes, permits(rule, scopes)]).toEqual([scopes, false]);
  expect(rule.requiredScope).toBe('a:read all');
  expect(permits(ruleOf({ ...settings, scopeMap: {} }, { ...route, scopes: [[]] }), [])).toBe(true);
});

test.each([
  ['not json', 'a.routes.json: must be a JSON object as portaria routes import writes it'],
  ['[]', 'a.routes.json: must be a JSON object'],
  ['{"api":"b","routes":[]}', 'a.routes.json: api: is b, so the file must be b.routes.json'],
  ['{"api":"A","routes":[]}', 'a.routes.json: api: must be 1 to 32 characters'],
  [
    '{"api":"a","routes":[{"method":"get","path":"x","scopes":[]}]}',
    'a.routes.json: routes.0.method: must be a method that NGINX lets through, in capitals\n' +
      'a.routes.json: routes.0.path: does not begin with a slash\n' +
      'a.routes.json: routes.0.scopes: must have at least one alternative',
  ],
  ...['/a//b', '/a/../b', '/a;b', '/a/{b}.json', '/a%2fb', '/a b', '/{}'].map((path) => [
    JSON.stringify({ api: 'a', routes: [{ method: 'GET', path, scopes: [['x']] }] }),
    'a.routes.json: routes.0.path: has ',
  ]),
  ['{"api":"a","routes":[{"method":"GET","path":"/a","scopes":[["a\\"b"]]}]}', 'must be a scope'],
  [`{"api":"a","routes":[]${' '.repeat(4 * 1024 * 1024)}}`, 'a.routes.json: is larger than 4194304 bytes'],
])('a file with %s is refused with every problem', (text, problem) => {
  const parsed = parseRouteFile({ file: 'a.routes.json', text });
  expect('problems' in parsed && parsed.problems.join('\n')).toContain(problem);
});

test('matching stays quick however long the path and however many the routes', () => {
  const many = Array.from({ length: 2000 }, (_, index) => `GET /a${String(index)}/{x}/b/{y}`);
  const tree = treeOf(fileOf('a', ...many));
  const before = process.cpuUsage();
  for (let turn = 0; turn < 1000; turn += 1) {
    match(tree, '/a1999/x/b/y');
    match(tree, `/${'a/'.repeat(4000)}b`);
  }
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(5000);
});

import { expect, test } from 'vitest';
import { parseRouteFile, type RouteFile } from '../../src/gateway/route-file.js';
import { permits, ruleOf } from '../../src/gateway/route-rule.js';
import { joinRoutes, type RouteTable } from '../../src/gateway/route-table.js';
import { readTarget } from '../../src/gateway/raw-path.js';
import { Refusal } from '../../src/core/refusal.js';

const fileOf = (api: string, ...routes: readonly string[]): RouteFile => ({
  api,
  scopeMap: {},
  routes: routes.map((route) => {
    const [method = '', path = ''] = route.split(' ');
    return { method, path, scopes: [['x']] };
  }),
});

const tableOf = (...files: RouteFile[]): RouteTable => {
  const joined = joinRoutes(files);
  if ('problems' in joined) throw new Error(joined.problems.join('\n'));
  return joined.table;
};

const problemsOf = (...files: RouteFile[]): readonly string[] => {
  const joined = joinRoutes(files);
  return 'problems' in joined ? joined.problems : [];
};

const match = (table: RouteTable, target: string): string[] | string | null => {
  try {
    const found = table.operationsOf(readTarget(target).segments);
    return found && [...found.values()].map(({ method, path }) => `${method} ${path}`);
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error);
  }
};

test('a concrete segment wins over a parameter, at every place; what fits neither is nothing', () => {
  const table = tableOf(
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
  expect(match(table, '/loc/all')).toEqual(['GET /loc/all']);
  expect(match(table, '/loc/7?x=1')).toEqual(['GET /loc/{id}', 'PUT /loc/{id}']);
  expect(match(table, '/loc/all/y')).toEqual(['GET /loc/{id}/y']);
  expect(match(table, '/loc/all/x')).toEqual(['GET /loc/all/x']);
  expect(match(table, '/')).toEqual(['GET /']);
  for (const path of ['/loc', '/loc/', '/loc/all/', '/loc/all/z', '/Loc/7', '/loc/7/Y'])
    expect([path, match(table, path)]).toEqual([path, null]);
  for (const path of ['/loc/All', '/loc/a%6cl', '/loc/ALL/y'])
    expect([path, match(table, path)]).toEqual([path, 'malformed_request']);
});

test('one operation twice, and paths of which nobody could say whose a request is, are named', () => {
  expect(problemsOf(fileOf('a', 'GET /x/{a}', 'GET /x/{b}'))).toEqual([
    'a: GET /x/{b} is there twice, also as a: GET /x/{a}',
  ]);
  expect(problemsOf(fileOf('a', 'GET /x/{a}/y', 'GET /x/z/{b}'))).toEqual([
    'a: GET /x/{a}/y and a: GET /x/z/{b} could both be meant by one request',
  ]);
  expect(problemsOf(fileOf('a', 'GET /x/{a}'), fileOf('b', 'PUT /x/y'))).toHaveLength(1);
  expect(problemsOf(fileOf('a', 'GET /x/{a}', 'PUT /x/{b}', 'GET /x/y', 'GET /x/{a}/{b}/c'))).toEqual([]);
});

test('a scope is had by its own name or by a platform scope that covers it; all of one alternative are needed', () => {
  const route = { method: 'GET', path: '/x', scopes: [['a.read', 'b.read'], ['admin']] };
  const rule = ruleOf('a', route, { 'a:read': ['a.read'], all: ['a.read', 'b.read'] });
  for (const scopes of [['a.read', 'b.read'], ['a:read', 'b.read'], ['all'], ['admin'], ['x', 'all']])
    expect([scopes, permits(rule, scopes)]).toEqual([scopes, true]);
  for (const scopes of [[], ['a.read'], ['a:read'], ['b.read'], ['a.read b.read'], ['A.READ', 'b.read']])
    expect([scopes, permits(rule, scopes)]).toEqual([scopes, false]);
  expect(rule.told).toBe('a:read all');
  expect(permits(ruleOf('a', { ...route, scopes: [[]] }, {}), [])).toBe(true);
});

test.each([
  ['not json', 'a.routes.json: must be a JSON object as portaria routes import writes it'],
  ['[]', 'a.routes.json: must be a JSON object'],
  ['{"api":"b","routes":[]}', 'a.routes.json: api: is b, so the file must be b.routes.json'],
  ['{"api":"A","routes":[]}', 'a.routes.json: api: must be 1 to 32 characters'],
  [
    '{"api":"a","routes":[{"method":"get","path":"x","scopes":[]}]}',
    'a.routes.json: routes.0.method: must be a method that NGINX lets through, in capitals\n' +
      'a.routes.json: routes.0.path: must be segments of plain characters or of one {parameter} each\n' +
      'a.routes.json: routes.0.scopes: must have one alternative at least',
  ],
  ...['/a//b', '/a/../b', '/a;b', '/a/{b}.json', '/a%2fb', '/a b', '/{}'].map((path) => [
    JSON.stringify({ api: 'a', routes: [{ method: 'GET', path, scopes: [['x']] }] }),
    'a.routes.json: routes.0.path: must',
  ]),
  ['{"api":"a","routes":[{"method":"GET","path":"/a","scopes":[["a\\"b"]]}]}', 'must be a scope'],
])('a file with %s is refused with every problem', (text, problem) => {
  const parsed = parseRouteFile('a.routes.json', text);
  expect('problems' in parsed && parsed.problems.join('\n')).toContain(problem);
});

test('matching stays quick however long the path and however many the routes', () => {
  const many = Array.from({ length: 2000 }, (_, place) => `GET /a${String(place)}/{x}/b/{y}`);
  const table = tableOf(fileOf('a', ...many));
  const before = process.cpuUsage();
  for (let turn = 0; turn < 1000; turn += 1) {
    match(table, '/a1999/x/b/y');
    match(table, `/${'a/'.repeat(4000)}b`);
  }
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(5000);
});

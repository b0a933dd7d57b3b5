import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { CurrentRoutes } from '../../src/auth-request/current-routes.js';
import { afterFile } from '../support/cleanup.js';
import { type Ended, openPortaria } from './portaria.js';

/** What the import lets into the folder, the application goes by; what it would not go by, the import refuses. */
const { runWords } = await openPortaria();
let out: string;
beforeEach(async () => {
  const folder = (out = await mkdtemp(join(tmpdir(), 'portaria-routes-test-')));
  afterFile(() => rm(folder, { recursive: true, force: true }));
});

const importPath = async (name: string, path: string): Promise<Ended> => {
  const stdin = JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Small', version: '1' },
    components: { securitySchemes: { oauth: { type: 'oauth2', flows: {} } } },
    paths: { [path]: { get: { security: [{ oauth: ['pix:read'] }] } } },
  });
  const words = ['--upstream', 'http://127.0.0.1:9000', '--out', out, '--name', name];
  return runWords(['routes', 'import', '-', ...words], { stdin });
};

/** How many rules the application goes by. */
const countRoutes = async (): Promise<number> => {
  const routes = new CurrentRoutes(out, { monotonicClock: () => 0, sha256: (text) => text, audience: 'api' });
  await routes.reloadIfChanged();
  return routes.count;
};

test.each([
  ['/cob/{txid}', '/cob/'],
  ['/{a}', '/'],
])('%s of one API and %s of another never match one request, and both go in', async (one, other) => {
  expect(await importPath('one', one)).toMatchObject({ exitCode: 0 });
  expect(await importPath('other', other)).toMatchObject({ exitCode: 0 });
  expect(await countRoutes()).toBe(2);
});

test.each([
  ['/cob/{txid}', '/cob/all'],
  ['/y/{a}/', '/y/x/'],
])('%s of one API and %s of another do, and the second stays out', async (one, other) => {
  expect(await importPath('one', one)).toMatchObject({ exitCode: 0 });
  expect(await importPath('other', other)).toMatchObject({
    exitCode: 4,
    err: expect.stringContaining('of the API one match the same requests'),
  });
  expect(await countRoutes()).toBe(1);
});

test('where the application would not go by the folder for the others’ sake, nothing is written', async () => {
  for (const api of ['left', 'right'])
    await writeFile(
      join(out, `${api}.routes.json`),
      `{"api":"${api}","title":"","version":"","upstream":"","scopeMap":{},"routes":[{"method":"GET","path":"/x","scopes":[["x"]]}]}`,
    );
  await expect(countRoutes()).rejects.toThrow('left: GET /x and right: GET /x');
  const { exitCode, err } = await importPath('new', '/cob');
  expect({ exitCode, err }).toEqual({
    exitCode: 4,
    err:
      'portaria: document: the application could not use the routes: right: GET /x appears twice, also as left: GET /x, ' +
      'left: GET /x and right: GET /x match the same requests\n',
  });
  expect((await readdir(out)).sort()).toEqual(['left.routes.json', 'right.routes.json']);
});

test('a table is read by the command as by the application: what only people read may be missing, a long path not', async () => {
  const write = (path: string): Promise<void> =>
    writeFile(
      join(out, 'mine.routes.json'),
      `{"api":"mine","routes":[{"method":"GET","path":"${path}","scopes":[["${'s'.repeat(64)}"]]}]}`,
    );
  await write('/mine');
  expect(await countRoutes()).toBe(1);
  expect((await runWords(['routes', 'list', '--out', out])).out).toContain('mine\t\t\t\t\t\t1\n');
  for (const path of [`/${'a'.repeat(500)}`, '/a'.repeat(31)]) {
    await write(path);
    await expect(countRoutes()).rejects.toThrow('mine.routes.json: routes.0.path: ');
    expect((await runWords(['routes', 'list', '--out', out])).err).toContain(
      'mine.routes.json: routes.0.path: ',
    );
  }
});

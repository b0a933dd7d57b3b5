import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { administerApis } from './administered-apis.js';

const proxied = await administerApis();

/** The document of `proxied-apis.ts` as it might become. */
const nextDocument = (paths: Record<string, Record<string, unknown>>): string =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Demo', version: '2' },
    components: { securitySchemes: { oauth: { type: 'oauth2', flows: {} } } },
    paths,
  });

const needs = (...scopes: string[]) => ({ security: [{ oauth: scopes }] });

/** YAML of 400 kB, as the documents of banks are. */
const largeDocument = (): string => {
  const properties = Array.from(
    { length: 4000 },
    (_, at) =>
      `        field${String(at)}:\n          type: string\n          description: The ${String(at)}th field of a charge.`,
  );
  return [
    'openapi: 3.0.0',
    'info: {title: Demo, version: 3}',
    'paths:\n  /cob:\n    get:\n      security: [{oauth: [cob.read]}]',
    'components:\n  securitySchemes: {oauth: {type: oauth2, flows: {}}}\n  schemas:\n    Cob:\n      properties:',
    ...properties,
  ].join('\n');
};
test('a new document is compared with the rules in force, by the options that they were imported with', async () => {
  const document = nextDocument({
    '/cob': { get: needs('cob.read') },
    '/cob/{txid}': { get: needs('cob.read'), put: needs('cob.write', 'cob.read') },
    '/loc/{id}': { get: needs('loc.read') },
    '/loc/{id}/txid': { delete: needs('loc.write') },
  });
  const before = await readFile(proxied.tableFile, 'utf8');
  const { status, json } = await proxied.ask('POST /apis/demo/diff', { body: { document } });
  expect(status).toBe(200);
  expect(json['counts']).toEqual({ added: 1, removed: 4, changed: 1, unchanged: 3 });
  const changes = json['changes'] as { change: string; method: string; path: string }[];
  expect(changes.find(({ change }) => change === 'changed')).toEqual({
    ...{ change: 'changed', method: 'PUT', path: '/cob/{txid}' },
    ...{ before: [['cob.write']], after: [['cob.read', 'cob.write']] },
  });
  expect(changes.find(({ change }) => change === 'added')).toEqual({
    ...{ change: 'added', method: 'DELETE', path: '/loc/{id}/txid', before: null, after: [['loc.write']] },
  });
  expect(changes.filter(({ change }) => change === 'removed').map(({ path }) => path)).toEqual([
    '/cob/{txid}',
    '/loc/all',
    '/open',
    '/saldo',
  ]);
  expect(json['command']).toBe(
    `portaria routes import OPENAPI-FILE --name demo --upstream ${proxied.table.upstream} --scope-map SCOPE-MAP-FILE --allow-unscoped`,
  );
  expect(await readFile(proxied.tableFile, 'utf8')).toBe(before);
});

test('options of the import change what is compared, and are in the command, quoted', async () => {
  const document = nextDocument({ '/cob': { get: needs('cob.read'), post: needs('cob.write') } });
  const { json } = await proxied.ask('POST /apis/demo/diff', {
    body: { document, basePath: '/v2', requireBound: true, audiences: ["a'b"], leaveOut: ['POST /cob'] },
  });
  expect(json).toMatchObject({
    counts: { added: 1, removed: 8 },
    leftOut: [{ method: 'POST', path: '/cob', why: 'as asked' }],
  });
  const notes = json['notes'] as string[];
  expect(notes[0]).toBe('The document and the table have no operation in common. Check the base path.');
  expect(notes).toContain(
    "It accepts tokens for the audience a'b, bound to a certificate (previously tokens for the audience of PORTARIA_AUDIENCE).",
  );
  expect(notes).toContain(
    'Remove cob.write, loc.read from the scope map before you import: the document does not declare them.',
  );
  expect(json['command']).toContain(
    String.raw`--base-path /v2 --audience 'a'\''b' --require-bound --allow-unscoped --leave-out 'POST /cob'`,
  );
});

test('what an import would refuse is refused with its words, and a document that is none', async () => {
  const refused = async (body: Record<string, unknown>) => {
    const { status, json } = await proxied.ask('POST /apis/demo/diff', { body });
    return [status, String(json['detail'])];
  };
  const [status, detail] = await refused({
    document: nextDocument({ '/x': { get: { security: [] } } }),
    allowUnscoped: false,
  });
  expect(status).toBe(400);
  expect(detail).toContain('GET /x');
  expect(await refused({ document: 'a: [1, ' })).toEqual([
    400,
    expect.stringContaining('document: is neither YAML nor JSON') as string,
  ]);
  expect((await refused({ document: '- 1' }))[1]).toContain('must be a mapping in YAML or JSON');
  expect((await refused({ document: nextDocument({}), upstream: 'ftp://x' }))[1]).toMatch(/^upstream: /);
});

/** Asks, and measures for how long the event loop answered nothing meanwhile, in ms. */
const askAndMeasure = async (body: Record<string, unknown>) => {
  let most = 0;
  let at = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    most = Math.max(most, now - at);
    at = now;
  }, 5);
  const answer = await proxied.ask('POST /apis/demo/diff', { body });
  clearInterval(timer);
  return { ...answer, blocked: Math.max(most, performance.now() - at) };
};

test('a document of the size of the central bank is compared while tokens are issued, and a larger body is 413', async () => {
  const document = largeDocument();
  expect(document.length).toBeGreaterThan(300_000);
  const { status, json, blocked } = await askAndMeasure({ document });
  expect(status, JSON.stringify(json)).toBe(200);
  expect(blocked).toBeLessThan(400);
  const large = await proxied.ask('POST /apis/demo/diff', { body: { document: 'x'.repeat(1024 * 1024) } });
  expect([large.status, large.json]).toMatchObject([413, { message: 'body must not exceed 1 MB' }]);
  expect((await proxied.ask('POST /apis/demo/check', { body: { path: 'x'.repeat(20_000) } })).status).toBe(
    413,
  );
});

/** Attack: an operator who may only read has the process read a scope map for seconds, and no token is issued meanwhile. */
test('a scope map as large as a body may be is read while tokens are issued', async () => {
  const document = nextDocument({ '/cob': { get: needs('cob.read') } });
  const scopeMap = `"pix:read": [${'[],'.repeat(100_000)}]`;
  const { status, json, blocked } = await askAndMeasure({ document, scopeMap });
  expect([status, json['detail']]).toEqual([400, expect.stringMatching(/^scopeMap: /)]);
  expect(blocked).toBeLessThan(600);
});

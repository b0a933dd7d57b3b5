import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openAdmin } from '../admin/admin-front.js';
import { adminRoutes } from '../admin/routes.js';
import { assertDescribed } from '../support/described.js';

const file = join(import.meta.dirname, '../../docs/openapi/admin.json');
const document = JSON.parse(await readFile(file, 'utf8')) as {
  paths: Record<string, Record<string, unknown>>;
};
const front = await openAdmin();

test('the document has every route of the admin API, and no other', async () => {
  const routes = await adminRoutes(front.app.config);
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} /api/admin${path}`).sort());
});

test('a field, a status or a media type that the document does not describe is found', async () => {
  const operator = await front.operator();
  const answer = await operator.ask('GET /accounts?limit=1');
  const described = (change: Partial<typeof answer>) => () => {
    assertDescribed('admin', 'GET', '/api/admin/accounts', { ...answer, ...change });
  };
  expect(described({})).not.toThrow();
  expect(described({ body: JSON.stringify({ ...answer.json, extra: 1 }) })).toThrow('additional properties');
  expect(described({ body: JSON.stringify({ items: [] }) })).toThrow('nextCursor');
  expect(described({ status: 418 })).toThrow('answers 418');
  expect(described({ headers: { 'content-type': 'text/html' } })).toThrow('text/html');
});

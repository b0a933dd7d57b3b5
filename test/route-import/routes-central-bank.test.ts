import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ImportedRoutes, importRoutes } from '../../src/route-import/import-routes.js';

const repository = join(import.meta.dirname, '../..');
const file = process.env['PIX_OPENAPI'] || join(repository, '../shared/data/bacen-pix-openapi.yaml');

interface Declared {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly ownServers: boolean;
}

/** What the document declares, read line by line and not by our reader: its indentation is regular. */
const declaredIn = (text: string): readonly Declared[] => {
  const paths = text.slice(text.indexOf('\npaths:\n'), text.indexOf('\ncomponents:\n'));
  return paths
    .split(/^ {2}(?=["/])/m)
    .slice(1)
    .flatMap((part) => {
      const path = /^"?([^":\n]+)"?:/.exec(part)?.[1] ?? '';
      return part
        .split(/^ {4}(?=(?:get|put|post|patch|delete):$)/m)
        .slice(1)
        .map((operation): Declared => ({
          name: `${operation.slice(0, operation.indexOf(':')).toUpperCase()} ${path}`,
          scopes: [...operation.matchAll(/^ {8}- OAuth2: \[([^\]]*)\]$/gm)].map((match) => match[1] ?? ''),
          ownServers: /^ {6}servers:$/m.test(operation),
        }));
    });
};

describe.skipIf(!existsSync(file))('the Central Bank’s PIX document', () => {
  let text: string;
  let imported: ImportedRoutes;
  let declared: readonly Declared[];

  beforeAll(() => {
    text = readFileSync(file, 'utf8');
    const scopeMap = readFileSync(join(repository, 'examples/pix/scope-map.json'), 'utf8');
    imported = importRoutes({ document: text, upstream: 'http://127.0.0.1:9000', name: 'pix', scopeMap });
    declared = declaredIn(text);
  });

  test('has 51 operations, and each needs exactly the scopes that it declares', () => {
    expect(declared).toHaveLength(51);
    const expected = declared
      .filter(({ scopes }) => scopes.length > 0)
      .map(({ name, scopes }) => [name, [scopes]]);
    expect(expected).toHaveLength(48);
    expect(
      Object.fromEntries(
        imported.table.routes.map(({ method, path, scopes }) => [`${method} ${path}`, scopes]),
      ),
    ).toEqual(Object.fromEntries(expected));
  });

  test('the three that declare no scope are open to every caller on a server of their own, and get no rule', () => {
    const open = declared.filter(({ scopes }) => scopes.length === 0);
    expect(open.map(({ ownServers }) => ownServers)).toEqual([true, true, true]);
    expect(imported.leftOut.map(({ method, path }) => `${method} ${path}`)).toEqual(
      open.map(({ name }) => name),
    );
  });

  test('every scope is covered by pix:read or pix:write, and by the right one of them', () => {
    expect(imported.notes).toEqual([
      "The document's servers have the path /api, which is not used; --base-path /api puts it before every path.",
    ]);
    const covered = Object.entries(imported.table.scopeMap).flatMap(([scope, all]) =>
      all.map((one) => [one, scope]),
    );
    for (const [one = '', scope] of covered)
      expect(scope).toBe(one.endsWith('.read') ? 'pix:read' : 'pix:write');
    for (const { scopes } of imported.table.routes) {
      for (const one of scopes.flat()) expect(covered.map(([name]) => name)).toContain(one);
    }
  });

  test('the table that ships as the example is what the command makes of it', () => {
    const made = imported.files.find(({ file: name }) => name === 'pix.routes.json')?.text;
    expect(readFileSync(join(repository, 'examples/pix/pix.routes.json'), 'utf8')).toBe(made);
  });
});

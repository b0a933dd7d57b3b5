import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createCa, issueCertificate, type IssuedCertificate } from '../../../src/cli/deployment/pki.js';
import { nginxBinaries } from './binaries.js';
import { askOverHttp2 } from './http2.js';
import { expectJson } from './json-error.js';
import { currently, longAgo, openListeners, startTestProxy, type TestProxy } from './support.js';

/**
 * NGINX takes a request that was once redirected by itself for an internal one, and then `internal`
 * refuses nothing. A certificate that it does not trust leads to such a redirect.
 */
interface Location {
  readonly path: string;
  readonly internal: boolean;
}

/** Every location of a rendered file, with what it inherits from the one around it. */
const locationsIn = (text: string): readonly Location[] => {
  const found: { path: string; internal: boolean }[] = [];
  const open: ({ path: string; internal: boolean } | null)[] = [];
  const withoutComments = text.replace(/^\s*#.*$/gm, '').replace(/'[^']*'/g, "''");
  for (const [, path, sign] of withoutComments.matchAll(
    /\blocation\s+(?:(?:=|\^~|~\*?)\s+)?("[^"]*"|\S+)\s*\{|(\binternal;|[{}])/g,
  )) {
    if (path !== undefined) {
      const around = open.findLast((entry) => entry !== null);
      const location = { path, internal: around?.internal ?? false };
      found.push(location);
      open.push(location);
    } else if (sign === '{') open.push(null);
    else if (sign === '}') open.pop();
    else {
      const location = open.findLast((entry) => entry !== null);
      if (location) location.internal = true;
    }
  }
  return found;
};

const internalPaths = async ({ configFile }: TestProxy): Promise<readonly string[]> => {
  const folder = dirname(configFile);
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.conf'));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return texts
    .flatMap(locationsIn)
    .filter(({ internal }) => internal)
    .map(({ path }) => path);
};

/** Spellings that lead to the same location. */
const spellings = (path: string): readonly string[] => [
  path,
  `${path}?a=b`,
  path.replace('/_', '/%5f'),
  `/nowhere/..${path}`,
  path.replace('_', './_'),
];

const otherAuthority = await createCa({ commonName: 'Another Authority', ...currently });
const untrusted = await issueCertificate(otherAuthority, { commonName: 'loja.example', ...currently });

for (const binary of await nginxBinaries()) {
  const proxy = await startTestProxy({}, { binary });
  const clients: readonly (readonly [string, IssuedCertificate | undefined])[] = [
    ['no certificate', undefined],
    ['a trusted certificate', await proxy.issue()],
    ['an untrusted certificate', untrusted],
    ['an expired certificate', await proxy.issue(longAgo)],
  ];
  const paths = await internalPaths(proxy);

  test(`the internal locations are found (NGINX ${binary.version})`, () => {
    expect(paths).toEqual(
      expect.arrayContaining(['/_gateway/verify', '/_err/500', '/_err/gateway/expired_token']),
    );
    expect(paths.length).toBeGreaterThan(15);
    // Named locations cannot be asked for.
    expect(paths.filter((path) => !path.startsWith('/_'))).toEqual([]);
  });

  for (const [what, client] of clients) {
    test(`${what} opens no internal location at any listener (NGINX ${binary.version})`, async () => {
      const certificate = client && { client };
      for (const path of paths.flatMap(spellings)) {
        const requested = openListeners.flatMap((listener) => [
          proxy.ask(listener, { path, method: 'GET', ...certificate }),
          proxy.ask(listener, { path, body: '{}', ...certificate }),
          askOverHttp2(proxy, listener, { path, method: 'GET', ...certificate }),
        ]);
        for (const answer of await Promise.all(requested)) {
          expect.soft([path, answer.status]).toEqual([path, 404]);
          if (answer.status === 404) expectJson(answer, 404, 'not_found');
        }
      }
      expect(proxy.received).toEqual([]);
    });
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const contracts = join(import.meta.dirname, '../../src/contracts');
const issuing = /token-issuer\.js|\b(User)?TokenIssuer\b/;

const foldersOf = (): string[] =>
  readdirSync(contracts, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
const filesOf = (folder: string): string[] =>
  readdirSync(join(contracts, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));

test('a file that names an issuer is found', () => {
  expect("import { TokenIssuer } from '../../auth/token-issuer.js';").toMatch(issuing);
  expect('constructor(private readonly issuer: UserTokenIssuer) {}').toMatch(issuing);
  expect('the token issuer of RFC 6749').not.toMatch(issuing);
});

test('no contract issues a token past the steps of every token endpoint, which write its log line', () => {
  const files = foldersOf().flatMap(filesOf);
  expect(files.length).toBeGreaterThan(15);
  expect(files.filter((file) => issuing.test(readFileSync(join(contracts, file), 'utf8')))).toEqual([]);
});

import { beforeAll, expect, test } from 'vitest';
import type { DatedCertificate } from '../../src/management/certificates/list-certificates.js';
import { makeCertificate } from '../support/certificates.js';
import { openPortaria } from './portaria.js';

const { run, database } = await openPortaria();
const yearLong = { notBefore: new Date(), notAfter: new Date(Date.now() + 365 * 86_400_000) };
const kept: { id: string; account: string; fingerprint: string }[] = [];

const list = async (options = ''): Promise<DatedCertificate[]> =>
  (await run(`certificate list --json${options}`)).json() as DatedCertificate[];

beforeAll(async () => {
  for (let made = 0; made < 3; made += 1) {
    const { id: account } = (await run('account create Loja --json')).json() as { id: string };
    const { certPem, fingerprint } = await makeCertificate(yearLong);
    await run(`certificate link ${account} -`, { stdin: certPem });
    kept.push({ id: String((await list()).at(-1)?.id), account, fingerprint });
  }
});

test('without an account the certificates of all accounts are listed, by id, with who has them', async () => {
  expect(await list()).toMatchObject(
    kept.map(({ id, account, fingerprint }) => ({ id, fingerprint, linkedTo: [account] })),
  );
  const { out } = await run('certificate list');
  expect(out.split('\n')[0]).toBe('id\tfingerprint\taccounts\tsubject\texpires\tdays left\trevoked');
  for (const { id, account, fingerprint } of kept)
    expect(out).toContain(`\n${id}\t${fingerprint}\t${account}\t`);
  const narrow = await run('certificate list', { columns: 80 });
  expect(Math.max(...narrow.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('a certificate that no account has any more is among all, and among those of its account no more', async () => {
  const [first] = kept;
  await run(`certificate unlink ${String(first?.account)} ${String(first?.fingerprint)} --yes`);
  expect((await run(`certificate list ${String(first?.account)} --json`)).json()).toEqual([]);
  expect((await list())[0]).toMatchObject({ fingerprint: first?.fingerprint, linkedTo: [] });
});

test('--limit shows a page and says how the next one is got; the last page says nothing', async () => {
  const ids = kept.map(({ id }) => id);
  const page = await run('certificate list --limit 2');
  expect(page.out.trim().split('\n')).toHaveLength(3);
  expect(page.err).toBe(`There are more. For the next ones, add --after ${String(ids[1])}.\n`);
  expect((await list(` --limit 2 --after ${String(ids[1])}`)).map(({ id }) => id)).toEqual([ids[2]]);
  expect((await run(`certificate list --limit 1 --after ${String(ids[1])}`)).err).toBe('');
  expect((await run('certificate list --limit 3')).err).toBe('');
});

test('all are listed, also more than are read at once', async () => {
  await database.sql(
    `INSERT INTO certificate (fingerprint, pem, subject, issuer, serial, key_type, not_before, not_after)
     SELECT sha256(n::text::bytea), pem, subject, issuer, serial, key_type, not_before, not_after
     FROM generate_series(1, 1000) n, (SELECT * FROM certificate LIMIT 1) one`,
  );
  const all = await list();
  expect(all).toHaveLength(1003);
  expect(new Set(all.map(({ id }) => id)).size).toBe(1003);
});

test.each([
  ['--limit 0', '--limit'],
  ['--limit 1001', '--limit'],
  ['--limit -1', '--limit'],
  ['--after x', 'certificate id'],
  ['1 --limit 2', '--limit: the list of one account is always complete'],
  ['1 --after 2', '--after: the list of one account is always complete'],
])('certificate list %s is bad input, and says which', async (options, words) => {
  const { exitCode, out, err } = await run(`certificate list ${options}`);
  expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
  expect(err).toContain(words);
});

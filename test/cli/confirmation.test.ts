import { expect, test } from 'vitest';
import { makeCertificate } from '../support/certificates.js';
import { openPortaria } from './portaria.js';

const { run, runWords, management, database } = await openPortaria();

const openAccount = async (name: string) => {
  const { id } = await management.createAccount.run({ name });
  const { credential } = await management.createCredential.run({ account: id });
  const { certPem, fingerprint } = await makeCertificate();
  await management.linkCertificate.run({ account: id, pem: certPem });
  return { id, clientId: credential.clientId, secretId: String(credential.secrets[0]?.id), fingerprint };
};

const statusOf = async (id: string): Promise<string> => (await management.showAccount.run(id)).account.status;
const events = async (): Promise<string> =>
  (await management.listAudit.run({ limit: 1 })).events[0]?.id ?? '0';

test('a command that ends something shows what, and does it when the account name is typed', async () => {
  const { id, fingerprint } = await openAccount('Loja Única');
  await database.sql(
    "UPDATE account_certificate SET last_used_at = '2026-11-20T10:00:00Z' WHERE account_id = $1",
    [id],
  );
  const start = fingerprint.slice(0, 8);
  const asked = await run(`certificate revoke ${start}`, { columns: 120, answer: 'loja' });
  expect([asked.exitCode, asked.out]).toEqual([2, '']);
  for (const shown of [
    fingerprint.slice(0, 16),
    'Loja Única',
    '1 -> 0',
    '2026-11-20',
    'CN=',
    'cannot be undone',
  ])
    expect(asked.err).toContain(shown);
  expect(asked.err).toContain(`Account ${id} (Loja Única) has no other usable certificate.`);
  expect(asked.err).toContain("confirmation: this is not the account's name. Nothing was changed");
  expect((await management.inspectStoredCertificate.run(fingerprint)).revokedAt).toBeNull();
  const done = await run(`certificate revoke ${start}`, { columns: 120, answer: ' Loja Única\n' });
  expect(done.exitCode).toBe(0);
  expect((await management.inspectStoredCertificate.run(fingerprint)).revokedAt).toBeInstanceOf(Date);
});

test('where there is no terminal, a command that ends something wants --yes, and says so', async () => {
  const { id } = await openAccount('Loja');
  const refused = await run(`account suspend ${id}`);
  expect(refused).toMatchObject({ exitCode: 2, out: '' });
  expect(refused.err).toBe(
    'portaria: --yes: this cannot be undone, and there is no terminal for the confirmation. See the effect with --dry-run, then add --yes\n',
  );
  expect(await statusOf(id)).toBe('active');
  expect((await run(`account suspend ${id} --yes`)).exitCode).toBe(0);
  expect(await statusOf(id)).toBe('suspended');
});

test('with --dry-run it shows the same, asks nothing, changes nothing, and records nothing', async () => {
  const { id, clientId, secretId, fingerprint } = await openAccount('Loja');
  const other = await openAccount('Outra');
  const before = await events();
  for (const words of [
    `account suspend ${id}`,
    `credential revoke ${clientId}`,
    `credential revoke-secret ${clientId} ${secretId} --force`,
    `credential rotate-secret ${clientId} --overlap 0`,
    `certificate unlink ${id} ${fingerprint}`,
    `certificate revoke ${fingerprint}`,
    `token revoke --account ${id}`,
    `account update ${id} --name Nova`,
    `credential create ${other.id}`,
    'account create Terceira',
  ]) {
    const { exitCode, out, err } = await run(`${words} --dry-run`);
    expect([words, exitCode, err]).toEqual([words, 0, expect.stringContaining('nothing was changed')]);
    expect(out, words).toContain('target\tfield\tbefore\tafter\n');
    const { json } = await run(`${words} --dry-run --json`);
    expect(json(), words).toMatchObject({ dryRun: true, targets: expect.any(Array) as unknown });
  }
  expect(await events()).toBe(before);
  expect(await statusOf(id)).toBe('active');
});

test('a dry run shows no secret, and ends as the command would when it is refused', async () => {
  const { clientId, secretId } = await openAccount('Loja');
  const { out } = await run(`credential rotate-secret ${clientId} --dry-run --json`);
  expect(out).not.toMatch(/clientSecret|pgs_/);
  expect((await run(`credential revoke-secret ${clientId} ${secretId} --dry-run`)).exitCode).toBe(4);
  expect((await run('account suspend 987654 --dry-run')).exitCode).toBe(3);
});

test('what is of several accounts, or of none, is confirmed by its id', async () => {
  const { id } = await openAccount('Primeira');
  const second = await openAccount('Segunda');
  const { certPem: pem, fingerprint } = await makeCertificate();
  for (const account of [id, second.id]) await management.linkCertificate.run({ account, pem, shared: true });
  const asked = await run(`certificate revoke ${fingerprint}`, { columns: 80, answer: 'Primeira' });
  expect([asked.exitCode, asked.err]).toEqual([2, expect.stringContaining('Type the id to confirm')]);
  const answer = /\(([0-9a-f]{16})\): /.exec(asked.err)?.[1] ?? '';
  expect((await run(`certificate revoke ${fingerprint}`, { columns: 80, answer })).exitCode).toBe(0);
  expect(await statusOf(id)).toBe('active');
});

test('names from outside cannot steer the terminal at the question', async () => {
  const account = await management.createAccount.run({ name: 'Loja' });
  await database.sql("UPDATE account SET name = E'Lo\\u001b[2Jja' WHERE id = $1", [account.id]);
  const { err } = await runWords(['account', 'suspend', account.id], { columns: 80, answer: '' });
  expect(err).not.toContain('\u001b');
});

import { expect, test } from 'vitest';
import { openPortaria } from './portaria.js';

const { run } = await openPortaria();

const createAccount = async (): Promise<string> =>
  ((await run('account create Loja --json')).json() as { id: string }).id;

test('account update changes what is named, and leaves the rest', async () => {
  const id = await createAccount();
  const changed = await run(
    `account update ${id} --name Padaria --tax-id 12.345.678/0001-95 --scope pix:read --network 203.0.113.0/24 --json`,
  );
  expect(changed.json()).toMatchObject({
    name: 'Padaria',
    taxId: '12345678000195',
    scopes: ['pix:read'],
    networks: ['203.0.113.0/24'],
  });
  const back = await run(`account update ${id} --no-tax-id --any-network --json`);
  expect(back.json()).toMatchObject({ name: 'Padaria', taxId: null, scopes: ['pix:read'], networks: [] });
  expect(await run(`account update ${id}`)).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('nothing to change') as string,
  });
});

test('token revoke ends the tokens of what is named, and wants one thing', async () => {
  const id = await createAccount();
  expect((await run(`token revoke --account ${id} --json --yes`)).json()).toEqual({ ended: `account ${id}` });
  expect((await run('token revoke --yes')).err).toContain('--id: give exactly one of');
  const stray = await run('token revoke 019ab3c4-7d2e-7f00-9c1b-2a3d4e5f6071 --yes');
  expect(stray).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('--id <jti> for one token') as string,
  });
  expect(stray.err).not.toContain('019ab3c4');
  expect((await run('token revoke --id eyJhbGciOiJIUzI1NiJ9 --yes')).err).not.toContain('eyJ');
});

test('credential expiring lists what ends first, to people, programs and as JSON', async () => {
  const clientOf = async (overlap: string): Promise<string> => {
    const created = await run(`credential create ${await createAccount()} --json`);
    const { clientId } = (created.json() as { credential: { clientId: string } }).credential;
    await run(`credential rotate-secret ${clientId} --overlap ${overlap}`);
    return clientId;
  };
  const [later, first] = [await clientOf('6d'), await clientOf('3d')];
  expect((await run('credential expiring --days 7 --json')).json()).toMatchObject([
    { clientId: first, accountKind: 'merchant', lastUsedAt: null, daysLeft: 2 },
    { clientId: later, daysLeft: 5 },
  ]);
  const [head, row, ...others] = (await run('credential expiring --limit 1')).out.split('\n');
  expect(head).toBe('client id\tsecret id\taccount\tkind\tlast used\texpires\tdays left');
  expect(row?.split('\t')).toMatchObject({ 0: first, 3: 'merchant', 6: '2' });
  expect(others.join('')).not.toContain(later);
  expect((await run('credential expiring --days 1')).out.split('\n')).toEqual([head, '']);
  expect((await run('credential expiring --limit 0')).exitCode).not.toBe(0);
});

test('certificate expiring and refusal list answer lists, also empty ones', async () => {
  const id = await createAccount();
  expect((await run('certificate expiring --days 14 --json')).json()).toEqual([]);
  expect((await run(`refusal list ${id} --since 2026-01-01 --json`)).json()).toEqual([]);
  expect((await run('certificate expiring --days soon')).exitCode).not.toBe(0);
});

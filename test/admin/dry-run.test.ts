import { expect, test } from 'vitest';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin();
const operator = await proxied.operator();
// Otherwise the operator of the test would be the last one.
await proxied.operator();

const newest = async (): Promise<{ action: string; outcome: string }> => {
  const { json } = await operator.ask('GET /audit?limit=1');
  return (json['items'] as { action: string; outcome: string }[])[0] ?? { action: '', outcome: '' };
};

test('with dryRun=true the answer is what a change would do, and nothing is changed or recorded', async () => {
  const merchant = await proxied.merchant();
  const before = await newest();
  const { status, json } = await operator.ask(`POST /accounts/${merchant.id}/suspend?dryRun=true`);
  expect(status).toBe(200);
  const account = `account ${merchant.id}`;
  expect(json).toEqual({
    dryRun: true,
    action: 'account.suspend',
    targets: [account],
    before: { [account]: { status: 'active' } },
    after: { [account]: { status: 'suspended' } },
    endsTokens: true,
    accounts: [
      {
        id: merchant.id,
        name: expect.any(String) as string,
        lastUsedAt: null,
        usableCredentials: { before: 1, after: 0 },
        usableCertificates: { before: 1, after: 0 },
      },
    ],
    certificates: [],
  });
  expect(await newest()).toEqual(before);
  const { json: account7 } = await operator.ask(`GET /accounts/${merchant.id}`);
  expect(account7['status']).toBe('active');
});

test('a dry run of a revocation names the certificate, and what is left of its account', async () => {
  const merchant = await proxied.merchant();
  const { fingerprint } = merchant.certificate;
  const { json } = await operator.ask(`POST /certificates/${fingerprint.slice(0, 16)}/revoke?dryRun=true`);
  expect(json).toMatchObject({
    accounts: [{ id: merchant.id, usableCertificates: { before: 1, after: 0 } }],
    certificates: [{ fingerprint, linkedTo: [merchant.id] }],
  });
  const { json: kept } = await operator.ask(`GET /certificates/${fingerprint}`);
  expect(kept['revokedAt']).toBeNull();
});

test('a dry run never contains a secret, a key or a password', async () => {
  const merchant = await proxied.merchant();
  const made = await operator.ask(`POST /accounts/${merchant.id}/credentials?dryRun=true`, {
    body: {},
  });
  expect(made.status).toBe(200);
  expect(made.body).not.toMatch(/pgs_|clientSecret|"secret"/);
  const user = await operator.ask(`POST /accounts/${merchant.id}/realm-users?dryRun=true`, {
    body: { username: 'ana' },
  });
  expect([user.status, user.json['password']]).toEqual([200, undefined]);
});

test('what would be refused is refused with the same answer, and is not recorded', async () => {
  for (const [what, body] of [
    ['POST /accounts/987654/suspend', undefined],
    ['POST /accounts', { name: '' }],
    ['POST /accounts', { nme: 'Loja' }],
    ['DELETE /keys/hs-0000000000000000', undefined],
  ] as const) {
    const before = await newest();
    const sent = body === undefined ? {} : { body };
    const shown = await operator.ask(`${what}?dryRun=true`, sent);
    expect(shown.status, what).toBeGreaterThanOrEqual(400);
    expect(await newest(), what).toEqual(before);
    const done = await operator.ask(what, sent);
    expect([done.status, done.json['detail']], what).toEqual([shown.status, shown.json['detail']]);
  }
});

test('a word of the query that is not known is refused, so that no misspelt dry run is a change', async () => {
  const merchant = await proxied.merchant();
  for (const query of ['dryrun=true', 'dryRun=yes', 'dry_run=true', 'dryRun']) {
    const { status } = await operator.ask(`POST /accounts/${merchant.id}/suspend?${query}`);
    expect(status, query).toBe(400);
  }
  const { json } = await operator.ask(`GET /accounts/${merchant.id}`);
  expect(json['status']).toBe('active');
});

test('a dry run uses up no idempotency key, and compares the version', async () => {
  const { json: account } = await operator.ask('POST /accounts', { body: { name: 'Padaria' } });
  const headers = { 'idempotency-key': 'dry-1' };
  const path = `/accounts/${String(account['id'])}`;
  const body = { name: 'Outra' };
  expect((await operator.ask(`PATCH ${path}?dryRun=true`, { body, headers })).status).toBe(200);
  const stale = { 'if-match': '"9"' };
  expect((await operator.ask(`PATCH ${path}?dryRun=true`, { body, headers: stale })).status).toBe(412);
  const done = await operator.ask(`PATCH ${path}`, { body, headers });
  expect([done.status, done.json['name'], done.headers['idempotency-replayed']]).toEqual([
    200,
    'Outra',
    undefined,
  ]);
});

import { expect, test } from 'vitest';
import { makeCertificate } from '../support/certificates.js';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin();
const operator = await proxied.operator();

const created = async (name: string): Promise<string> =>
  String((await operator.ask('POST /accounts', { body: { name } })).json['id']);
const [shop, bakery] = [await created('Loja Exemplo'), await created('Padaria')];
const { certPem: pem, fingerprint } = await makeCertificate({
  notAfter: new Date(Date.now() + 5 * 86_400_000),
});
for (const account of [shop, bakery])
  await operator.ask(`POST /accounts/${account}/certificates`, { body: { pem, shared: true } });

test.each([`/certificates/${fingerprint}`, '/certificates?expiringWithinDays=30'])(
  'GET %s names the accounts that a certificate is linked to',
  async (path) => {
    const { json } = await operator.ask(`GET ${path}`);
    expect(json['accountNames']).toMatchObject({ [shop]: 'Loja Exemplo', [bakery]: 'Padaria' });
  },
);

test('the audit trail names the accounts among its targets, and none that does not exist', async () => {
  await operator.ask(`POST /accounts/${shop}/suspend`, { body: {} });
  for (const madeUp of ['999999', '99999999999999999999'])
    await operator.ask(`POST /accounts/${madeUp}/suspend`, { body: {} });
  const suspended = await operator.ask('GET /audit?action=account.suspend');
  expect(suspended.json['items']).toContainEqual(expect.objectContaining({ targets: [`account ${shop}`] }));
  expect(suspended.json['accountNames']).toEqual({ [shop]: 'Loja Exemplo' });
});

test('expiring credentials name their accounts', async () => {
  const expiresAt = new Date(Date.now() + 5 * 86_400_000).toISOString();
  const body = { expiresAt };
  expect((await operator.ask(`POST /accounts/${bakery}/credentials`, { body })).status).toBe(201);
  const { json } = await operator.ask('GET /credentials?expiringWithinDays=30');
  expect(json['accountNames']).toEqual({ [bakery]: 'Padaria' });
});

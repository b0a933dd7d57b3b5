import { createPrivateKey, X509Certificate } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { managementOn } from '../management/open-test-management.js';
import { makeRequest, newKeys, openWorkshop, type Workshop } from '../support/openssl.js';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin();
const operator = await proxied.operator();
const { certPem: caPem, keyPem: caKey } = proxied.proxy.ca;
let workshop: Workshop;
let authority: string;

const createAccount = async (): Promise<string> =>
  String((await operator.ask('POST /accounts', { body: { name: 'Loja' } })).json['id']);

test('without an authority a request is not signed, and no list either; each says what is missing', async () => {
  workshop = await openWorkshop();
  const csr = await makeRequest(workshop, 'early');
  const answer = await operator.ask(`POST /accounts/${await createAccount()}/certificates/sign`, {
    body: { csr },
  });
  expect([answer.status, answer.json['code']]).toEqual([409, 'conflict']);
  expect(answer.json['detail']).toContain('the gateway has no CA yet');
  expect((await operator.ask('GET /cas')).json['items']).toEqual([]);
  expect((await operator.ask(`GET /cas/${'0'.repeat(64)}/crl`)).status).toBe(404);
});

describe('with the authority that NGINX trusts', () => {
  beforeAll(async () => {
    const { database, environment, config } = proxied.app;
    const master = Buffer.from(environment['PORTARIA_MASTER_KEY'] ?? '', 'base64');
    const management = managementOn(database.appUrl, config.secrets.pepper(), master);
    const taken = await management.importAuthority.run({ pem: caPem, key: new Secret(caKey) });
    authority = taken.fingerprint;
  });

  test('it is shown with its certificate, and never with its key', async () => {
    const answer = await operator.ask('GET /cas');
    expect(answer.json['items']).toMatchObject([{ fingerprint: authority, pem: caPem, signs: true }]);
    expect(answer.body).not.toContain('sealed');
    expect((await operator.ask('GET /cas?limit=1')).status).toBe(400);
  });

  test('a request is signed and linked, gets a token, is revoked, gets none, and is on the list', async () => {
    const account = await createAccount();
    const credential = await operator.ask(`POST /accounts/${account}/credentials`, { body: {} });
    const csr = await makeRequest(workshop, 'shop');
    const signed = await operator.ask(`POST /accounts/${account}/certificates/sign`, {
      body: { csr, days: 1 },
    });
    expect([signed.status, signed.json['accountId']]).toEqual([201, account]);
    expect(signed.headers['etag']).toMatch(/^"\d+"$/);
    expect(signed.json['chain']).toBe(caPem);
    const certPem = String(signed.json['pem']);
    const keyPem = await workshop.openssl('pkey -in shop.key');
    const fingerprint = String(signed.json['fingerprint']);
    const client = {
      clientId: String(credential.json['clientId']),
      clientSecret: String(credential.json['clientSecret']),
    };
    const ask = () => proxied.askToken('tls', client, { client: { certPem, keyPem, fingerprint } });
    expect((await ask()).status).toBe(201);

    const revoked = await operator.ask(`POST /certificates/${fingerprint.slice(0, 16)}/revoke`, {
      body: { reason: 'superseded' },
    });
    expect([revoked.status, revoked.json]).toEqual([
      200,
      { fingerprint, reason: 'superseded', accounts: [account] },
    ]);
    expect((await ask()).status).toBe(401);

    const list = await operator.ask(`GET /cas/${authority}/crl?days=2`);
    expect([list.status, list.headers['content-type']]).toEqual([200, 'application/pkix-crl']);
    await workshop.put('list.crl', list.bytes ?? '');
    await workshop.put('ca.pem', caPem);
    const text = await workshop.openssl('crl -inform DER -in list.crl -noout -text -CAfile ca.pem');
    expect(text).toContain('verify OK');
    expect(text).toContain(new X509Certificate(certPem).serialNumber);
    const event = await operator.ask('GET /audit?action=ca.sign-crl&limit=1');
    expect(event.json['items']).toMatchObject([{ actor: { accountId: operator.id } }]);
  });

  test('signing again under one key of idempotency answers the same certificate', async () => {
    const account = await createAccount();
    const csr = await makeRequest(workshop, 'once');
    const ask = () =>
      operator.ask(`POST /accounts/${account}/certificates/sign`, {
        body: { csr },
        headers: { 'idempotency-key': 'sign-once' },
      });
    const [first, again] = [await ask(), await ask()];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.json).toEqual(first.json);
  });

  test('a bundle opens with its password; a repeat says that it was shown, and the key is found nowhere', async () => {
    const account = await createAccount();
    const ask = () =>
      operator.ask(`POST /accounts/${account}/certificates/bundle`, {
        body: {},
        headers: { 'idempotency-key': 'bundle-1' },
      });
    const first = await ask();
    expect(first.status).toBe(201);
    const password = String(first.json['password']);
    const files = unzipSync(Buffer.from(String(first.json['zip']), 'base64'));
    await workshop.put('client.p12', files['client.p12'] ?? '');
    await workshop.openssl(`pkcs12 -in client.p12 -passin pass:${password} -nocerts -nodes -out bundled.key`);
    const key = createPrivateKey(await workshop.openssl('pkey -in bundled.key'));
    const pem = strFromU8(files['certificate.pem'] ?? new Uint8Array());
    expect(new X509Certificate(pem).checkPrivateKey(key)).toBe(true);

    const again = await ask();
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.json).toMatchObject({ fingerprint: first.json['fingerprint'], zipAlreadyShown: true });
    expect(again.json).not.toHaveProperty('zip');
    expect(again.json).not.toHaveProperty('password');
    const rows = JSON.stringify(await proxied.app.database.sql('SELECT outcome FROM idempotency'));
    for (const secret of [password, String(first.json['zip']).slice(0, 200)])
      expect([rows, proxied.app.log(), await proxied.proxy.logs()].join('\n')).not.toContain(secret);
  });

  test('a bundle of a request has no key in it, and a repeat gives it again', async () => {
    const account = await createAccount();
    const csr = await makeRequest(workshop, 'own');
    const ask = () =>
      operator.ask(`POST /accounts/${account}/certificates/bundle`, {
        body: { csr },
        headers: { 'idempotency-key': 'bundle-2' },
      });
    const [first, again] = [await ask(), await ask()];
    expect(Object.keys(unzipSync(Buffer.from(String(first.json['zip']), 'base64')))).not.toContain(
      'client.p12',
    );
    expect(again.json).toEqual(first.json);
  });

  test('what is no request is refused with its field and the reason, and a key is repeated nowhere', async () => {
    const account = await createAccount();
    const csr = await makeRequest(workshop, 'good');
    const weak = await makeRequest(workshop, 'weak', { key: '-newkey rsa:1024' });
    const key = await workshop.openssl('pkey -in good.key');
    const [, line = ''] = key.split('\n');
    const cases: readonly (readonly [object, number, string, string])[] = [
      [{}, 400, 'csr', 'is missing'],
      [{ csr: 7 }, 400, 'csr', 'must be a string'],
      [{ csr, day: 5 }, 400, 'day', 'is not a known field'],
      [{ csr, days: 0 }, 400, 'days', 'must be a whole number from 1 to'],
      [{ csr, days: -3 }, 400, 'days', 'must be a whole number from 1 to'],
      [{ csr: `${csr}${key}` }, 400, 'csr', 'private key'],
      [{ csr: caPem }, 400, 'csr', 'this is a certificate'],
      [{ csr: 'MIIKAQIBAzCC' }, 400, 'csr', 'PKCS#12'],
      [{ csr: csr.replace('\nM', '\n!') }, 400, 'csr', 'must be one certificate signing request'],
      [{ csr: weak }, 422, 'csr', 'RSA-1024'],
    ];
    for (const [body, status, field, words] of cases) {
      const answer = await operator.ask(`POST /accounts/${account}/certificates/sign`, { body });
      expect([answer.status, answer.json['errors']], words).toMatchObject([status, [{ field }]]);
      expect(answer.json['detail'], words).toContain(words);
      expect(answer.body).not.toContain(line);
    }
    const everything = [proxied.app.log(), await proxied.proxy.logs()].join('\n');
    expect(everything).not.toContain(line);
  });

  test('a bundle is refused when its inputs exclude one another', async () => {
    const path = `POST /accounts/${await createAccount()}/certificates/bundle`;
    const csr = await makeRequest(workshop, 'both');
    for (const [body, field] of [
      [{ password: 'short' }, 'password'],
      [{ keyType: 'dsa' }, 'keyType'],
      [{ csr, keyType: 'rsa-2048' }, 'keyType'],
      [{ csr, password: 'twelve-or-more' }, 'password'],
    ] as const) {
      const answer = await operator.ask(path, { body });
      expect([answer.status, answer.json['errors']]).toMatchObject([400, [{ field }]]);
      expect(answer.body).not.toContain('twelve-or-more');
    }
  });

  test('a body over 16 kB is 413; the largest request that is signed fits', async () => {
    const path = `POST /accounts/${await createAccount()}/certificates/sign`;
    expect((await operator.ask(path, { body: { csr: 'A'.repeat(17_000) } })).status).toBe(413);
    const csr = await makeRequest(workshop, 'large', { key: newKeys['RSA-4096'] });
    expect((await operator.ask(path, { body: { csr } })).status).toBe(201);
  });

  test('a revocation names a reason that is known and a certificate that is there', async () => {
    const { fingerprint } = (await proxied.merchant()).certificate;
    const ask = (path: string, body: object) => operator.ask(`POST /certificates/${path}/revoke`, { body });
    expect((await ask(fingerprint, { reason: 'boredom' })).json['errors']).toMatchObject([
      { field: 'reason' },
    ]);
    expect((await ask('0'.repeat(64), {})).status).toBe(404);
    expect((await ask('nonsense', {})).json['errors']).toMatchObject([{ field: 'fingerprint' }]);
    const twice = [await ask(fingerprint, {}), await ask(fingerprint, { reason: 'keyCompromise' })];
    expect(twice.map(({ status }) => status)).toEqual([200, 200]);
    const shown = await operator.ask(`GET /certificates/${fingerprint}`);
    expect(shown.json['revokedAt']).toEqual(expect.any(String));
  });

  test('an operator who may only read signs, makes and revokes nothing, and reads the list', async () => {
    const reader = await proxied.operator({ scopes: ['admin:read'] });
    for (const path of ['accounts/1/certificates/sign', 'accounts/1/certificates/bundle'])
      expect((await reader.ask(`POST /${path}`, { body: {} })).status).toBe(403);
    expect((await reader.ask(`POST /certificates/${'0'.repeat(64)}/revoke`)).status).toBe(403);
    expect((await reader.ask(`GET /cas/${authority}/crl`)).status).toBe(200);
  });
});

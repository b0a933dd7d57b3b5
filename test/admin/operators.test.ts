import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { managementOn } from '../management/open-test-management.js';
import { makeRequest, openWorkshop, type Workshop } from '../support/openssl.js';
import { type AdminAnswer, askAdmin, openAdmin, tokenOf } from './proxied-admin-api.js';

const proxied = await openAdmin();
const operator = await proxied.operator();
const { certPem: caPem, keyPem: caKey } = proxied.proxy.ca;
let workshop: Workshop;

const create = (body: object, more: { query?: string; headers?: Record<string, string> } = {}) =>
  operator.ask(`POST /operators${more.query ?? ''}`, { body, headers: more.headers ?? {} });
const operators = async (): Promise<number> =>
  ((await operator.ask('GET /accounts?kind=operator&limit=200')).json['items'] as unknown[]).length;
const accountIn = ({ json }: AdminAnswer): { id: string; version: number } =>
  json['account'] as { id: string; version: number };

beforeAll(async () => {
  const { database, environment, config } = proxied.app;
  const master = Buffer.from(environment['PORTARIA_MASTER_KEY'] ?? '', 'base64');
  const management = managementOn(database.appUrl, config.secrets.pepper(), master);
  await management.importAuthority.run({ pem: caPem, key: new Secret(caKey) });
  workshop = await openWorkshop();
});

describe('one request makes an operator who gets tokens at once:', () => {
  test('with a request to be signed', async () => {
    const csr = await makeRequest(workshop, 'ana');
    const made = await create({ name: 'Ana', csr, days: 1, networks: ['127.0.0.0/8'] });
    expect(made.status).toBe(201);
    expect(made.headers['etag']).toBe(`"${String(accountIn(made).version)}"`);
    expect(made.json['account']).toMatchObject({
      name: 'Ana',
      kind: 'operator',
      scopes: ['admin:read', 'admin:write', 'audit:read'],
      networks: ['127.0.0.0/8'],
    });
    const certificate = made.json['certificate'] as { pem: string; fingerprint: string; accountId: string };
    expect(certificate).toMatchObject({ accountId: accountIn(made).id, chain: caPem, daysLeft: 0 });
    const client = {
      certPem: certificate.pem,
      keyPem: await readFile(join(workshop.folder, 'ana.key'), 'utf8'),
      fingerprint: certificate.fingerprint,
    };
    const ana = {
      clientId: String(made.json['clientId']),
      clientSecret: String(made.json['clientSecret']),
      certificate: client,
    };
    const token = await tokenOf(proxied, ana);
    expect((await askAdmin(proxied, 'GET /accounts', { token, client })).status).toBe(200);
  });

  test('with a certificate that exists, also one of another operator where that is said', async () => {
    const certificate = await proxied.proxy.issue();
    const body = { name: 'Bea', pem: certificate.certPem, scopes: ['audit:read'] };
    const made = await create(body);
    expect(made.status).toBe(201);
    expect(made.json['certificate']).toMatchObject({ trusted: false, sharedWith: [] });
    expect((await create({ ...body, name: 'Rui' })).status).toBe(409);
    const shared = await create({ ...body, name: 'Rui', shared: true });
    expect(shared.json['certificate']).toMatchObject({ sharedWith: [accountIn(made).id] });
    const [clientId, clientSecret] = [String(made.json['clientId']), String(made.json['clientSecret'])];
    expect(await tokenOf(proxied, { clientId, clientSecret, certificate })).toMatch(/^ey/);
  });

  test('with key and certificate made here', async () => {
    const made = await create({ name: 'Caio', bundle: { keyType: 'rsa-3072' }, days: 1 });
    expect(made.status).toBe(201);
    const { zip, password, fingerprint } = made.json['certificate'] as Record<string, string>;
    const files = unzipSync(Buffer.from(zip ?? '', 'base64'));
    const pem = Buffer.from(files['certificate.pem'] ?? []).toString('utf8');
    expect(new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase()).toBe(fingerprint);
    expect([Object.keys(files).includes('client.p12'), (password ?? '').length > 10]).toEqual([true, true]);
  });
});

test('a dry run makes nothing, and shows no secret', async () => {
  const before = await operators();
  const csr = await makeRequest(workshop, 'dry');
  const dry = await create({ name: 'Dora', csr }, { query: '?dryRun=true' });
  expect([dry.status, dry.json['dryRun'], dry.json['action']]).toEqual([200, true, 'operator.create']);
  expect(dry.body).not.toMatch(/clientSecret|ptr_|BEGIN/);
  expect(await operators()).toBe(before);
});

test('a repeat under the same key makes no second operator, and shows no secret again', async () => {
  const csr = await makeRequest(workshop, 'eva');
  const headers = { 'idempotency-key': 'operator-eva' };
  const first = await create({ name: 'Eva', csr }, { headers });
  const before = await operators();
  const again = await create({ name: 'Eva', csr }, { headers });
  expect([again.status, again.headers['idempotency-replayed']]).toEqual([201, 'true']);
  expect(again.json).toMatchObject({
    account: first.json['account'],
    clientId: first.json['clientId'],
    certificate: first.json['certificate'],
    secretAlreadyShown: true,
  });
  expect(again.body).not.toContain(String(first.json['clientSecret']));
  const bundle = { name: 'Gil', bundle: {} };
  const key = { headers: { 'idempotency-key': 'operator-gil' } };
  const password = (await create(bundle, key)).json['certificate'] as { password: string };
  const repeated = await create(bundle, key);
  expect(repeated.json['certificate']).toMatchObject({ zipAlreadyShown: true });
  expect(repeated.body).not.toContain(password.password);
  expect(await operators()).toBe(before + 1);
});

test.each([
  ['nothing of the three', {}, 'csr'],
  ['two of the three', { csr: 'x', pem: 'y' }, 'csr'],
  ['shared without a certificate', { csr: 'x', shared: true }, 'shared'],
  ['days with a certificate that has its own', { pem: 'x', days: 3 }, 'days'],
  ['a certificate in place of a request', { csr: caPem }, 'csr'],
  ['a request in place of a certificate', { pem: 'x' }, 'pem'],
  ['a secret that is easy to guess', { bundle: {}, clientSecret: 'senha12345' }, 'clientSecret'],
])('%s is 400, names the field, and leaves nothing', async (_name, body, field) => {
  const before = await operators();
  const answer = await create({ name: 'Nino', ...body });
  expect([answer.status, answer.json['errors']]).toMatchObject([400, [{ field }]]);
  expect(await operators()).toBe(before);
});

test('it needs the scope of its parts', async () => {
  const reader = await proxied.operator({ scopes: ['admin:read', 'audit:read'] });
  const answer = await reader.ask('POST /operators', { body: { name: 'X', bundle: {} } });
  expect([answer.status, answer.json['code']]).toEqual([403, 'insufficient_scope']);
});

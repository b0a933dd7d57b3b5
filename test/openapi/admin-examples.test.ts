import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCa } from '../../src/cli/deployment/pki.js';
import { Secret } from '../../src/core/credentials/secret.js';
import { importRoutes } from '../../src/route-import/import-routes.js';
import { askAdmin, type Asking, openAdmin, tokenOf } from '../admin/proxied-admin-api.js';
import { eventually } from '../http/proxied-app.js';
import { managementOn } from '../management/open-test-management.js';
import { currently } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { makeRequest, openWorkshop } from '../support/openssl.js';
import { recorderOf, withoutExample } from './recorded.js';

const routesDir = await mkdtemp(join(tmpdir(), 'portaria-routes-'));
afterFile(() => rm(routesDir, { recursive: true, force: true }));
const document = (scope: string): string =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Pix', version: '2.9.0' },
    components: { securitySchemes: { oauth: { type: 'oauth2', flows: {} } } },
    paths: { '/cob/{txid}': { get: { security: [{ oauth: [scope] }] } } },
  });
const imported = importRoutes({
  document: document('cob.read'),
  upstream: 'http://127.0.0.1:9000',
  scopeMap: JSON.stringify({ 'pix:read': ['cob.read'] }),
});
const [, , table] = imported.files;
await writeFile(join(routesDir, 'pix.routes.json'), table?.text ?? '');
await utimes(join(routesDir, 'pix.routes.json'), 0, Date.parse('2026-11-30T08:00:00Z') / 1000);

const proxied = await openAdmin({ environment: { PORTARIA_ROUTES_DIR: routesDir } });
const record = recorderOf('admin');
const { database, environment, config } = proxied.app;
const master = Buffer.from(environment['PORTARIA_MASTER_KEY'] ?? '', 'base64');
const management = managementOn(database.appUrl, config.secrets.pepper(), master);

/** An operator whom the audit trail explains, so that the example of its verification is a good one. */
const certificate = await proxied.proxy.issue({ commonName: 'ana.example' });
const created = await management.createOperator.run({ name: 'Ana', pem: certificate.certPem });
const clientSecret = created.secret?.reveal((text) => text) ?? '';
const token = await tokenOf(proxied, { clientId: created.credential.clientId, clientSecret, certificate });
const ask = (what: string, asking: Asking = {}) =>
  askAdmin(proxied, what, { token, client: certificate, ...asking });

const shown = async (id: string, what: string, body?: unknown) => {
  const answer = await ask(what, { ...(body !== undefined && { body }) });
  await record(id, answer);
  return answer.json;
};

const account = '/accounts/2';
const client = await proxied.proxy.issue({ commonName: 'loja.example' });
const short = client.fingerprint.slice(0, 16);
let clientId = '';

test('accounts', async () => {
  await shown('createAccount', 'POST /accounts', {
    name: 'Loja Exemplo',
    taxId: '12ABC34501DE35',
    scopes: ['pix:read', 'pix:write'],
  });
  await shown('listAccounts', 'GET /accounts?limit=1&kind=merchant');
  await shown('showAccount', `GET ${account}`);
  await shown('updateAccount', `PATCH ${account}`, { networks: ['127.0.0.0/8'] });
  await shown('createAccount-dryRun', 'POST /accounts?dryRun=true', { name: 'Outra Loja' });
});

test('an operator', async () => {
  const other = await proxied.proxy.issue({ commonName: 'rui.example' });
  await shown('createOperator', 'POST /operators', {
    name: 'Rui',
    pem: other.certPem,
    role: 'auditor',
  });
  await shown('listRoles', 'GET /roles');
});

test('the session of an operator', async () => {
  await shown('renewSession', 'POST /session/renew', {});
});

test('certificates and authorities', async () => {
  const { certPem: pem, keyPem } = proxied.proxy.ca;
  await management.importAuthority.run({ pem, key: new Secret(keyPem) });
  const csr = await makeRequest(await openWorkshop(), 'loja');
  await shown('listCas', 'GET /cas');
  const root = await createCa({ commonName: 'Loja Root', ...currently });
  // The one that the operator's certificate needs stays.
  await ask('POST /client-cas', { body: { pem } });
  await shown('addClientCas', 'POST /client-cas', { pem: root.certPem });
  await shown('listClientCas', 'GET /client-cas');
  await shown('showClientCa', `GET /client-cas/${root.fingerprint.slice(0, 16)}`);
  await shown('removeClientCa', `DELETE /client-cas/${root.fingerprint}`);
  await shown('linkCertificate', `POST ${account}/certificates`, { pem: client.certPem });
  await shown('listLinkedCertificates', `GET ${account}/certificates`);
  const signed = await shown('signCertificate', `POST ${account}/certificates/sign`, { csr });
  await shown('makeHandOverZip', `POST ${account}/certificates/bundle`, { keyType: 'rsa-2048' });
  await shown('listCertificates', 'GET /certificates?limit=1');
  await shown('showCertificate', `GET /certificates/${short}`);
  await shown('revokeCertificate', `POST /certificates/${String(signed['fingerprint'])}/revoke`, {
    reason: 'superseded',
  });
});

test('credentials, and users of the realm', async () => {
  const made = await shown('createCredential', `POST ${account}/credentials`, {
    label: 'checkout',
    contracts: [{ contract: 'pix', policy: 'tls' }],
    expiresAt: '2099-01-01T00:00:00Z',
  });
  clientId = String(made['clientId']);
  const path = `/credentials/${clientId}`;
  await shown('listCredentials', `GET ${account}/credentials`);
  await shown('showCredential', `GET ${path}`);
  await shown('setContractPolicy', `POST ${path}/contracts`, { contract: 'avista', policy: 'tls' });
  await shown('addSecret', `POST ${path}/secrets`, { overlapSeconds: 86_400 });
  await shown('listExpiringCredentials', 'GET /credentials?expiringWithinDays=30');
  await shown('registerKey', `POST ${path}/keys`, { tlsClientAuthSubjectDn: 'CN=loja.example' });
  const secretId = (made['credential'] as { secrets: { id: string }[] }).secrets[0]?.id ?? '';
  await shown('revokeSecret', `DELETE ${path}/secrets/${secretId}?force=true`);
  await shown('revokeCredential', `POST ${path}/revoke`);

  await shown('createRealmUser', `POST ${account}/realm-users`, { username: 'ana@loja.example' });
  await shown('listRealmUsers', `GET ${account}/realm-users`);
  await shown('updateRealmUser', 'PATCH /realm-users/ana@loja.example', { scopes: ['pix:read'] });
  await shown('setRealmUserPassword', 'POST /realm-users/ana@loja.example/password');
  await shown('disableRealmUser', 'POST /realm-users/ana@loja.example/disable');
  await shown('enableRealmUser', 'POST /realm-users/ana@loja.example/enable');
});

test('keys, rejected requests, tokens and the audit trail', async () => {
  await shown('listKeys', 'GET /keys');
  const { kid } = await shown('rotateKey', 'POST /keys/rotate', { algorithm: 'RS256' });
  await shown('revokeKey', `DELETE /keys/${String(kid)}`);
  await shown('listPeppers', 'GET /peppers');

  const refused = await proxied.askToken('tls', { clientId, clientSecret: 'wrong-secret' }, { client });
  const { requestId } = JSON.parse(refused.body) as { requestId: string };
  await eventually(async () => {
    const { status } = await ask(`GET /refusals/${requestId}`);
    return status === 200 ? status : null;
  });
  await shown('explainRefusal', `GET /refusals/${requestId}`);
  await shown('listRefusals', 'GET /refusals?account=2&limit=1');
  await shown('search', `GET /search?q=${requestId}`);
  const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  await database.sql(
    `INSERT INTO token_request_count VALUES
       ('hour', $1, 'avista', 'issued', 1520), ('hour', $2, 'avista', 'issued', 1498), ('hour', $2, 'pix', 'wrong_secret', 12)`,
    [day(5), day(4)],
  );
  await shown('countTokenRequests', `GET /token-request-counts?step=day&since=${day(5)}&until=${day(3)}`);
  await shown('showOverview', 'GET /overview');
  await shown('revokeTokens', 'POST /tokens/revoke', { account: '2' });
  await shown('listAuditEvents', 'GET /audit?limit=1');
  await shown('verifyAudit', 'GET /audit/verify');
});

test('the rest of an account', async () => {
  await shown('unlinkCertificate', `DELETE ${account}/certificates/${client.fingerprint}`);
  await shown('suspendAccount', `POST ${account}/suspend`);
  await shown('reactivateAccount', `POST ${account}/reactivate`);
  await shown('exportAccount', `GET ${account}/export`);
});

test('errors', async () => {
  await shown('problem-400', 'POST /accounts', { nam: 'Loja' });
  await shown('problem-404', 'GET /accounts/987654');
  await shown('problem-409', `POST ${account}/certificates`, { pem: certificate.certPem });
  await shown('problem-422', 'POST /accounts/1/suspend');
  await record('problem-412', await ask(`POST ${account}/suspend`, { headers: { 'if-match': '"1"' } }));
  await record('problem-401', await ask(`GET ${account}`, { token: 'eyJhbGciOiJIUzI1NiJ9.e30.x' }));
  const reader = await proxied.operator({ scopes: ['admin:read'] });
  await record('problem-403', await reader.ask(`POST ${account}/suspend`));
});

test('protected APIs', async () => {
  await shown('listApis', 'GET /apis');
  await shown('showApi', 'GET /apis/pix');
  await shown('listApiRules', 'GET /apis/pix/rules');
  const request = { method: 'GET', path: '/cob/abc' };
  await shown('checkApiRequest', 'POST /apis/pix/check', { ...request, claims: { scopes: ['pix:write'] } });
  await shown('compareApiDocument', 'POST /apis/pix/diff', { document: document('cob.admin') });
});

test('every operation has an example, but the list of revoked certificates, which is bytes', () => {
  expect(withoutExample('admin')).toEqual(['getCrl']);
});

test('notices', async () => {
  await shown('createNoticeRecipient', 'POST /notice-recipients', {
    webhook: 'https://hooks.example.com/portaria',
  });
  await shown('createNoticeRecipient-email', 'POST /notice-recipients', {
    email: 'operacao@example.com',
    language: 'pt-BR',
  });
  await shown('listNoticeRecipients', 'GET /notice-recipients');
  await database.sql(
    `WITH stored AS (INSERT INTO notice (key, kind, data) VALUES ('example', 'certificate.expiring', '{}') RETURNING id)
     INSERT INTO notice_delivery (notice_id, recipient_id, state, attempts, last_error, attempted_at)
     SELECT stored.id, 1, 'failed', 14, 'it answered 503', clock_timestamp() FROM stored`,
  );
  await shown('listNoticeDeliveries', 'GET /notice-deliveries?state=failed');
  await shown('redeliverNotice', 'POST /notice-deliveries/1/redeliver');
  await shown('removeNoticeRecipient', 'DELETE /notice-recipients/1');
});

// Last, because the other examples need the session.
test('an operator signs out', async () => {
  await shown('endSession', 'POST /session/end', {});
});

import { beforeAll, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../../src/cli/deployment/pki.js';
import { clientAuth, serverAuth } from '../../../src/cli/deployment/pki.js';
import { icpBrasilTaxId } from '../../../src/cli/deployment/pki-names.js';
import { toAvistaRefusalResponse } from '../../../src/contracts/avista/refusals.js';
import { Refusal, refusalReasons } from '../../../src/core/refusals/refusal.js';
import type { AccountInput } from '../../support/accounts.js';
import { type Asking, askToken } from '../../support/ask.js';
import { currently, later, longAgo, makeCertificate } from '../../support/certificates.js';
import { sharedApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
let good: IssuedCertificate;
beforeAll(async () => {
  app = await sharedApp();
  good = await makeCertificate();
});

interface Case {
  readonly input?: AccountInput;
  /** The certificate that is linked and shown; `good` without one. */
  readonly certificate?: () => Promise<IssuedCertificate>;
  readonly shown?: () => Promise<IssuedCertificate>;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly asking?: Asking & { readonly sslClientVerify?: string };
  /** Done to the database after everything is in place. */
  readonly meanwhile?: (linked: IssuedCertificate) => Promise<unknown>;
  readonly reason: string;
}

const past = new Date(Date.now() - 1000);
const cases: Readonly<Record<string, Case>> = {
  'an unknown client': { clientId: 'account-999-00000000', reason: 'unknown_client' },
  'a wrong secret': { clientSecret: 'not-the-secret', reason: 'wrong_secret' },
  'a wrong secret of the made shape': { clientSecret: `ptr_${'A'.repeat(43)}`, reason: 'wrong_secret' },
  'an expired secret': { input: { secretExpiresAt: past }, reason: 'secret_expired' },
  'a suspended account': { input: { status: 'suspended' }, reason: 'account_suspended' },
  'a revoked credential': { input: { credentialStatus: 'revoked' }, reason: 'credential_revoked' },
  'an expired credential': { input: { credentialExpiresAt: past }, reason: 'credential_expired' },
  'a credential of other contracts': { input: { policy: null }, reason: 'contract_not_allowed' },
  "an operator at the merchants' listener": { input: { kind: 'operator' }, reason: 'wrong_listener' },
  "a merchant at the operators' listener": { asking: { listener: 'admin' }, reason: 'wrong_listener' },
  'a network that is not allowed': { input: { networks: ['203.0.113.0/24'] }, reason: 'network_not_allowed' },
  'a certificate that NGINX did not trust': {
    asking: { sslClientVerify: 'FAILED:unable to verify the first certificate' },
    reason: 'certificate_untrusted',
  },
  'a header where the credential wants the handshake': {
    asking: { listener: 'header' },
    reason: 'certificate_not_in_handshake',
  },
  'a certificate that is not linked': { shown: () => makeCertificate(), reason: 'certificate_not_linked' },
  'a revoked certificate': {
    certificate: () => makeCertificate(),
    meanwhile: ({ fingerprint }) =>
      app.database.sql('UPDATE certificate SET revoked_at = now() WHERE fingerprint = $1', [
        Buffer.from(fingerprint, 'hex'),
      ]),
    reason: 'certificate_revoked',
  },
  'an expired certificate': { certificate: () => makeCertificate(longAgo), reason: 'certificate_expired' },
  'a certificate of the future': {
    certificate: () => makeCertificate(later),
    reason: 'certificate_not_yet_valid',
  },
  'an RSA key of 1024 bits': {
    certificate: () => makeCertificate({ keyType: 'rsa-1024' }),
    reason: 'certificate_weak_key',
  },
  'a certificate for servers': {
    certificate: () => makeCertificate({ extendedKeyUsage: [serverAuth] }),
    reason: 'certificate_wrong_usage',
  },
  "a CNPJ that is not the account's": {
    input: { taxId: '12345678000195', taxIdOnCertificate: true },
    reason: 'certificate_tax_id_differs',
  },
};

/** Reasons of users, of whom this contract knows nothing: test/contracts/realm/invalid-grant.test.ts. */
const ofUsers = /^(unknown_user|wrong_password|user_disabled|refresh_token_.*)$/;

/** Reasons of clients without a secret, whom it does not have: test/contracts/pix/private-key-jwt.test.ts. */
const ofKeys =
  /^(client_key_not_registered|certificate_subject_differs|assertion_.*|client_keys_unavailable)$/;

test('every reason for which a client is not allowed a token is tried here', () => {
  const notAllowed = refusalReasons.filter(
    (code) =>
      toAvistaRefusalResponse(new Refusal(code, ''), '').status === 401 &&
      !ofUsers.test(code) &&
      !ofKeys.test(code),
  );
  const tried = new Set(Object.values(cases).map(({ reason }) => reason));
  expect([...tried].sort()).toEqual([...notAllowed].sort());
});

const reasonOf = async (requestId: string): Promise<unknown> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const [row] = await app.database.sql('SELECT reason FROM refusal WHERE request_id = $1', [requestId]);
    if (row) return row['reason'];
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return null;
};

const sampleBody =
  '{"statusCode":401,"error":"Unauthorized","message":"Invalid credentials or certificate","code":"unauthorized","requestId":"ID","hint":"To check the certificate, call GET /api/auth/whoami with it over mutual TLS. ' +
  'To find the cause, call GET /api/auth/refusals/{requestId} with it. If neither helps, send the requestId to the operator of the gateway."}';

test.each(Object.entries(cases))(
  '%s gets the one and same 401, and its true cause on record',
  async (_name, wanted) => {
    const linked = (await wanted.certificate?.()) ?? good;
    const account = await app.accounts.create({ certificate: linked.certPem, ...wanted.input });
    await wanted.meanwhile?.(linked);
    const shown = (await wanted.shown?.()) ?? linked;
    const client = {
      clientId: wanted.clientId ?? account.clientId,
      clientSecret: wanted.clientSecret ?? account.clientSecret,
    };

    const answer = await askToken(app, client, shown.certPem, wanted.asking);

    const { 'x-request-id': requestId, ...headers } = answer.headers;
    delete headers.date;
    expect(answer.body.replace(String(requestId), 'ID')).toBe(sampleBody);
    expect(headers).toEqual({
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'content-type': 'application/json; charset=utf-8',
      'content-length': '380',
      connection: 'close',
    });
    expect(await reasonOf(String(requestId))).toBe(wanted.reason);
  },
);

test.each([
  ['P-256', 'p256'],
  ['P-384', 'p384'],
  ['Ed25519', 'ed25519'],
  ['RSA of 2048 bits', 'rsa-2048'],
] as const)('a linked certificate with a key of %s is accepted', async (_name, keyType) => {
  const certificate = await makeCertificate({ keyType });
  const account = await app.accounts.create({ certificate: certificate.certPem });
  expect((await askToken(app, account, certificate.certPem)).status).toBe(201);
});

test('a certificate without or with the right extended key usage is accepted', async () => {
  for (const extendedKeyUsage of [[], [clientAuth]]) {
    const certificate = await makeCertificate({ extendedKeyUsage, ...currently });
    const account = await app.accounts.create({ certificate: certificate.certPem });
    expect((await askToken(app, account, certificate.certPem)).status).toBe(201);
  }
});

test('the CNPJ of ICP-Brasil on the certificate satisfies an account that asks for it', async () => {
  const cnpj = '12ABC34501DE35';
  const certificate = await makeCertificate({ subjectAltNames: { other: [icpBrasilTaxId(cnpj)] } });
  const account = await app.accounts.create({
    certificate: certificate.certPem,
    taxId: cnpj,
    taxIdOnCertificate: true,
  });
  expect((await askToken(app, account, certificate.certPem)).status).toBe(201);
});

test('an address in an allowed network is accepted', async () => {
  const account = await app.accounts.create({
    certificate: good.certPem,
    networks: ['127.0.0.0/8', '2001:db8::/32'],
  });
  expect((await askToken(app, account, good.certPem)).status).toBe(201);
});

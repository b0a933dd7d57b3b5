import { decodeJwt } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { X509Parser } from '../../../src/crypto/certificates/x509-parser.js';
import type { TestAccount } from '../../support/accounts.js';
import type { Answer, Asking } from '../../support/ask.js';
import { makeCertificate } from '../../support/certificates.js';
import { startApp, type TestApp } from '../../support/test-app.js';
import { askForm, pixTokenIn, posted, shown } from './ask-pix.js';

let app: TestApp;
let pem: string;
let subjectDn: string;
let client: TestAccount;
beforeAll(async () => {
  app = await startApp();
  pem = (await makeCertificate()).certPem;
  subjectDn = new X509Parser().readPem(pem).subject;
  client = await app.accounts.create({ pix: 'tls', certificate: pem });
  await app.accounts.registerKey(client, { method: 'tls_client_auth', subjectDn });
});

/** The request of RFC 8705 section 2: the client id alone. */
const ask = (
  { clientId }: Pick<TestAccount, 'clientId'>,
  asking: Asking = { headers: shown(pem) },
): Promise<Answer> => askForm(app, `grant_type=client_credentials&client_id=${clientId}`, asking);
interface Recorded {
  readonly reason: string;
  readonly fingerprint: string | null;
}
const recordOf = async (answer: Answer): Promise<Recorded | undefined> => {
  const find = `SELECT reason, encode(fingerprint, 'hex') AS fingerprint FROM refusal WHERE request_id = $1`;
  await expect
    .poll(() => app.database.sql(find, [answer.headers['x-request-id']]), { timeout: 5000 })
    .toHaveLength(1);
  const [row] = await app.database.sql<Recorded>(find, [answer.headers['x-request-id']]);
  return row;
};
const reasonOf = async (answer: Answer): Promise<string> => (await recordOf(answer))?.reason ?? '';

test('the client id with the certificate gets a token that is bound to it', async () => {
  const claims = decodeJwt(pixTokenIn(await ask(client)));
  expect(claims).toMatchObject({ sub: client.id, client_id: client.clientId });
  expect(claims['cnf']).toEqual({ 'x5t#S256': expect.stringMatching(/^[\w-]{43}$/) as string });
});

test('the secret is still accepted, until it is revoked', async () => {
  expect((await askForm(app, posted(client), { headers: shown(pem) })).status).toBe(200);
});

test('whatever is refused reads as a forgotten secret, as it always did', async () => {
  const other = (await makeCertificate()).certPem;
  const twin = await makeCertificate();
  const off = await app.accounts.create({ pix: 'tls', certificate: other });
  const renamed = await app.accounts.create({ pix: 'tls', certificate: twin.certPem });
  await app.accounts.registerKey(renamed, { method: 'tls_client_auth', subjectDn: 'CN=another' });
  const lax = await app.accounts.create({ pix: 'none', certificate: other });
  await app.accounts.registerKey(lax, {
    method: 'tls_client_auth',
    subjectDn: new X509Parser().readPem(other).subject,
  });
  const cases: [Answer, string][] = [
    [await ask(off, { headers: shown(other) }), 'client_key_not_registered'],
    [await ask({ clientId: 'account-1-00000000' }), 'unknown_client'],
    [await ask(renamed, { headers: shown(twin.certPem) }), 'certificate_subject_differs'],
    // NGINX does not trust its chain; also where the policy asks for no certificate.
    [await ask(lax, { headers: shown(other, 'FAILED:unable to verify') }), 'certificate_not_in_handshake'],
    [
      await ask(client, { headers: shown(pem, 'FAILED:certificate has expired') }),
      'certificate_not_in_handshake',
    ],
  ];
  for (const [answer, reason] of cases) {
    expect([answer.status, answer.json()]).toEqual([
      400,
      {
        error: 'invalid_client',
        error_description:
          'client authentication is missing: send client_id and client_secret in the form, or HTTP Basic',
      },
    ]);
    expect(await reasonOf(answer)).toBe(reason);
  }
});

test('a certificate with the registered subject that is not linked is not the client: another key, or another authority', async () => {
  const { subject, certPem } = await makeTwin();
  expect(subject).toBe(subjectDn);
  const answer = await ask(client, { headers: shown(certPem) });
  expect(await reasonOf(answer)).toBe('certificate_not_linked');
});

const makeTwin = async () => {
  const { certPem } = await makeCertificate();
  return { certPem, subject: new X509Parser().readPem(certPem).subject };
};

test('a certificate in a header is a text that anyone may send: it authenticates no client', async () => {
  const account = await app.accounts.create({
    pix: 'header',
    certificate: (await makeCertificate()).certPem,
  });
  const { certPem: own, fingerprint } = await makeCertificate();
  await app.accounts.link(account.id, own);
  await app.accounts.registerKey(account, { method: 'tls_client_auth', subjectDn });
  const headers = { 'x-header-client-cert': encodeURIComponent(own) };
  const answer = await ask(account, { listener: 'header', headers });
  expect([answer.status, answer.json()['error']]).toEqual([400, 'invalid_client']);
  // The certificate arrived, and counts as no authentication.
  expect(await recordOf(answer)).toEqual({ reason: 'client_authentication_missing', fingerprint });
});

import { beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from './front.js';
import { longAgo } from './nginx/support.js';

let front: Front;
beforeAll(async () => {
  front = await openFront();
});

const whoami = { method: 'GET', path: '/api/auth/whoami' } as const;

test('whoami says what the caller presented, and whether it is linked', async () => {
  const merchant = await front.merchant(
    {},
    { subject: 'C=BR, O=Loja Ltda, CN=loja.example', keyType: 'rsa-2048' },
  );
  const answer = await front.edge.ask('tls', { ...whoami, client: merchant.certificate });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toMatchObject({
    subject: 'CN=loja.example,O=Loja Ltda,C=BR',
    issuer: 'CN=Test Authority',
    fingerprint: merchant.certificate.fingerprint,
    keyType: 'RSA-2048',
    daysLeft: 0,
    trusted: true,
    linked: true,
    tls: { version: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_/) as string },
  });
});

test('the answer for a certificate that is not linked says so, and no more', async () => {
  const answer = await front.edge.ask('tls', { ...whoami, client: await front.edge.issue() });
  expect(JSON.parse(answer.body)).toMatchObject({ trusted: true, linked: false });
});

test('the answer for an expired certificate says that it expired', async () => {
  const answer = await front.edge.ask('tls', { ...whoami, client: await front.edge.issue(longAgo) });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toMatchObject({
    trusted: false,
    reason: 'certificate has expired',
    daysLeft: -1,
  });
});

test('without a certificate it says what is missing and how to send it', async () => {
  const answer = await front.edge.ask('tls', whoami);
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body)).toMatchObject({
    code: 'certificate_missing',
    hint: expect.stringContaining('--cert') as string,
  });
});

test('a forged header does not change which certificate the caller presented', async () => {
  const certificate = await front.edge.issue();
  const other = await front.edge.issue();
  const headers = { 'x-ssl-client-cert': encodeURIComponent(other.certPem) };
  const answer = await front.edge.ask('tls', { ...whoami, headers, client: certificate });
  expect(JSON.parse(answer.body)).toMatchObject({ fingerprint: certificate.fingerprint });
});

test('at the header listener there is no whoami: no private key is proved there', async () => {
  expect((await front.edge.ask('header', whoami)).status).toBe(404);
});

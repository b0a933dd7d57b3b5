import { beforeAll, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { send } from '../support/ask.js';
import { listenerSecrets, longAgo } from './nginx/support.js';
import { type ProxiedApp, startProxiedApp } from './proxied-app.js';

let proxied: ProxiedApp;
beforeAll(async () => {
  proxied = await startProxiedApp();
});

const whoami = { method: 'GET', path: '/api/auth/whoami' } as const;

test('whoami says what the caller presented, and whether it is linked', async () => {
  const merchant = await proxied.merchant(
    {},
    { subject: 'C=BR, O=Loja Ltda, CN=loja.example', keyType: 'rsa-2048' },
  );
  const answer = await proxied.proxy.ask('tls', { ...whoami, client: merchant.certificate });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toMatchObject({
    subject: 'CN=loja.example,O=Loja Ltda,C=BR',
    issuer: 'CN=Test Authority',
    fingerprint: merchant.certificate.fingerprint,
    keyType: 'RSA-2048',
    daysLeft: 0,
    trusted: true,
    linked: true,
    accountIds: [merchant.id],
    tls: { version: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_/) as string },
  });
});

test('the answer for a certificate that is not linked says so, and no more', async () => {
  const answer = await proxied.proxy.ask('tls', { ...whoami, client: await proxied.proxy.issue() });
  expect(JSON.parse(answer.body)).toMatchObject({ trusted: true, linked: false, accountIds: [] });
});

test('the answer for an expired certificate says that it expired', async () => {
  const answer = await proxied.proxy.ask('tls', { ...whoami, client: await proxied.proxy.issue(longAgo) });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toMatchObject({
    trusted: false,
    reason: 'certificate has expired',
    daysLeft: -1,
  });
});

test('without a certificate it says what is missing and how to send it', async () => {
  const answer = await proxied.proxy.ask('tls', whoami);
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body)).toMatchObject({
    code: 'certificate_missing',
    hint: expect.stringContaining('--cert') as string,
  });
});

test('a forged header does not change which certificate the caller presented', async () => {
  const certificate = await proxied.proxy.issue();
  const other = await proxied.proxy.issue();
  const headers = { 'x-ssl-client-cert': encodeURIComponent(other.certPem) };
  const answer = await proxied.proxy.ask('tls', { ...whoami, headers, client: certificate });
  expect(JSON.parse(answer.body)).toMatchObject({ fingerprint: certificate.fingerprint });
});

test('at the header listener there is no whoami: no private key is proved there', async () => {
  expect((await proxied.proxy.ask('header', whoami)).status).toBe(404);
});

test('the application answers about a certificate in a header with neither accounts nor causes, even if NGINX routed it there', async () => {
  const { certificate } = await proxied.merchant();
  const askAt = (path: string, headers: Record<string, string>) =>
    send({
      port: proxied.app.port,
      method: 'GET',
      path,
      headers: { 'x-real-ip': '127.0.0.1', ...headers },
    });
  const inHeader = {
    'x-portaria-listener': listenerSecrets.header,
    'x-header-client-cert': encodeURIComponent(certificate.certPem),
  };
  for (const path of ['/api/auth/whoami', `/api/auth/refusals/${'a'.repeat(32)}`]) {
    const answer = await askAt(path, inHeader);
    expect([answer.status, answer.json()['code']], path).toEqual([400, 'certificate_missing']);
  }
  const inHandshake = {
    'x-portaria-listener': listenerSecrets.tls,
    'x-ssl-client-cert': encodeURIComponent(certificate.certPem),
    'x-ssl-client-verify': 'SUCCESS',
  };
  expect((await askAt('/api/auth/whoami', inHandshake)).status).toBe(200);
});

const linkedTo = async (client: IssuedCertificate, query: string): Promise<unknown> => {
  const answer = await proxied.proxy.ask('tls', { ...whoami, path: `${whoami.path}?${query}`, client });
  expect(answer.status).toBe(200);
  const { accountIds, clientIdLinked } = JSON.parse(answer.body) as Record<string, unknown>;
  return { accountIds, clientIdLinked };
};

test('it says whether a client id is of an account of the certificate; an unknown one looks like one of another account', async () => {
  const [own, other] = [await proxied.merchant(), await proxied.merchant()];
  const accountIds = [own.id];
  expect(await linkedTo(own.certificate, `clientId=${own.clientId}`)).toEqual({
    accountIds,
    clientIdLinked: true,
  });
  const not = [other.clientId, 'account-999-0a1b2c3d', '', 'x', '%00', 'a'.repeat(65), 'a%20b'];
  for (const text of not)
    expect([text, await linkedTo(own.certificate, `clientId=${text}`)]).toEqual([
      text,
      { accountIds, clientIdLinked: false },
    ]);
  const twice = `clientId=${own.clientId}&clientId=${own.clientId}`;
  expect(await linkedTo(own.certificate, twice)).toEqual({ accountIds, clientIdLinked: false });
  expect(await linkedTo(own.certificate, 'other=1')).toEqual({ accountIds, clientIdLinked: undefined });
});

test('of a certificate that many accounts share, it names the first twenty', async () => {
  const certificate = await proxied.proxy.issue();
  const ids: string[] = [];
  for (let count = 0; count < 22; count += 1)
    ids.push((await proxied.app.accounts.create({ certificate: certificate.certPem })).id);
  const first = ids.sort((one, two) => Number(one) - Number(two)).slice(0, 20);
  expect(await linkedTo(certificate, '')).toEqual({ accountIds: first, clientIdLinked: undefined });
});

import { expect, test } from 'vitest';
import type { Answer } from '../http/nginx/support.js';
import { eventually } from '../http/proxied-app.js';
import { openSelfService } from './proxied-self-service.js';

const proxied = await openSelfService({ environment: { PORTARIA_CONTRACTS: 'pix,service-token' } });
const dayMs = 24 * 60 * 60 * 1000;
/** A quarter of a day more, so that the whole days are these. */
const inDays = (days: number): Date => new Date(Date.now() + (days + 0.25) * dayMs);

const noticesOf = ({ headers }: Answer): (string | undefined)[] =>
  ['x-certificate-expires-in-days', 'x-secret-expires-in-days'].map((name) => {
    const { [name]: value } = headers;
    return typeof value === 'string' ? value : undefined;
  });

test('within 30 days the token answer and every answer of self-service say how many are left', async () => {
  const owner = await proxied.owner({ secretExpiresAt: inDays(6) }, { notAfter: inDays(29) });
  const token = await proxied.askToken('tls', owner, { client: owner.certificate });
  expect([token.status, ...noticesOf(token)]).toEqual([201, '29', '6']);
  for (const what of ['GET ', 'GET /credentials', 'GET /refusals/x', 'DELETE /certificates/x'])
    expect(noticesOf(await owner.ask(what)), what).toEqual(['29', '6']);
});

test('so do the token answers of the other contracts', async () => {
  const owner = await proxied.owner(
    { secretExpiresAt: inDays(6), pix: 'tls', serviceToken: 'tls' },
    { notAfter: inDays(29) },
  );
  const { clientId, clientSecret, certificate: client } = owner;
  const pix = await proxied.proxy.ask('tls', {
    path: '/oauth/token',
    client,
    body: JSON.stringify({ clientId, clientSecret }),
    headers: { 'content-type': 'application/json' },
  });
  expect([pix.status, ...noticesOf(pix)]).toEqual([200, '29', '6']);
  const service = await proxied.proxy.ask('tls', {
    path: '/avxapi/acctmgmt-get-service-token',
    client,
    body: 'grant_type=Client_Credentials',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    },
  });
  expect([service.status, ...noticesOf(service)]).toEqual([200, '29', '6']);
});

test('beyond 30 days, and of a secret without an end, nothing is said', async () => {
  const owner = await proxied.owner({ secretExpiresAt: inDays(30) }, { notAfter: inDays(30) });
  const endless = await proxied.owner({}, { notAfter: inDays(300) });
  for (const one of [owner, endless]) {
    const token = await proxied.askToken('tls', one, { client: one.certificate });
    expect([token.status, ...noticesOf(token)]).toEqual([201, undefined, undefined]);
    expect(noticesOf(await one.ask('GET '))).toEqual([undefined, undefined]);
  }
});

test('a refused request is told nothing, whatever ends', async () => {
  const owner = await proxied.owner({ secretExpiresAt: inDays(6) }, { notAfter: inDays(6) });
  const wrong = { clientId: owner.clientId, clientSecret: 'not-the-secret' };
  const refused = await proxied.askToken('tls', wrong, { client: owner.certificate });
  expect([refused.status, ...noticesOf(refused)]).toEqual([401, undefined, undefined]);
  expect(noticesOf(await owner.ask('GET ', { token: 'x' }))).toEqual([undefined, undefined]);
});

test('the notice of a secret goes when the newer one was used, not when it was made', async () => {
  const owner = await proxied.owner({}, { notAfter: inDays(300) });
  const added = await owner.ask(`POST /credentials/${owner.clientId}/secrets`);
  const ask = () => proxied.askToken('tls', owner, { client: owner.certificate });
  expect(noticesOf(await ask())).toEqual([undefined, '6']);
  const newer = { clientId: owner.clientId, clientSecret: String(added.json['clientSecret']) };
  const withNewer = await proxied.askToken('tls', newer, { client: owner.certificate });
  expect(noticesOf(withNewer)).toEqual([undefined, undefined]);
  // Last uses are written behind the answers.
  const quiet = await eventually(async () => {
    const notices = noticesOf(await ask());
    return notices[1] === undefined ? notices : null;
  });
  expect(quiet).toEqual([undefined, undefined]);
});

test('the notice of a certificate goes when one that lasts longer was used, not when it was linked', async () => {
  const subject = 'CN=loja.example,C=BR';
  const owner = await proxied.owner({}, { subject, notAfter: inDays(9) });
  const longer = await proxied.proxy.issue({ subject, notAfter: inDays(300) });
  expect((await owner.ask('POST /certificates', { body: { pem: longer.certPem } })).status).toBe(201);
  expect(noticesOf(await owner.ask('GET '))).toEqual(['9', undefined]);
  expect(noticesOf(await proxied.askToken('tls', owner, { client: longer }))).toEqual([undefined, undefined]);
  await eventually(async () => (noticesOf(await owner.ask('GET '))[0] === undefined ? true : null));
});

test('another certificate that ends as soon, or an older secret, replaces nothing', async () => {
  const subject = 'CN=loja.example,C=BR';
  const owner = await proxied.owner({}, { subject, notAfter: inDays(9) });
  const shorter = await proxied.proxy.issue({ subject, notAfter: inDays(8) });
  await proxied.app.accounts.link(owner.id, shorter.certPem);
  const { clientSecret } = await proxied.app.accounts.addSecret(owner.credentialId, {
    secretExpiresAt: inDays(3),
  });
  const newer = { clientId: owner.clientId, clientSecret };
  expect(noticesOf(await proxied.askToken('tls', newer, { client: shorter }))).toEqual(['8', '3']);
  await eventually(async () => {
    const [used] = await proxied.app.database.sql<{ at: Date | null }>(
      `SELECT l.last_used_at AS at FROM account_certificate l JOIN certificate x ON x.id = l.certificate_id
       WHERE x.fingerprint = $1`,
      [Buffer.from(shorter.fingerprint, 'hex')],
    );
    return used?.at;
  });
  const token = await proxied.askToken('tls', newer, { client: owner.certificate });
  expect(noticesOf(token)).toEqual(['9', '3']);
});

import { expect, test } from 'vitest';
import { eventually } from '../http/front.js';
import type { Answer } from '../http/nginx/support.js';
import { openSelfService } from './account-front.js';

const front = await openSelfService({ environment: { PORTARIA_CONTRACTS: 'pix,service-token' } });
const dayMs = 24 * 60 * 60 * 1000;
/** A quarter of a day more, so that the whole days are these. */
const inDays = (days: number): Date => new Date(Date.now() + (days + 0.25) * dayMs);

const noticesOf = ({ headers }: Answer): (string | undefined)[] =>
  ['x-certificate-expires-in-days', 'x-secret-expires-in-days'].map((name) => {
    const { [name]: value } = headers;
    return typeof value === 'string' ? value : undefined;
  });

test('within 30 days the token answer and every answer of self-service say how many are left', async () => {
  const owner = await front.owner({ secretExpiresAt: inDays(6) }, { notAfter: inDays(29) });
  const token = await front.askToken('tls', owner, { client: owner.certificate });
  expect([token.status, ...noticesOf(token)]).toEqual([201, '29', '6']);
  for (const what of ['GET ', 'GET /credentials', 'GET /refusals/x', 'DELETE /certificates/x'])
    expect(noticesOf(await owner.ask(what)), what).toEqual(['29', '6']);
});

test('so do the token answers of the other contracts', async () => {
  const owner = await front.owner(
    { secretExpiresAt: inDays(6), pix: 'tls', serviceToken: 'tls' },
    { notAfter: inDays(29) },
  );
  const { clientId, clientSecret, certificate: client } = owner;
  const pix = await front.edge.ask('tls', {
    path: '/oauth/token',
    client,
    body: JSON.stringify({ clientId, clientSecret }),
    headers: { 'content-type': 'application/json' },
  });
  expect([pix.status, ...noticesOf(pix)]).toEqual([200, '29', '6']);
  const service = await front.edge.ask('tls', {
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
  const owner = await front.owner({ secretExpiresAt: inDays(30) }, { notAfter: inDays(30) });
  const endless = await front.owner({}, { notAfter: inDays(300) });
  for (const one of [owner, endless]) {
    const token = await front.askToken('tls', one, { client: one.certificate });
    expect([token.status, ...noticesOf(token)]).toEqual([201, undefined, undefined]);
    expect(noticesOf(await one.ask('GET '))).toEqual([undefined, undefined]);
  }
});

test('a refused request is told nothing, whatever ends', async () => {
  const owner = await front.owner({ secretExpiresAt: inDays(6) }, { notAfter: inDays(6) });
  const wrong = { clientId: owner.clientId, clientSecret: 'not-the-secret' };
  const refused = await front.askToken('tls', wrong, { client: owner.certificate });
  expect([refused.status, ...noticesOf(refused)]).toEqual([401, undefined, undefined]);
  expect(noticesOf(await owner.ask('GET ', { token: 'x' }))).toEqual([undefined, undefined]);
});

test('the notice of a secret goes when the newer one was used, not when it was made', async () => {
  const owner = await front.owner({}, { notAfter: inDays(300) });
  const added = await owner.ask(`POST /credentials/${owner.clientId}/secrets`);
  const ask = () => front.askToken('tls', owner, { client: owner.certificate });
  expect(noticesOf(await ask())).toEqual([undefined, '6']);
  const newer = { clientId: owner.clientId, clientSecret: String(added.json['clientSecret']) };
  const withNewer = await front.askToken('tls', newer, { client: owner.certificate });
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
  const owner = await front.owner({}, { subject, notAfter: inDays(9) });
  const longer = await front.edge.issue({ subject, notAfter: inDays(300) });
  expect((await owner.ask('POST /certificates', { body: { pem: longer.certPem } })).status).toBe(201);
  expect(noticesOf(await owner.ask('GET '))).toEqual(['9', undefined]);
  expect(noticesOf(await front.askToken('tls', owner, { client: longer }))).toEqual([undefined, undefined]);
  await eventually(async () => (noticesOf(await owner.ask('GET '))[0] === undefined ? true : null));
});

test('another certificate that ends as soon, or an older secret, replaces nothing', async () => {
  const subject = 'CN=loja.example,C=BR';
  const owner = await front.owner({}, { subject, notAfter: inDays(9) });
  const shorter = await front.edge.issue({ subject, notAfter: inDays(8) });
  await front.app.accounts.link(owner.id, shorter.certPem);
  const { clientSecret } = await front.app.accounts.addSecret(owner.credentialId, {
    secretExpiresAt: inDays(3),
  });
  const newer = { clientId: owner.clientId, clientSecret };
  expect(noticesOf(await front.askToken('tls', newer, { client: shorter }))).toEqual(['8', '3']);
  await eventually(async () => {
    const [used] = await front.app.database.sql<{ at: Date | null }>(
      `SELECT l.last_used_at AS at FROM account_certificate l JOIN certificate x ON x.id = l.certificate_id
       WHERE x.fingerprint = $1`,
      [Buffer.from(shorter.fingerprint, 'hex')],
    );
    return used?.at;
  });
  const token = await front.askToken('tls', newer, { client: owner.certificate });
  expect(noticesOf(token)).toEqual(['9', '3']);
});

import { beforeAll, expect, test } from 'vitest';
import { type Holder, pixToken, type ProxiedApis, startApis } from './proxied-apis.js';

/** Tokens of every contract that is on open an API that takes their audiences. */
let proxied: ProxiedApis;
let holder: Holder;
beforeAll(async () => {
  proxied = await startApis({
    environment: { PORTARIA_CONTRACTS: 'pix,service-token,realm', PORTARIA_SERVICE_TOKEN_AUDIENCE: 'avx' },
    routes: { audiences: ['api', 'avx'] },
  });
  holder = await proxied.holder({ pix: 'tls', serviceToken: 'tls' });
});

test('a service token, which has an audience and names of its own', async () => {
  const issued = await proxied.proxy.ask('tls', {
    path: '/avxapi/acctmgmt-get-service-token?gwsource=external',
    body: 'grant_type=Client_Credentials',
    client: holder.certificate,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${holder.clientId}:${holder.clientSecret}`).toString('base64')}`,
    },
  });
  const { response: token } = JSON.parse(issued.body) as { response: string };
  expect((await proxied.use('GET /cob/abc', { token, client: holder.certificate })).status).toBe(200);
  expect(proxied.received.at(-1)?.headers).toMatchObject({
    'x-account-id': holder.id,
    'x-client-id': holder.clientId,
  });
  expect((await proxied.use('GET /cob/abc', { token })).status).toBe(401);
});

test('while realm is on, a token may come in Authentication, when Authorization is absent; the API reads Authorization', async () => {
  const token = await pixToken(proxied, holder, { certificate: holder.certificate });
  const ask = (headers: Record<string, string | string[]>) =>
    proxied.use('GET /cob/abc', { client: holder.certificate, headers });
  expect((await ask({ authentication: `Bearer ${token}` })).status).toBe(200);
  expect(proxied.received.at(-1)?.headers).toMatchObject({ authorization: `Bearer ${token}` });
  expect(proxied.received.at(-1)?.headers).not.toHaveProperty('authentication');
  for (const authorization of ['Bearer x.y.z', 'Basic eDp5'])
    expect((await ask({ authentication: `Bearer ${token}`, authorization })).status).toBe(401);
  const twice = [`Bearer ${token}`, `Bearer ${token}`];
  expect([400, 401]).toContain((await ask({ authentication: twice })).status);
});

import { expect, test } from 'vitest';
import { startApis } from './proxied-apis.js';

test('a protected API has limits of its own, by address and by certificate: 429 in JSON with Retry-After', async () => {
  const proxied = await startApis({
    nginx: { PORTARIA_RATE_LIMIT: 'on', PORTARIA_API_RATE: '1r/m', PORTARIA_API_BURST: '1' },
  });
  const holder = await proxied.holder();
  const asking = { token: holder.token, client: holder.certificate };
  expect((await proxied.use('GET /cob', asking)).status).toBe(200);
  expect((await proxied.use('GET /cob', asking)).status).toBe(200);
  const refused = await proxied.use('GET /cob', asking);
  expect([refused.status, refused.json['code']]).toEqual([429, 'rate_limited']);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(proxied.received).toHaveLength(2);
  // The token endpoint counts for itself.
  expect((await proxied.askToken('tls', holder, { client: holder.certificate })).status).toBe(201);
});

import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { expect, test } from 'vitest';
import { makeCertificate } from '../../support/certificates.js';
import { startApp } from '../../support/test-app.js';

/**
 * A secret is hashed whatever else was found, so unlinked clients with throw-away certificates pay nothing
 * for slow hashes. Once they kept every client with a custom secret from its first token after a
 * restart: 503 nine times of nine.
 */
test(
  'a flood of unlinked clients leaves a linked client with a custom secret its token',
  { timeout: 60_000 },
  async () => {
    const app = await startApp({
      environment: { PORTARIA_SLOW_HASH_CONCURRENCY: '1', PORTARIA_SLOW_HASH_QUEUE: '12' },
    });
    const { certPem } = await makeCertificate();
    const account = await app.accounts.create({
      certificate: certPem,
      customSecret: 'a secret of the merchant',
    });
    const foreign = await Promise.all(Array.from({ length: 60 }, () => makeCertificate()));
    const pool = new Pool(`http://127.0.0.1:${String(app.port)}`, { connections: 128 });

    const ask = async (
      from: { pem: string; sslClientVerify: string; address: string },
      clientSecret: string,
    ) => {
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: '/api/auth/token',
        headers: {
          'content-type': 'application/json',
          'x-portaria-listener': app.listenerSecret('tls'),
          'x-real-ip': from.address,
          'x-ssl-client-cert': encodeURIComponent(from.pem),
          'x-ssl-client-verify': from.sslClientVerify,
        },
        body: JSON.stringify({ clientId: account.clientId, clientSecret }),
      });
      await body.text();
      return statusCode;
    };

    let flooding = true;
    const statuses = new Map<number, number>();
    const flood = Array.from({ length: 60 }, async (_, n) => {
      const unlinked = {
        pem: foreign[n]?.certPem ?? '',
        sslClientVerify: 'FAILED:self-signed certificate',
        address: `10.9.0.${String(n)}`,
      };
      for (let round = 0; flooding; round += 1) {
        const status = await ask(unlinked, `a guess ${String(n)} ${String(round)}`);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    });
    // The queue of the unlinked clients is full.
    while (!statuses.has(503)) await pause(20);

    const good = { pem: certPem, sslClientVerify: 'SUCCESS', address: '10.8.0.1' };
    expect(await ask(good, 'a secret of the merchant')).toBe(201);
    flooding = false;
    await Promise.all(flood);
    await pool.close();
    // It was a flood: the queue of the unlinked clients was full, and those who got in were refused.
    expect(statuses.get(503) ?? 0).toBeGreaterThan(20);
    expect(statuses.get(401) ?? 0).toBeGreaterThan(0);
  },
);

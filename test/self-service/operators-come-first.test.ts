import getPort from 'get-port';
import { expect, test } from 'vitest';
import { startProxiedApp } from '../http/proxied-app.js';
import { startProcess } from '../support/processes.js';
import { changeUnderLoad, type Load } from './load-of-changes.js';

const revocationMsMax = 1000;
/** The daily limits would end the load after a moment. */
const noBudget = {
  PORTARIA_ACCOUNT_CHANGES_PER_DAY: '100000',
  PORTARIA_ACCOUNT_REFUSED_CHANGES_PER_DAY: '100000',
};

/**
 * A merchant who is to be suspended must not be able to keep operators from it. The second and the
 * third load are those with which it was possible: within the rate limits of NGINX.
 */
const loads: Readonly<Record<string, Load & { readonly limits: 'on' | 'off' }>> = {
  '32 connections': { connections: 32, certificates: 1, addresses: 1, forMs: 6000, limits: 'off' },
  '143 connections of one certificate': {
    ...{ connections: 143, certificates: 1, addresses: 1 },
    ...{ forMs: 15_000, limits: 'on' },
  },
  '303 connections of eight certificates from eight addresses': {
    ...{ connections: 303, certificates: 8, addresses: 8 },
    ...{ forMs: 15_000, limits: 'on' },
  },
};

for (const [name, load] of Object.entries(loads)) {
  test(`an operator revokes within a second while a merchant changes their account over ${name}`, async ({
    annotate,
  }) => {
    const port = String(await getPort());
    const nginx = { PORTARIA_RATE_LIMIT: load.limits, PORTARIA_UPSTREAM: `127.0.0.1:${port}` };
    const proxied = await startProxiedApp({ nginx });
    // In a process of its own: the load is made in this one.
    await startProcess({ ...proxied.app.environment, ...noBudget, PORTARIA_PORT: port });
    const { revocations, answers } = await changeUnderLoad(proxied, load);
    const tookMs = revocations.map((revocation) => revocation.tookMs).sort((one, other) => one - other);
    const [median, worst] = [tookMs[Math.floor(tookMs.length / 2)] ?? 0, tookMs.at(-1) ?? 0];
    await annotate(
      `${String(tookMs.length)} revocations: median ${median.toFixed(0)} ms, longest ${worst.toFixed(0)} ms; ` +
        `answers to the merchant: ${JSON.stringify(answers)}`,
    );
    expect(new Set(revocations.map(({ status }) => status))).toEqual(new Set([200]));
    expect(worst).toBeLessThan(revocationMsMax);
    expect(answers).not.toHaveProperty('503');
  }, 60_000);
}

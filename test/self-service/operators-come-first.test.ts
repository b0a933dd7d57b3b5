import { expect, test } from 'vitest';
import type { FaultName } from '../../tools/reliability/faults.js';
import { recordFault } from '../faults/fault-record.js';
import { startProxiedApp } from '../http/proxied-app.js';
import { freePort } from '../support/free-port.js';
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
type LimitedLoad = Load & { readonly limits: 'on' | 'off' };
const loads = {
  '32 connections of one merchant': {
    connections: 32,
    certificates: 1,
    addresses: 1,
    forMs: 6000,
    limits: 'off',
  },
  '143 connections of one merchant': {
    ...{ connections: 143, certificates: 1, addresses: 1 },
    ...{ forMs: 15_000, limits: 'on' },
  },
  '303 connections of one merchant': {
    ...{ connections: 303, certificates: 8, addresses: 8 },
    ...{ forMs: 15_000, limits: 'on' },
  },
} satisfies Partial<Record<FaultName, LimitedLoad>>;

test.each(Object.entries(loads) as [FaultName, LimitedLoad][])(
  'an operator revokes within a second while %s change their account',
  { timeout: 60_000 },
  (name, load) =>
    recordFault(name, async (record) => {
      const port = String(await freePort());
      const nginx = { PORTARIA_RATE_LIMIT: load.limits, PORTARIA_UPSTREAM: `127.0.0.1:${port}` };
      const proxied = await startProxiedApp({ nginx });
      // In a process of its own: the load is made in this one.
      await startProcess({ ...proxied.app.environment, ...noBudget, PORTARIA_PORT: port });
      const { revocations, answers } = await changeUnderLoad(proxied, load);
      const tookMs = revocations.map((revocation) => revocation.tookMs).sort((one, other) => one - other);
      const [median, worst] = [tookMs[Math.floor(tookMs.length / 2)] ?? 0, tookMs.at(-1) ?? 0];
      record.rounds(revocations.length);
      record.responses(answers);
      record.note(
        `${String(tookMs.length)} revocations: median ${median.toFixed(0)} ms, longest ${worst.toFixed(0)} ms. ` +
          'The requests are those of the merchant.',
      );
      expect(new Set(revocations.map(({ status }) => status))).toEqual(new Set([200]));
      expect(worst).toBeLessThan(revocationMsMax);
      expect(answers).not.toHaveProperty('503');
    }),
);

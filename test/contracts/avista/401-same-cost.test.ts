import { beforeAll, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../../src/cli/deployment/pki.js';
import type { TestAccount } from '../../support/accounts.js';
import { askToken } from '../../support/ask.js';
import { later, makeCertificate } from '../../support/certificates.js';
import { startApp, type TestApp } from '../../support/test-app.js';

/**
 * An attacker with a clock must not learn which clients exist, nor that a guessed secret is right. The slow hash takes tens of
 * milliseconds of processor, everything else one or two: a cause that skips it, or does it once instead of twice, falls out of the band.
 * Measured is the processor time of this process, all its threads: what else the machine does is not in it.
 */
let app: TestApp;
let certificate: IssuedCertificate;
beforeAll(async () => {
  app = await startApp();
  certificate = await makeCertificate();
});

const customSecret = 'a secret that a merchant chose';

const causes = async (): Promise<
  Record<string, { client: Pick<TestAccount, 'clientId' | 'clientSecret'>; pem: string }>
> => {
  const pem = certificate.certPem;
  const unlinkedPem = (await makeCertificate()).certPem;
  const known = await app.accounts.create({ certificate: pem, customSecret });
  const two = await app.accounts.create({ certificate: pem, customSecret });
  await app.accounts.addSecret(two.credentialId, { customSecret: 'another one that a merchant chose' });
  const made = await app.accounts.create({ certificate: pem });
  const suspended = await app.accounts.create({
    certificate: pem,
    customSecret,
    status: 'suspended',
  });
  const wrong = { clientSecret: 'not the custom secret' };
  const expired = await app.accounts.create({ certificate: pem, customSecret });
  expect((await askToken(app, expired, pem)).status).toBe(201);
  await app.database.sql('UPDATE credential_secret SET expires_at = now() WHERE id = $1', [expired.secretId]);
  const unlinked = await app.accounts.create({ customSecret });
  const future = (await makeCertificate(later)).certPem;
  const notYet = await app.accounts.create({ certificate: future, customSecret });
  // The right secret is in the memory of successes from here on.
  expect((await askToken(app, known, pem)).status).toBe(201);
  return {
    'unknown client': { client: { clientId: 'account-999-00000000', ...wrong }, pem },
    'wrong secret': { client: { ...known, ...wrong }, pem },
    'wrong secret of two': { client: { ...two, ...wrong }, pem },
    'wrong secret where only made ones exist': { client: { ...made, ...wrong }, pem },
    'right and remembered, but expired secret': { client: expired, pem },
    'right secret, no certificate linked': { client: unlinked, pem },
    'right secret, certificate of the future': { client: notYet, pem: future },
    'right secret, suspended': { client: suspended, pem },
    'right and remembered secret, unlinked certificate': { client: known, pem: unlinkedPem },
  };
};

const rounds = 7;

/** Milliseconds of processor that an answer took, and its status. */
const costOf = async (
  client: Pick<TestAccount, 'clientId' | 'clientSecret'>,
  pem: string,
): Promise<[cost: number, status: number]> => {
  const before = process.cpuUsage();
  const { status } = await askToken(app, client, pem);
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1000, status];
};

test('causes of every kind (client, secret, account, certificate) cost the same', async () => {
  const wanted = Object.entries(await causes());
  const costs = new Map<string, number[]>(wanted.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, { client, pem }] of wanted) {
      const [cost, status] = await costOf(client, pem);
      expect(status).toBe(401);
      costs.get(name)?.push(cost);
    }
  }
  // The cheapest of each: whatever else the process does only adds to the others.
  const cheapest = new Map([...costs].map(([name, values]) => [name, Math.min(...values)]));
  const all = [...cheapest.values()];
  // One hash more or less would be a factor of two.
  expect(Math.max(...all) / Math.min(...all), JSON.stringify([...cheapest])).toBeLessThan(1.6);
});

test('a remembered secret is cheap for the one who is let in', async () => {
  const account = await app.accounts.create({
    certificate: certificate.certPem,
    customSecret: 'quick the second time',
  });
  const [first] = await costOf(account, certificate.certPem);
  const again: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [cost, status] = await costOf(account, certificate.certPem);
    expect(status).toBe(201);
    again.push(cost);
  }
  expect(Math.min(...again)).toBeLessThan(first / 2);
});

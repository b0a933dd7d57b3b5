import { beforeAll, expect, test } from 'vitest';
import type { TestUser } from '../../support/accounts.js';
import { makeCertificate } from '../../support/certificates.js';
import type { TestApp } from '../../support/test-app.js';
import { shown } from '../pix/ask-pix.js';
import { askRealm, login, openRealm } from './ask-realm.js';

/** As `test/contracts/avista/401-same-cost.test.ts`: who has a clock must not learn which names exist, nor that a password is right. */
let app: TestApp;
beforeAll(async () => {
  app = await openRealm();
});

interface Cause {
  readonly user: Pick<TestUser, 'username' | 'password'>;
  readonly headers?: Record<string, string>;
}

const causes = async (): Promise<Record<string, Cause>> => {
  const { id } = await app.accounts.create();
  const good = await app.accounts.addUser(id);
  const disabled = await app.accounts.addUser(id, { status: 'disabled' });
  const suspended = await app.accounts.addUser((await app.accounts.create({ status: 'suspended' })).id);
  // The right password is in the memory of successes from here on.
  expect((await askRealm(app, login(good))).status).toBe(200);
  return {
    'unknown user': { user: { ...good, username: 'unknown-user' } },
    'impossible name': { user: { ...good, username: 'a ?' } },
    'wrong password': { user: { ...good, password: 'another password' } },
    'right password, disabled': { user: disabled },
    'right password, suspended': { user: suspended },
    'right and remembered, unlinked certificate': {
      user: good,
      headers: shown((await makeCertificate()).certPem),
    },
  };
};

const rounds = 7;

test('causes of every kind cost the same', async () => {
  const wanted = Object.entries(await causes());
  const costs = new Map<string, number[]>(wanted.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, { user, headers = {} }] of wanted) {
      const before = process.cpuUsage();
      const { status } = await askRealm(app, login(user), { headers });
      const { user: mine, system } = process.cpuUsage(before);
      expect(status).toBe(400);
      costs.get(name)?.push((mine + system) / 1000);
    }
  }
  const cheapest = new Map([...costs].map(([name, values]) => [name, Math.min(...values)]));
  const all = [...cheapest.values()];
  // One hash more or less would be a factor of two.
  expect(Math.max(...all) / Math.min(...all), JSON.stringify([...cheapest])).toBeLessThan(1.6);
});

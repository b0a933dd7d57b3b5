import { beforeAll, expect, test } from 'vitest';
import type { Issued } from '../../../src/cli/local/pki.js';
import type { TestAccount } from '../../support/accounts.js';
import { askToken } from '../../support/ask.js';
import { later, makeCertificate } from '../../support/certificates.js';
import { type House, openHouse } from '../../support/house.js';

/**
 * An attacker with a clock must not learn which clients exist, nor that a guessed secret is right. The slow hash takes tens of
 * milliseconds, everything else one or two: a cause that skips it, or does it once instead of twice, falls out of the band.
 */
let house: House;
let certificate: Issued;
beforeAll(async () => {
  house = await openHouse();
  certificate = await makeCertificate();
});

const rounds = 9;
const chosen = 'a secret that somebody chose';

const causes = async (): Promise<
  Record<string, { client: Pick<TestAccount, 'clientId' | 'clientSecret'>; pem: string }>
> => {
  const pem = certificate.certPem;
  const stranger = (await makeCertificate()).certPem;
  const known = await house.accounts.open({ certificate: pem, chosenSecret: chosen });
  const two = await house.accounts.open({ certificate: pem, chosenSecret: chosen });
  await house.accounts.addSecret(two.credentialId, { chosenSecret: 'another one that somebody chose' });
  const made = await house.accounts.open({ certificate: pem });
  const suspended = await house.accounts.open({
    certificate: pem,
    chosenSecret: chosen,
    status: 'suspended',
  });
  const wrong = { clientSecret: 'not the chosen secret' };
  const expired = await house.accounts.open({ certificate: pem, chosenSecret: chosen });
  expect((await askToken(house, expired, pem)).status).toBe(201);
  await house.database.sql('UPDATE credential_secret SET expires_at = now() WHERE id = $1', [
    expired.secretId,
  ]);
  const unlinked = await house.accounts.open({ chosenSecret: chosen });
  const future = (await makeCertificate(later)).certPem;
  const notYet = await house.accounts.open({ certificate: future, chosenSecret: chosen });
  // The right secret is in the memory of successes from here on.
  expect((await askToken(house, known, pem)).status).toBe(201);
  return {
    'unknown client': { client: { clientId: 'account-999-00000000', ...wrong }, pem },
    'wrong secret': { client: { ...known, ...wrong }, pem },
    'wrong secret of two': { client: { ...two, ...wrong }, pem },
    'wrong secret where only made ones exist': { client: { ...made, ...wrong }, pem },
    'right and remembered, but expired secret': { client: expired, pem },
    'right secret, no certificate linked': { client: unlinked, pem },
    'right secret, certificate of the future': { client: notYet, pem: future },
    'right secret, suspended': { client: suspended, pem },
    "right and remembered secret, stranger's certificate": { client: known, pem: stranger },
  };
};

test('causes of every kind (client, secret, account, certificate) cost the same', async () => {
  const wanted = Object.entries(await causes());
  const times = new Map<string, number[]>(wanted.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, { client, pem }] of wanted) {
      const start = performance.now();
      expect((await askToken(house, client, pem)).status).toBe(401);
      times.get(name)?.push(performance.now() - start);
    }
  }
  // The quickest of each: whatever else the machine does only adds to the others.
  const quickest = new Map([...times].map(([name, values]) => [name, Math.min(...values)]));
  const all = [...quickest.values()];
  // One hash more or less would be a factor of two.
  expect(Math.max(...all) / Math.min(...all), JSON.stringify([...quickest])).toBeLessThan(1.6);
});

test('a remembered secret is quick for the one who is let in', async () => {
  const account = await house.accounts.open({
    certificate: certificate.certPem,
    chosenSecret: 'quick the second time',
  });
  const timeOf = async (): Promise<number> => {
    const start = performance.now();
    expect((await askToken(house, account, certificate.certPem)).status).toBe(201);
    return performance.now() - start;
  };
  const first = await timeOf();
  const again = Math.min(await timeOf(), await timeOf(), await timeOf(), await timeOf(), await timeOf());
  expect(again).toBeLessThan(first);
});

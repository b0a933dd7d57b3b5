/* eslint house/nothing-mocked: off -- the real functions are called, and counted; none is replaced */
import { verify as verifyArgon2 } from '@node-rs/argon2';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Issued } from '../../../src/cli/local/pki.js';
import type { TestAccount } from '../../support/accounts.js';
import { askToken } from '../../support/ask.js';
import { later, makeCertificate } from '../../support/certificates.js';
import { type House, openHouse } from '../../support/house.js';

/**
 * An attacker with a clock must not learn which clients exist, nor that a guessed secret is right. The slow hash takes tens of
 * milliseconds, everything else one or two: so the hashes are counted, as the real library is asked for them. A clock here would be
 * the machine's mood.
 */
vi.mock(import('@node-rs/argon2'), async (original) => {
  const real = await original();
  return { ...real, verify: vi.fn(real.verify) };
});
const verify = vi.mocked(verifyArgon2);

let house: House;
let certificate: Issued;
beforeAll(async () => {
  house = await openHouse();
  certificate = await makeCertificate();
});

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
  const costs: Record<string, string[]> = {};
  for (const [name, { client, pem }] of wanted) {
    verify.mockClear();
    expect((await askToken(house, client, pem)).status).toBe(401);
    costs[name] = verify.mock.calls.map(([digest]) => String(digest).split('$').slice(0, 4).join('$'));
  }
  const two = ['$argon2id$v=19$m=19456,t=2,p=1', '$argon2id$v=19$m=19456,t=2,p=1'];
  expect(costs).toEqual(Object.fromEntries(wanted.map(([name]) => [name, two])));
});

test('a remembered secret costs the one who is let in no second hash', async () => {
  const account = await house.accounts.open({
    certificate: certificate.certPem,
    chosenSecret: 'quick the second time',
  });
  const hashesOfOne = async (): Promise<number> => {
    verify.mockClear();
    expect((await askToken(house, account, certificate.certPem)).status).toBe(201);
    return verify.mock.calls.length;
  };
  expect([await hashesOfOne(), await hashesOfOne()]).toEqual([1, 0]);
});

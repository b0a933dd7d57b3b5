import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { SecretChecker } from '../../src/auth/secret-checker.js';
import { type DigestUpgrade, DigestUpgrader } from '../../src/core/credentials/digest-upgrader.js';
import { Secret } from '../../src/core/credentials/secret.js';
import { type SecretCheck, SecretVerifier } from '../../src/core/credentials/secret-verifier.js';
import type { ClientId, RequestId } from '../../src/core/shared/ids.js';
import type { ClientAuthentication } from '../../src/core/tokens/token-request.js';
import { nowMs, otherSecretId, presented, secretId } from '../core/eligible-client.js';

/** Keeps digests in memory: the digest of a secret is the secret itself. */
class PlainDigests extends SecretVerifier {
  readonly checks: SecretCheck[] = [];
  constructor(private readonly upgraded: () => Promise<string | null> = () => Promise.resolve(null)) {
    super();
  }
  indexOfMatch = (check: SecretCheck): Promise<number | null> => {
    this.checks.push(check);
    return Promise.resolve(this.indexOfQuickMatch(check.presented, check.digests));
  };
  indexOfQuickMatch = (secret: Secret, digests: readonly string[]): number | null => {
    const index = secret.reveal((text) => digests.indexOf(text));
    return index < 0 ? null : index;
  };
  upgradedDigest = () => this.upgraded();
}

class KeptUpgrades extends DigestUpgrader {
  readonly kept: DigestUpgrade[] = [];
  upgrade = (upgrade: DigestUpgrade): void => void this.kept.push(upgrade);
}

const request: ClientAuthentication = {
  contract: 'avista',
  source: { listener: 'tls', address: '192.0.2.7', requestId: 'ab'.repeat(16) as RequestId },
  clientId: 'loja' as ClientId,
  secret: new Secret('right'),
  certificate: presented,
};
const old = { id: otherSecretId, digest: 'old', expiresAtMs: null };
const right = { id: secretId, digest: 'right', expiresAtMs: null };

const find = async (
  live: (typeof right | ({ expiresAtMs: number } & Omit<typeof right, 'expiresAtMs'>))[],
  noOtherFindings = true,
) => {
  const verifier = new PlainDigests();
  const found = await new SecretChecker(verifier, new KeptUpgrades()).find(request, {
    secrets: live,
    nowMs,
    noOtherFindings,
    linkedTo: null,
  });
  return { found, check: verifier.checks[0] };
};

test('the secret that was presented is found among the live ones', async () => {
  expect((await find([old, right])).found).toBe(right);
});

test('a secret that is none of the live ones is not found', async () => {
  expect((await find([old])).found).toBeNull();
});

test('the price is paid for a client that does not exist as well', async () => {
  const { found, check } = await find([], false);
  expect(found).toBeNull();
  expect(check).toMatchObject({ digests: [], mayRespondEarly: false });
});

test('a match answers early only when nothing else is wrong', async () => {
  expect((await find([right])).check?.mayRespondEarly).toBe(true);
  expect((await find([right], false)).check?.mayRespondEarly).toBe(false);
});

test('an expired secret is found, for eligibility to refuse, and never answers early', async () => {
  const expired = { ...right, expiresAtMs: nowMs };
  const { found, check } = await find([expired]);
  expect(found).toBe(expired);
  expect(check?.mayRespondEarly).toBe(false);
  expect((await find([right, expired])).check?.mayRespondEarly).toBe(false);
});

test('the slow hash is charged to the address when the certificate of the handshake is linked to no one', async () => {
  expect((await find([right])).check?.quotaKey).toEqual({
    queue: 'merchants',
    hashClass: 'unlinked',
    quotaOwner: 'address 192.0.2.7',
  });
});

const upgradesAfter = async (upgraded: () => Promise<string | null>): Promise<DigestUpgrade[]> => {
  const upgrader = new KeptUpgrades();
  new SecretChecker(new PlainDigests(upgraded), upgrader).upgradeDigest(request, right);
  await setImmediate();
  return upgrader.kept;
};

test('a digest that is outdated is replaced, and one that is not stays', async () => {
  expect(await upgradesAfter(() => Promise.resolve('better'))).toEqual([
    { of: { kind: 'secret', id: secretId }, from: 'right', to: 'better' },
  ]);
  expect(await upgradesAfter(() => Promise.resolve(null))).toEqual([]);
});

test('a digest that cannot be upgradedDigest costs nothing', async () => {
  expect(await upgradesAfter(() => Promise.reject(new Error('the slow hash is full')))).toEqual([]);
});

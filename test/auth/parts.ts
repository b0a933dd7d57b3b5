import { RegisteredKeyChecker } from '../../src/auth/registered-key-checker.js';
import { type DigestUpgrade, DigestUpgrader } from '../../src/core/credentials/digest-upgrader.js';
import type { Secret } from '../../src/core/credentials/secret.js';
import { type SecretCheck, SecretVerifier } from '../../src/core/credentials/secret-verifier.js';
import {
  algorithmsOf,
  type KeyUse,
  keyUses,
  SigningKeyStore,
  type StoredKeys,
} from '../../src/core/keys/signing-key.js';
import type { RealmUserQuery, RealmUserSnapshot } from '../../src/core/realm/realm-user-snapshot.js';
import { RealmUserSnapshotReader } from '../../src/core/realm/realm-user-snapshot-reader.js';
import { ReusedFamilyRevoker } from '../../src/core/realm/reused-family-revoker.js';
import { Refusal } from '../../src/core/refusals/refusal.js';
import type { AccountId, ClientId, FamilyId, RequestId, TokenId } from '../../src/core/shared/ids.js';
import { type AssertionCheck, AssertionVerifier } from '../../src/core/tokens/assertion-verifier.js';
import type { ClientAssertion } from '../../src/core/tokens/client-assertion.js';
import type { ClientSnapshot, ClientSnapshotQuery } from '../../src/core/tokens/client-snapshot.js';
import { ClientSnapshotReader } from '../../src/core/tokens/client-snapshot-reader.js';
import { TokenBudget } from '../../src/core/tokens/token-budget.js';
import type { RequestSource } from '../../src/core/tokens/token-request.js';
import {
  type TokenExpectation,
  TokenVerifier,
  type VerifiedToken,
} from '../../src/core/tokens/token-verifier.js';
import { Sealer } from '../../src/crypto/sealer.js';
import { CustomDigests } from '../../src/crypto/secrets/custom-digests.js';
import { GeneratedDigests } from '../../src/crypto/secrets/generated-digests.js';
import { PepperedRegisteredKeys } from '../../src/crypto/secrets/peppered-registered-keys.js';
import {
  PepperedSecretGenerator,
  PepperedSecretVerifier,
} from '../../src/crypto/secrets/peppered-secrets.js';
import { Peppers } from '../../src/crypto/secrets/peppers.js';
import { SlowHash } from '../../src/crypto/secrets/slow-hash.js';
import { HmacRefreshTokens } from '../../src/crypto/tokens/hmac-refresh-tokens.js';
import { JwtSigner } from '../../src/crypto/tokens/jwt-signer.js';
import { KeyRing } from '../../src/crypto/tokens/key-ring.js';
import { SealedKeyGenerator } from '../../src/crypto/tokens/sealed-key-generator.js';
import { LruClientCache } from '../../src/storage/hot-path/lru-client-cache.js';
import { nowMs } from '../core/eligible-client.js';
import { proofsUsed } from '../core/eligible-client.js';

/**
 * The real parts of the token request pipeline, and a database in memory behind its ports. What a
 * port was asked stands in `steps`, in order.
 */

const pepperOf = (byte: number) => Buffer.alloc(32, byte);
/** The previous pepper is known too: its digests match, and are outdated. */
const secretsConfig = {
  pepper: () => pepperOf(2),
  previousPeppers: () => [pepperOf(1)],
  masterKey: () => pepperOf(3),
  previousMasterKeys: () => [],
};
const peppers = new Peppers(secretsConfig);
const sealer = new Sealer(secretsConfig.masterKey);

export const generator = new PepperedSecretGenerator(peppers);
const peppersBefore = new Peppers({
  ...secretsConfig,
  pepper: () => pepperOf(1),
  previousPeppers: () => [],
});
export const generatorBefore = new PepperedSecretGenerator(peppersBefore);
export const refreshTokens = new HmacRefreshTokens(secretsConfig);

export const requestSource: RequestSource = {
  listener: 'tls',
  address: '192.0.2.7',
  requestId: 'ab'.repeat(16) as RequestId,
};

export const registeredKeys = new PepperedRegisteredKeys(() => peppers);
export const registeredKeysBefore = new PepperedRegisteredKeys(() => peppersBefore);

/** Answers as told: signatures are tried in test/contracts/pix. */
class AssertionsAs extends AssertionVerifier {
  constructor(private readonly answer: AssertionCheck) {
    super();
  }

  verify(): Promise<AssertionCheck> {
    return Promise.resolve(this.answer);
  }
}

/** An assertion that can be used at `nowMs`. */
export const assertion: ClientAssertion = {
  ...{ text: 'a.b.c', algorithm: 'ES256', keyId: null, clientId: 'loja' as ClientId, id: 'a' },
  audiences: ['https://auth.example.com'],
  expiresAtSeconds: nowMs / 1000 + 60,
  ...{ notBeforeSeconds: null, issuedAtSeconds: null },
};

export const keyChecker = (
  upgrader: DigestUpgrader = new UpgradesInMemory(),
  answer: AssertionCheck = 'invalid',
): RegisteredKeyChecker =>
  new RegisteredKeyChecker(registeredKeys, new AssertionsAs(answer), upgrader, [
    'https://auth.example.com',
    'https://auth.example.com/oauth/token',
  ]);

/** The real verifier, which also says what it was asked. */
export class RecordedVerifier extends SecretVerifier {
  readonly checks: SecretCheck[] = [];
  readonly #real = new PepperedSecretVerifier(
    new GeneratedDigests(peppers),
    new SlowHash(new CustomDigests(peppers), { concurrency: 1, queueMax: 8, perQuotaKeyMax: 8 }),
  );

  constructor(private readonly steps: string[] = []) {
    super();
  }

  indexOfMatch = (check: SecretCheck): Promise<number | null> => {
    this.steps.push('compare');
    this.checks.push(check);
    return this.#real.indexOfMatch(check);
  };

  indexOfQuickMatch = (presented: Secret, digests: readonly string[]): number | null => {
    this.steps.push('compare at once');
    return this.#real.indexOfQuickMatch(presented, digests);
  };

  upgradedDigest = (presented: Secret, digest: string): Promise<string | null> =>
    this.#real.upgradedDigest(presented, digest);
}

export class UpgradesInMemory extends DigestUpgrader {
  readonly upgrades: DigestUpgrade[] = [];
  upgrade = (upgrade: DigestUpgrade): void => void this.upgrades.push(upgrade);
}

export class ClientsInMemory extends ClientSnapshotReader {
  readonly queries: ClientSnapshotQuery[] = [];

  constructor(
    public snapshot: ClientSnapshot | Error,
    private readonly steps: string[] = [],
  ) {
    super();
  }

  read = (query: ClientSnapshotQuery): Promise<ClientSnapshot> => {
    this.steps.push('read');
    this.queries.push(query);
    return this.snapshot instanceof Error ? Promise.reject(this.snapshot) : Promise.resolve(this.snapshot);
  };

  linksOf = () => Promise.reject(new Error('no token request asks this'));
}

/** A budget of so many tokens, and of which account each was taken. */
export class BudgetInMemory extends TokenBudget {
  readonly taken: AccountId[] = [];

  constructor(private readonly left = Number.POSITIVE_INFINITY) {
    super();
  }

  take = (account: AccountId): void => {
    if (this.taken.length >= this.left)
      throw new Refusal('token_budget_spent', 'spent', { retryAfterSeconds: 7 });
    this.taken.push(account);
  };
}

/** The real memory, under a clock that the test sets. */
export const memoryAt = (ms: number | null) => new LruClientCache({ estimateMs: () => ms });

export class UsersInMemory extends RealmUserSnapshotReader {
  readonly queries: ({ readonly key: string | null } & RealmUserQuery)[] = [];

  constructor(
    private readonly snapshot: RealmUserSnapshot,
    private readonly steps: string[] = [],
  ) {
    super();
  }

  byUsername = (key: string | null, query: RealmUserQuery): Promise<RealmUserSnapshot> =>
    this.answer(key, query);
  byFamily = (key: FamilyId, query: RealmUserQuery): Promise<RealmUserSnapshot> => this.answer(key, query);

  private answer(key: string | null, query: RealmUserQuery): Promise<RealmUserSnapshot> {
    this.steps.push('read');
    this.queries.push({ key, ...query });
    return Promise.resolve(this.snapshot);
  }
}

export class FamiliesInMemory extends ReusedFamilyRevoker {
  readonly ended: { readonly family: FamilyId; readonly source: RequestSource }[] = [];

  constructor(private readonly failure: Error | null = null) {
    super();
  }

  revokeReused = (family: FamilyId, source: RequestSource): Promise<void> => {
    if (this.failure) return Promise.reject(this.failure);
    this.ended.push({ family, source });
    return Promise.resolve();
  };
}

const keys = new SealedKeyGenerator(() => sealer);
/** Made once for a file of tests: an RSA key takes most of a second. */
const sealedKeys = await Promise.all(
  keyUses.flatMap((use) =>
    algorithmsOf[use].map(async (algorithm) => ({
      ...(await keys.make(algorithm, use)),
      state: 'active' as const,
    })),
  ),
);

class KeysInMemory extends SigningKeyStore {
  constructor(private readonly steps: string[]) {
    super();
  }

  readonly uses = keyUses;
  read = (use: KeyUse): Promise<StoredKeys> => {
    if (use === 'merchant') this.steps.push('read keys');
    return Promise.resolve({
      keys: sealedKeys.filter((key) => key.use === use),
      previousReleaseTokensUntilMs: null,
    });
  };
  addUnlessActive = () => Promise.reject(new Error('there are keys already'));
}

/** A signer on a ring that was read, and the ring. */
export const makeSigner = async (steps: string[]): Promise<{ signer: JwtSigner; ring: KeyRing }> => {
  const ring = new KeyRing(new KeysInMemory(steps), keys, () => performance.now(), Infinity);
  await ring.reload();
  steps.length = 0;
  return { signer: new JwtSigner(ring, 1, 'admin'), ring };
};

/** Resolves to what a refused promise was refused with. */
export const reasonOf = (refused: Promise<unknown>): Promise<unknown> =>
  refused.then(
    () => {
      throw new Error('it was not refused');
    },
    (reason: unknown) => reason,
  );

/** A token of the eligible client. */
export const verifiedToken: VerifiedToken = {
  id: '0199f1de-7d4f-7abc-8def-000000000001' as TokenId,
  accountId: proofsUsed.accountId,
  clientId: 'loja' as ClientId,
  subject: '1',
  audience: 'api',
  secretId: proofsUsed.secretId,
  familyId: null,
  session: null,
  scopes: [],
  boundTo: proofsUsed.fingerprint,
  issuedAtSeconds: 0,
  expiresAtSeconds: 1,
};

/** Its signature is right, whatever it says: signatures have tests of their own. */
export class RightSignature extends TokenVerifier {
  readonly wanted: TokenExpectation[] = [];

  constructor(private readonly token: VerifiedToken) {
    super();
  }

  verify = (_text: string, wanted: TokenExpectation): VerifiedToken => {
    this.wanted.push(wanted);
    return this.token;
  };
}

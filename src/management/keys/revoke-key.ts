import type { KeyGenerator } from '../../core/keys/key-generator.js';
import type { NewKey, RingKey } from '../../core/keys/signing-key.js';
import type { SigningKeyRevoker } from '../../core/keys/signing-key-repository.js';
import type { Locked } from '../../core/shared/locked.js';
import type { Reads, RevokeTransaction } from '../../core/shared/unit-of-work.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import { findKeyInRing } from './find-key-in-ring.js';

export interface RevokedKey {
  readonly revoked: RingKey;
  /** The key that signs now instead; `null` when the revoked key was not the active one. */
  readonly successor: RingKey | null;
}

/**
 * Revokes a signing key at once, and ends all tokens that it signed, because another party may have
 * it. No process issues tokens under it any more. Revoking it again is harmless.
 */
export class RevokeKey implements UseCase<string, RevokedKey> {
  readonly action = 'key.revoke';

  constructor(private readonly keys: KeyGenerator) {}

  targetsOf(kid: string) {
    return { keyRing: true, kid } as const;
  }

  async prepare(kid: string, database: Reads): Promise<PreparedChange<RevokedKey>> {
    // The spare is generated before any lock is taken, because an RSA key takes time.
    const { algorithm, use } = findKeyInRing(await database.read((tx) => tx.keys.list()), kid);
    const spare = await this.keys.make(algorithm, use);
    return { kind: 'revokes', run: (tx) => revokeWithin(tx, kid, spare) };
  }
}

const revokeWithin = async ({ keys }: RevokeTransaction, kid: string, spare: NewKey): Promise<RevokedKey> => {
  const ring = await keys.lock();
  const key = findKeyInRing(ring, kid);
  await keys.revoke(ring, kid);
  const successor = key.state === 'active' ? await activateSuccessor(keys, { ring, key, spare }) : null;
  const after = await keys.list();
  return {
    revoked: findKeyInRing(after, kid),
    successor: successor === null ? null : findKeyInRing(after, successor),
  };
};

/**
 * Activates the key that was already published, because every process knows it; without one, the
 * spare.
 */
const activateSuccessor = async (
  keys: SigningKeyRevoker,
  { ring, key, spare }: { ring: Locked<readonly RingKey[]>; key: RingKey; spare: NewKey },
): Promise<string> => {
  const waiting = ring.find(
    (one) => one.state === 'next' && one.algorithm === key.algorithm && one.use === key.use,
  );
  if (waiting) await keys.activate(ring, waiting.kid);
  else await keys.publish(ring, spare, 0);
  return waiting?.kid ?? spare.kid;
};

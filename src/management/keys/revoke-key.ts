import type { KeyGenerator } from '../../core/keys/key-generator.js';
import type { NewKey, RingKey } from '../../core/keys/signing-key.js';
import type { SigningKeyRevoker } from '../../core/keys/signing-key-repository.js';
import type { Locked } from '../../core/shared/locked.js';
import type { Reads, RevokeTransaction } from '../../core/shared/unit-of-work.js';
import type { Step, UseCase } from '../use-case.js';
import { keyInRing } from './key-in-ring.js';

export interface DroppedKey {
  readonly dropped: RingKey;
  /** What signs now instead; `null` when the dropped key was not the active one. */
  readonly successor: RingKey | null;
}

/**
 * Ends a signing key at once, and all tokens that it signed: another party may have it. No process issues under it any
 * more. Dropping it again is harmless.
 */
export class RevokeKey implements UseCase<string, DroppedKey> {
  readonly action = 'key.revoke';

  constructor(private readonly keys: KeyGenerator) {}

  names(kid: string) {
    return { keyRing: true, kid } as const;
  }

  async prepare(kid: string, database: Reads): Promise<Step<DroppedKey>> {
    // Made before anything is locked, since an RSA key takes its time.
    const { algorithm } = keyInRing(await database.read((tx) => tx.keys.list()), kid);
    const spare = await this.keys.make(algorithm);
    return { kind: 'revokes', run: (tx) => dropWithin(tx, kid, spare) };
  }
}

const dropWithin = async ({ keys }: RevokeTransaction, kid: string, spare: NewKey): Promise<DroppedKey> => {
  const ring = await keys.lock();
  const key = keyInRing(ring, kid);
  await keys.revoke(ring, kid);
  const successor = key.state === 'active' ? await succeed(keys, { ring, key, spare }) : null;
  const after = await keys.list();
  return {
    dropped: keyInRing(after, kid),
    successor: successor === null ? null : keyInRing(after, successor),
  };
};

/** The key that was published already, since all know it; without one the spare. */
const succeed = async (
  keys: SigningKeyRevoker,
  { ring, key, spare }: { ring: Locked<readonly RingKey[]>; key: RingKey; spare: NewKey },
): Promise<string> => {
  const waiting = ring.find((one) => one.state === 'next' && one.algorithm === key.algorithm);
  if (waiting) await keys.activate(ring, waiting.kid);
  else await keys.publish(ring, spare, 0);
  return waiting?.kid ?? spare.kid;
};

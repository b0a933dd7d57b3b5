import type { KeyGenerator } from '../../core/keys/key-generator.js';
import {
  algorithmsOf,
  type KeyUse,
  keyUses,
  type RingKey,
  type SigningAlgorithm,
} from '../../core/keys/signing-key.js';
import { daySeconds } from '../../core/shared/durations.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { invalid } from '../fields.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import { findKeyInRing } from './find-key-in-ring.js';

/**
 * Longer than a process may verify without the database, plus a margin: a process that has not read
 * the new key by then verifies nothing any more, so a valid token is never refused because its key
 * is too new.
 */
const delaySecondsMin = 120;
const delaySecondsMax = 30 * daySeconds;

export interface RotateKeyInput {
  /** HS256 when it is omitted. */
  readonly algorithm?: string;
  /** `merchant` when it is omitted: tokens of merchants and users. `operator`: tokens of operators. */
  readonly use?: string;
  /**
   * How long the new key is published before it signs. When it is omitted, the configured time
   * applies.
   */
  readonly delaySeconds?: number;
}

/**
 * Publishes the next signing key. It takes over by itself, and the old one retires when its last
 * token has expired. The result is the new key.
 */
export class RotateKey implements UseCase<RotateKeyInput, RingKey> {
  readonly action = 'key.rotate';

  constructor(
    private readonly keys: KeyGenerator,
    private readonly defaultDelaySeconds: () => number,
  ) {}

  targetsOf() {
    return { keyRing: true } as const;
  }

  async prepare({
    algorithm: wanted = 'HS256',
    use: wantedUse = 'merchant',
    delaySeconds,
  }: RotateKeyInput): Promise<PreparedChange<RingKey>> {
    const use = keyUse(wantedUse);
    const algorithm = signingAlgorithm(wanted, use);
    const delay = delaySeconds ?? this.defaultDelaySeconds();
    if (!Number.isSafeInteger(delay) || delay < delaySecondsMin || delay > delaySecondsMax) {
      throw invalid('delay', `must be ${delaySecondsMin} seconds to ${delaySecondsMax / daySeconds} days`);
    }
    const key = await this.keys.make(algorithm, use);
    return {
      kind: 'changes',
      run: async (tx) => {
        const ring = await tx.keys.lock();
        const waiting = ring.find(
          (one) => one.state === 'next' && one.algorithm === algorithm && one.use === use,
        );
        if (waiting) throw alreadyWaiting(waiting);
        await tx.keys.publish(ring, key, delay);
        return findKeyInRing(await tx.keys.list(), key.kid);
      },
    };
  }
}

const keyUse = (text: string): KeyUse => {
  const known = keyUses.find((one) => one === text);
  if (!known) throw invalid('use', `must be one of ${keyUses.join(', ')}`);
  return known;
};

const signingAlgorithm = (text: string, use: KeyUse): SigningAlgorithm => {
  const known = algorithmsOf[use].find((one) => one === text);
  if (known) return known;
  const [first = '', ...others] = algorithmsOf[use];
  throw invalid(
    'algorithm',
    others.length > 0
      ? `must be one of ${algorithmsOf[use].join(', ')}`
      : `must be ${first} for keys with the use ${use}`,
  );
};

const alreadyWaiting = ({ kid, activatesAt }: RingKey): ManagementError =>
  new ManagementError(
    'conflict',
    `key: ${kid} is already published and becomes active at ${activatesAt.toISOString()}. Rotate after that, or revoke it first`,
    'key',
  );

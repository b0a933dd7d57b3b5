import type { RingKey } from '../../core/keys/signing-key.js';

/**
 * Returns the key ring for the audit trail, by `kid`: when each key takes over and ends, never its
 * material.
 */
export const toKeysState = (ring: readonly RingKey[]): unknown =>
  Object.fromEntries(
    ring.map(({ kid, algorithm, activatesAt, retiresAt, revokedAt }) => [
      kid,
      { algorithm, activatesAt, retiresAt, revokedAt },
    ]),
  );

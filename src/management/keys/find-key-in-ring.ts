import type { RingKey } from '../../core/keys/signing-key.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { invalid } from '../fields.js';

const kidGrammar = /^[A-Za-z0-9-]{1,64}$/;

/** Returns the key of the ring that has this kid. Throws `ManagementError`. */
export const findKeyInRing = (ring: readonly RingKey[], kid: string): RingKey => {
  // The kid is never repeated: pasted text may look like one, and the refusal stays in the audit
  // trail.
  if (!kidGrammar.test(kid)) throw invalid('key', 'must be the kid of a key, such as hs-0123456789abcdef');
  const key = ring.find((one) => one.kid === kid);
  if (!key) throw new ManagementError('not_found', 'key: there is no key with this kid', 'key');
  return key;
};

import { type ClientJwk, readClientJwks } from '../../core/credentials/client-jwk.js';
import type { RegisteredKeys } from '../../core/credentials/registered-key.js';
import { invalid } from '../fields.js';

/** Returns the public keys of a key set that a client registers. Throws `ManagementError('invalid')`. */
export const parseKeySet = (registered: RegisteredKeys, jwks: unknown): readonly ClientJwk[] => {
  const keys = readClientJwks(jwks);
  if (typeof keys === 'string') throw invalid('jwks', keys);
  for (const [index, key] of keys.entries()) {
    const problem = registered.problemOf(key);
    if (problem !== null) throw invalid('jwks', `key ${String(index + 1)}: ${problem}`);
  }
  return keys;
};

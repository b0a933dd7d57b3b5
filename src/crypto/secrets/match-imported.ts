import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { verify as verifyArgon2 } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';
import { pbkdf2DigestFrom } from '../../core/credentials/imported-digest.js';

const derive = promisify(pbkdf2);

/**
 * Returns whether a digest that another system made (`src/core/credentials/imported-digest.ts`) is
 * of `value`.
 */
export const matchesImported = async (digest: string, value: string): Promise<boolean> => {
  if (digest.startsWith('$argon2')) return verifyArgon2(digest, value);
  if (digest.startsWith('$2')) return verifyBcrypt(value, digest);
  const parts = pbkdf2DigestFrom(digest);
  if (!parts) return false;
  const { salt, iterations, key, hash } = parts;
  return timingSafeEqual(await derive(value, salt, iterations, key.length, hash), key);
};

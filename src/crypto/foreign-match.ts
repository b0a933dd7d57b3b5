import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { verify as verifyArgon2 } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';
import { pbkdf2DigestFrom } from '../core/credentials/foreign-digest.js';

const derive = promisify(pbkdf2);

/**
 * Returns whether a digest that another system made (`src/core/credentials/foreign-digest.ts`) is
 * of `value`.
 */
export const matchesForeign = async (digest: string, value: string): Promise<boolean> => {
  if (digest.startsWith('$argon2')) return verifyArgon2(digest, value);
  if (digest.startsWith('$2')) return verifyBcrypt(value, digest);
  const foreign = pbkdf2DigestFrom(digest);
  if (!foreign) return false;
  const { salt, iterations, key, hash } = foreign;
  return timingSafeEqual(await derive(value, salt, iterations, key.length, hash), key);
};

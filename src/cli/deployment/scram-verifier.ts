import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { ManagementError } from '../../core/shared/management-error.js';

/** PostgreSQL's own default, `scram_iterations`. */
const iterations = 4096;
const saltBytes = 16;
const printableAscii = /^[\x20-\x7e]+$/;

/**
 * Returns what PostgreSQL stores of a login's password:
 * `SCRAM-SHA-256$4096:<salt>$<StoredKey>:<ServerKey>`, RFC 5803. It cannot be used to log in.
 *
 * @throws ManagementError `invalid` for a password with other than printable ASCII, which clients
 * normalise differently (RFC 4013)
 */
export const scramVerifierOf = (password: string): string => {
  if (!printableAscii.test(password))
    throw new ManagementError('invalid', 'password: must be printable ASCII', 'password');
  const salt = randomBytes(saltBytes);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const keyOf = (name: string): Buffer => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  const server = keyOf('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${server}`;
};

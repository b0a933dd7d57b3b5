/**
 * The forms in which digests are stored. In each, the text between the first and the second `$` is
 * the id of the pepper under which it was made:
 *
 * - `hmac-sha256$<pepper>$<mac>`: a generated secret.
 * - `argon2id-hmac-sha256$<pepper>$v=19$...`: a custom secret or a password; argon2id of its HMAC.
 * - `imported$<pepper>$<tag>$<digest>`: a digest that another system made, and an HMAC over it.
 *
 * An attacker who can write to the database, but has no pepper, can make none of them.
 */
import type { SecretShape } from './secret.js';

export const generatedDigestTag = 'hmac-sha256$';
export const customDigestTag = 'argon2id-hmac-sha256$';
export const importedDigestTag = 'imported$';

/** Every digest that is not of a generated secret is of a custom one. */
export const shapeOfDigest = (digest: string): SecretShape =>
  digest.startsWith(generatedDigestTag) ? 'generated' : 'custom';

/** `ImportedDigest`: the parts of a digest that another system made. */
export interface ImportedDigest {
  readonly pepper: string;
  readonly mac: string;
  readonly foreign: string;
}

/** Returns the parts of a stored digest that was imported; `null` for any other text. */
export const importedDigestFrom = (digest: string): ImportedDigest | null => {
  if (!digest.startsWith(importedDigestTag)) return null;
  const [, pepper = '', mac = '', ...foreign] = digest.split('$');
  return { pepper, mac, foreign: foreign.join('$') };
};

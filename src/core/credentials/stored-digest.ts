/**
 * The forms in which digests are stored. In each, the text between the first and the second `$` is
 * the id of the pepper under which it was made:
 *
 * - `hmac-sha256$<pepper>$<mac>`: a generated secret.
 * - `argon2id-hmac-sha256$<pepper>$v=19$...`: a custom secret or a password; argon2id of its HMAC.
 * - `imported$<pepper>$<mac>$<digest>`: a digest that another system made, and an HMAC over it.
 * - `registered$<pepper>$<mac>$<json>`: no digest but a registered key, and an HMAC over it. No secret
 *   matches it.
 *
 * An attacker who can write to the database, but has no pepper, can make none of them. Each has one
 * text: whatever reads one compares all of it, because a copy is found by its text.
 */
import { type KeyMethod, keyMethods, type KeyRegistration } from './registered-key.js';
import type { SecretShape } from './secret.js';

export const generatedDigestPrefix = 'hmac-sha256$';
export const customDigestPrefix = 'argon2id-hmac-sha256$';
export const importedDigestPrefix = 'imported$';

export const registeredDigestPrefix = 'registered$';

/** `StoredSecretShape`: a secret that is a text, or the method of a registered key. */
export type StoredSecretShape = SecretShape | KeyMethod;

/** Every other digest is of a custom secret. */
export const shapeOfDigest = (digest: string): StoredSecretShape =>
  digest.startsWith(generatedDigestPrefix) ? 'generated' : (registrationIn(digest)?.method ?? 'custom');

/** The parts of what is stored of a registered key. */
export interface RegisteredDigest {
  readonly pepper: string;
  readonly mac: string;
  /** Client id and registration as JSON: what the HMAC is over. */
  readonly text: string;
}

/** Returns the parts of what is stored of a registered key; `null` for any other text. */
export const registeredDigestFrom = (digest: string): RegisteredDigest | null => {
  const parts = partsAfter(registeredDigestPrefix, digest);
  return parts && { pepper: parts.pepper, mac: parts.mac, text: parts.rest };
};

/** `StoredRegistration`: the client id and the registration that a stored text has. */
export interface StoredRegistration {
  readonly clientId: unknown;
  readonly registration: KeyRegistration;
}

/** Reads what the HMAC is over; `null` when that was planted by hand, and is no registration. */
export const storedRegistrationFrom = (text: string): StoredRegistration | null => {
  try {
    const value: unknown = JSON.parse(text);
    const [clientId, registration]: readonly unknown[] = isList(value) ? value : [];
    return isRegistration(registration) ? { clientId, registration } : null;
  } catch {
    // Nothing that lists credentials may fail over it.
    return null;
  }
};

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const isRegistration = (value: unknown): value is KeyRegistration =>
  typeof value === 'object' &&
  value !== null &&
  'method' in value &&
  keyMethods.some((method) => method === value.method);

/** Returns what a stored registration says, to be shown: only its HMAC says whether it is accepted. */
const registrationIn = (digest: string): KeyRegistration | null =>
  storedRegistrationFrom(registeredDigestFrom(digest)?.text ?? '')?.registration ?? null;

/** Returns the member `registration` of a registered key, and no member for a secret that is a text. */
export const registrationMember = (digest: string): { readonly registration?: KeyRegistration } => {
  const registration = registrationIn(digest);
  return registration ? { registration } : {};
};

/** `ImportedDigest`: the parts of a digest that another system made. */
export interface ImportedDigest {
  readonly pepper: string;
  readonly mac: string;
  readonly original: string;
}

/** Returns the parts of a stored digest that was imported; `null` for any other text. */
export const importedDigestFrom = (digest: string): ImportedDigest | null => {
  const parts = partsAfter(importedDigestPrefix, digest);
  return parts && { pepper: parts.pepper, mac: parts.mac, original: parts.rest };
};

const partsAfter = (prefix: string, digest: string) => {
  if (!digest.startsWith(prefix)) return null;
  const [, pepper = '', mac = '', ...rest] = digest.split('$');
  return { pepper, mac, rest: rest.join('$') };
};

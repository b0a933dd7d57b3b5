import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/**
 * Makes the key of HMACs, once for all of them. Node 24 asks of a key that is bytes whether it is a
 * key object by throwing and catching two errors with their stacks: a token's MAC took 9 us instead
 * of 1.5.
 */
export const hmacKey = (bytes: Uint8Array): KeyObject => createSecretKey(bytes);

/** Computes HMAC-SHA-256 (RFC 2104) of the parts, one after the other. */
export const hmacSha256 = (key: KeyObject, ...parts: readonly (string | Uint8Array)[]): Buffer =>
  hmacOf(key, parts).digest();

/** Computes the same as base64url: quicker than making a text of the bytes. */
export const hmacSha256Text = (key: KeyObject, ...parts: readonly (string | Uint8Array)[]): string =>
  hmacOf(key, parts).digest('base64url');

const hmacOf = (key: KeyObject, parts: readonly (string | Uint8Array)[]): ReturnType<typeof createHmac> => {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac;
};

import type { Fingerprint } from '../core/shared/ids.js';

/** Returns a fingerprint (64 hexadecimal digits) as the 32 bytes of a `bytea` column. */
export const fingerprintBytes = (fingerprint: Fingerprint): Buffer => Buffer.from(fingerprint, 'hex');

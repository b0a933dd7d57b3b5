import { randomBytes } from 'node:crypto';

/** Returns 256 random bits in the format of a master key or a pepper. */
export const newKey = (): string => randomBytes(32).toString('base64');

/** Returns 256 random bits that need no escaping in a URL or in NGINX's configuration. */
export const newPassword = (): string => randomBytes(32).toString('base64url');

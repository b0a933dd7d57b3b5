import { randomBytes } from 'node:crypto';

/** 256 random bits, as master key and pepper are written. */
export const newKey = (): string => randomBytes(32).toString('base64');

/** 256 random bits that stand in a URL and in NGINX's configuration as they are. */
export const newPassword = (): string => randomBytes(32).toString('base64url');

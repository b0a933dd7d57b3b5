import { hash } from 'node:crypto';

/** Returns the SHA-256 of a text in hex, as `sha256sum` prints it for a file. */
export const sha256 = (text: string): string => hash('sha256', text);

import type { HttpRequest } from './http-messages.js';

/**
 * Counts how often a header was sent. Node keeps the first of two, and NGINX may have read the
 * other one. `name` is in lower case.
 */
export const countHeader = ({ raw }: HttpRequest, name: string): number =>
  raw.rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === name).length;

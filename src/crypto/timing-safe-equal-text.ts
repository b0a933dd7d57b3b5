import { timingSafeEqual } from 'node:crypto';

/**
 * Returns whether two texts are the same, in a time that depends on their lengths alone. Compare the
 * text of a MAC, never what it decodes to: base64 can write the same bytes in more than one way, and
 * a copied digest with another text would not be found as a copy.
 */
export const timingSafeEqualText = (expected: string, given: string): boolean => {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
};

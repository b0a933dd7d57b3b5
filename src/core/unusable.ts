/** A reason not to work at all, found at start: its message says to people what is wrong and what to do about it. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
}

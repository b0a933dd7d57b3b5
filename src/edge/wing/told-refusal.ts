import type { KeptRefusal } from '../../core/books.js';

/** A kept refusal, and beside its fields the words that explain it. */
export const toldRefusal = ({
  refusal,
  explanation,
}: {
  readonly refusal: KeptRefusal;
  readonly explanation: object;
}): object => ({ ...refusal, ...explanation });

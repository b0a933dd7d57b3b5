import type { KeptRefusal } from '../../core/books.js';

/** Presents a stored refusal, with the fields that explain it. */
export const toldRefusal = ({
  refusal,
  explanation,
}: {
  readonly refusal: KeptRefusal;
  readonly explanation: object;
}): object => ({ ...refusal, ...explanation });

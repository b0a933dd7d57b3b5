import type { KeptRefusal } from '../../core/refusals/refusal-records.js';

/** Presents a stored refusal, with the fields that explain it. */
export const toldRefusal = ({
  refusal,
  explanation,
}: {
  readonly refusal: KeptRefusal;
  readonly explanation: object;
}): object => ({ ...refusal, ...explanation });

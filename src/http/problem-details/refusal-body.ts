import type { StoredRefusal } from '../../core/refusals/refusal-records.js';

/** Presents a stored refusal, with the fields that explain it. */
export const toRefusalBody = ({
  refusal,
  explanation,
}: {
  readonly refusal: StoredRefusal;
  readonly explanation: object;
}): object => ({ ...refusal, ...explanation });

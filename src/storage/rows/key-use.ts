import { keyUses, recordedKeyUses } from '../../core/keys/signing-key.js';

/** The column `use` of a signing key, under the names that the product has for the recorded values. */
export const keyUseColumn = `CASE use ${keyUses
  .map((use) => `WHEN '${recordedKeyUses[use]}' THEN '${use}'`)
  .join(' ')} END AS use`;

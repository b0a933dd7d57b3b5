import type { EntityManager } from 'typeorm';
import type { PepperCount } from '../../core/credentials/credential-repository.js';

/** Counts the same secrets as `peppers_in_use()` of the migrations: those that can still match. */
const count = `
  SELECT CASE WHEN s.digest LIKE 'hmac-sha256$%' THEN split_part(s.digest, '$', 2) END AS pepper, count(*)::integer AS secrets
  FROM credential_secret s JOIN credential c ON c.id = s.credential_id
  WHERE s.retired_at IS NULL AND (s.expires_at IS NULL OR s.expires_at > clock_timestamp()) AND c.status = 'active'
  GROUP BY 1 ORDER BY 1`;

export const countSecretsByPepper = async (rows: EntityManager): Promise<PepperCount[]> => {
  const found: unknown = await rows.query(count);
  return found as PepperCount[];
};

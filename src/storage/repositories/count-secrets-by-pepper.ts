import type { EntityManager } from 'typeorm';
import type { PepperCount } from '../../core/credentials/credential-repository.js';

/**
 * Counts the same secrets and passwords as `peppers_in_use()` of the migrations, and those without
 * a pepper: only digests of other systems have none.
 */
const count = `
  SELECT CASE WHEN digest !~ '^([$]|pbkdf2_)' THEN split_part(digest, '$', 2) END AS pepper, count(*)::integer AS secrets
  FROM (SELECT s.digest FROM credential_secret s JOIN credential c ON c.id = s.credential_id
        WHERE s.retired_at IS NULL AND (s.expires_at IS NULL OR s.expires_at > clock_timestamp()) AND c.status = 'active'
        UNION ALL SELECT digest FROM resource_owner WHERE status = 'active') AS active
  GROUP BY 1 ORDER BY 1`;

export const countSecretsByPepper = async (manager: EntityManager): Promise<PepperCount[]> => {
  const found: unknown = await manager.query(count);
  return found as PepperCount[];
};

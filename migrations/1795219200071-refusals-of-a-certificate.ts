import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why a request was rejected in which a certificate was presented, for the holder of its private key, who has no token. Any
 * certificate of a trusted authority may ask, so a row has content only where the certificate is linked to one account alone,
 * a merchant's, the account that was refused, and the question comes from a network of that account. In every other case its
 * columns are NULL, and the work is the same: the links are counted up to two, and each row is compared with the one account.
 */
export class RefusalsOfACertificate1795219200071 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION read_certificate_refusals(presented bytea, request text, address inet)
      RETURNS TABLE (at timestamptz, contract text, reason text)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        WITH link AS MATERIALIZED (
          SELECT l.account_id
          FROM public.certificate x
          JOIN public.account_certificate l ON l.certificate_id = x.id AND l.unlinked_at IS NULL
          WHERE x.fingerprint = presented AND x.revoked_at IS NULL
          LIMIT 2),
        holder AS MATERIALIZED (
          SELECT min(k.account_id) AS account_id
          FROM link k JOIN public.account a ON a.id = k.account_id
          HAVING count(*) = 1 AND bool_and(a.kind = 'merchant'
            AND (a.networks = '{}' OR coalesce(address <<= ANY (a.networks), false))))
        SELECT CASE WHEN f.own THEN f.at END, CASE WHEN f.own THEN f.contract END, CASE WHEN f.own THEN f.reason END
        FROM (
          SELECT r.at, r.id, r.contract, r.reason,
                 coalesce(r.account_id = (SELECT h.account_id FROM holder h), false) AS own
          FROM public.refusal r
          WHERE r.request_id = request AND r.fingerprint = presented) f
        ORDER BY f.at, f.id
      $$;

      REVOKE ALL ON FUNCTION read_certificate_refusals FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION read_certificate_refusals TO portaria_app, portaria_issue;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * read_client_snapshots is read_authority (1795219200009) with the account's name: the audit trail names
 * the account that manages by a token, and the name comes with the read that admits it. read_authority stays for the previous release.
 */
export class AccountName1795219200021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION read_client_snapshots(
        client_ids text[], fingerprints bytea[], contracts text[], addresses inet[]
      ) RETURNS TABLE (
        ord integer, now_ms float8, account_id bigint, account_name text, account_kind text, account_status text,
        account_scopes text, account_version integer, tax_id_to_carry text, network_allowed boolean, credential_id bigint,
        credential_status text, credential_scopes text, credential_expires_at_ms float8, policy text, secret_id bigint,
        secret_digest text, secret_expires_at_ms float8, certificate_id bigint, certificate_revoked boolean, linked boolean
      ) LANGUAGE plpgsql VOLATILE
      SET plan_cache_mode = force_generic_plan SET jit = off
      SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
      AS $$
      #variable_conflict use_column
      BEGIN
        RETURN QUERY
          SELECT q.ord::integer, extract(epoch FROM clock_timestamp())::float8 * 1000,
                 a.id, a.name, a.kind, a.status, array_to_string(a.scopes, ' '), a.version,
                 CASE WHEN a.tax_id_on_certificate THEN a.tax_id END,
                 (a.networks = '{}' OR coalesce(q.address <<= ANY (a.networks), false)),
                 c.id, c.status, array_to_string(c.scopes, ' '), extract(epoch FROM c.expires_at)::float8 * 1000,
                 p.policy,
                 s.id, s.digest, extract(epoch FROM s.expires_at)::float8 * 1000,
                 x.id, x.revoked_at IS NOT NULL, l.id IS NOT NULL
          FROM unnest(client_ids, fingerprints, contracts, addresses)
            WITH ORDINALITY AS q (client_id, fingerprint, contract, address, ord)
          LEFT JOIN credential c ON c.client_id = q.client_id
          LEFT JOIN account a ON a.id = c.account_id
          LEFT JOIN credential_contract p ON p.credential_id = c.id AND p.contract = q.contract
          LEFT JOIN credential_secret s ON s.credential_id = c.id AND s.retired_at IS NULL
          LEFT JOIN certificate x ON x.fingerprint = q.fingerprint
          LEFT JOIN account_certificate l
            ON l.certificate_id = x.id AND l.account_id = a.id AND l.unlinked_at IS NULL;
      END
      $$;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}

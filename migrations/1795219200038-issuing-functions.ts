import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a process that only issues tokens does besides, as functions of the owner, so that its login needs no right to do
 * anything else of the kind:
 *
 * - end the login whose used refresh token came again. Actor, action and reason are fixed: with append_audit, whoever has
 *   taken over the process could write any event;
 * - move the moment of that revocation forward, once no record is in flight that began before it;
 * - create day partitions. maintain_partitions also drops.
 *
 * 3900 seconds: the longest lifetime of a token, and the margin of a revocation (src/core/tokens/revocation.ts).
 */
export class IssuingFunctions1795219200038 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION end_reused_family(family uuid, request_id text, address text) RETURNS bigint
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '1s' AS $$
      #variable_conflict use_variable
      DECLARE
        owner bigint;
        ended timestamptz;
        written bigint;
        target text := 'refresh-family ' || family;
        why constant text := 'a used refresh token came again';
      BEGIN
        SELECT f.account_id INTO owner FROM public.refresh_family f WHERE f.id = family;
        IF NOT FOUND THEN
          RETURN NULL;
        END IF;
        -- The account first, as everything that locks it; with another version no record of a user's token goes on.
        UPDATE public.account a SET version = a.version + 1 WHERE a.id = owner;
        UPDATE public.refresh_family f SET revoked_at = clock_timestamp(), revoked_reason = why
          WHERE f.id = family AND f.revoked_at IS NULL
          RETURNING f.revoked_at INTO ended;
        -- Also where it had ended: this is acknowledged, and perhaps the first attempt was not.
        INSERT INTO public.revocation AS r (kind, subject, expires_at)
          VALUES ('refresh-family', family::text, clock_timestamp() + interval '3900 seconds')
          RETURNING r.id INTO written;
        PERFORM public.append_audit(
          'system', why, NULL, NULL, 'token.revoke', ARRAY['account ' || owner, target], 'done', NULL,
          CASE WHEN ended IS NOT NULL THEN
            json_build_object(target, json_build_object('revokedAt', NULL, 'revokedReason', NULL))::text END,
          CASE WHEN ended IS NOT NULL THEN
            json_build_object(target, json_build_object(
              'revokedAt', to_char(ended AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'revokedReason', why))::text
          END,
          request_id, address);
        RETURN written;
      END
      $$;

      CREATE FUNCTION acknowledge_reused_family(revocation bigint) RETURNS void
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        WITH moment AS MATERIALIZED (
          SELECT greatest(clock_timestamp(), max(t.issued_at)) AS at
          FROM public.token_issuance t WHERE t.issued_at > now() - interval '1 day')
        UPDATE public.revocation r SET effective_at = m.at, expires_at = m.at + interval '3900 seconds'
        FROM moment m WHERE r.id = $1 AND r.kind = 'refresh-family' AND r.effective_at < m.at
      $$;

      CREATE FUNCTION create_partitions_ahead() RETURNS TABLE (action text, partition text)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
        item record;
      BEGIN
        -- The lock of maintain_partitions: one at a time over all processes.
        IF NOT pg_try_advisory_xact_lock(7305809) THEN
          RETURN;
        END IF;
        SET LOCAL lock_timeout = '100ms';
        FOR item IN
          SELECT p.parent, d::date AS day
          FROM (VALUES ('token_issuance'), ('refusal')) AS p (parent),
               generate_series(today - 1, today + 14, interval '1 day') AS d
          WHERE to_regclass(format('public.%s_%s', p.parent, to_char(d, 'YYYYMMDD'))) IS NULL
        LOOP
          PERFORM public.make_day_partition(item.parent, item.day);
          action := 'made';
          partition := format('%s_%s', item.parent, to_char(item.day, 'YYYYMMDD'));
          RETURN NEXT;
        END LOOP;
      END
      $$;

      REVOKE ALL ON FUNCTION end_reused_family, acknowledge_reused_family, create_partitions_ahead FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION end_reused_family, acknowledge_reused_family, create_partitions_ahead TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}

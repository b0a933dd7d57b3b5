import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many token requests were issued a token or rejected, by contract and outcome: by minute for a day, by hour for more
 * than a week. So a chart reads hundreds of rows, and no records. Contract and outcome are closed sets, so no client can
 * make the table grow: at most some 180 rows for a minute, and a few as a rule.
 *
 * Each process adds what it counted since its last statement. It cannot read or take away: whoever takes over an issuing
 * process can add to the counts, which decide nothing.
 */
export class TokenRequestCounts1795219200076 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE token_request_count (
        step text NOT NULL CHECK (step IN ('minute', 'hour')),
        starts_at timestamptz NOT NULL,
        contract text NOT NULL CHECK (contract ~ '^[a-z][a-z_-]{0,39}$'),
        -- issued, or the reason of the refusal.
        outcome text NOT NULL CHECK (outcome ~ '^[a-z][a-z_]{0,39}$'),
        count bigint NOT NULL CHECK (count > 0),
        PRIMARY KEY (step, starts_at, contract, outcome)
      ) WITH (fillfactor = 50);

      -- In the order of the key, so that two processes cannot wait for each other. What an outage kept back counts where it
      -- belongs, up to the hour that a process remembers.
      CREATE FUNCTION add_token_request_counts(ages_ms float8[], contracts text[], outcomes text[], counts bigint[])
      RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '1s'
      AS $$
      DECLARE
        moment constant timestamptz := clock_timestamp();
      BEGIN
        INSERT INTO public.token_request_count AS c (step, starts_at, contract, outcome, count)
        SELECT s.step, date_trunc(s.step, moment - least(greatest(q.age_ms, 0), 3600000) * interval '1 millisecond', 'UTC'),
               q.contract, q.outcome, sum(q.count)
        FROM unnest(ages_ms, contracts, outcomes, counts) AS q (age_ms, contract, outcome, count)
        CROSS JOIN (VALUES ('minute'), ('hour')) AS s (step)
        GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (step, starts_at, contract, outcome) DO UPDATE SET count = c.count + excluded.count;
      END
      $$;

      -- A little more than may be asked for (src/core/tokens/token-request-counts.ts).
      CREATE FUNCTION clear_old_token_request_counts(most integer) RETURNS bigint LANGUAGE sql
        SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
      AS $$
        WITH old AS (
          SELECT c.step, c.starts_at, c.contract, c.outcome FROM public.token_request_count c
          WHERE (c.step = 'minute' AND c.starts_at < clock_timestamp() - interval '25 hours')
             OR (c.step = 'hour' AND c.starts_at < clock_timestamp() - interval '9 days')
          LIMIT most FOR UPDATE SKIP LOCKED),
        cleared AS (
          DELETE FROM public.token_request_count c USING old o
          WHERE (c.step, c.starts_at, c.contract, c.outcome) = (o.step, o.starts_at, o.contract, o.outcome) RETURNING 1)
        SELECT count(*) FROM cleared
      $$;

      GRANT SELECT ON token_request_count TO portaria_app, portaria_manage;
      REVOKE ALL ON FUNCTION add_token_request_counts, clear_old_token_request_counts FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION add_token_request_counts TO portaria_app, portaria_issue, portaria_manage;
      GRANT EXECUTE ON FUNCTION clear_old_token_request_counts TO portaria_app, portaria_manage;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}

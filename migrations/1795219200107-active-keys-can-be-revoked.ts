import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A key without an end has none that could be moved. The trigger took each change of such a key for a later end when another
 * key of its kind begins later, as after a step back of the clock, and so refused to revoke it.
 */
export class ActiveKeysCanBeRevoked1795219200107 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION keep_signing_key() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        IF NOT pg_has_role(session_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE') THEN
          IF ROW(OLD.kid, OLD.algorithm, OLD.use, OLD.created_at) IS DISTINCT FROM ROW(NEW.kid, NEW.algorithm, NEW.use, NEW.created_at)
            OR (OLD.dropped_at IS NOT NULL AND OLD.dropped_at IS DISTINCT FROM NEW.dropped_at)
            OR NEW.activates_at > OLD.activates_at
          THEN RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = TG_TABLE_NAME || ': what ended stays ended';
          END IF;
          IF OLD.retires_at IS NOT NULL AND (NEW.retires_at IS NULL OR NEW.retires_at > OLD.retires_at) THEN
            IF OLD.retires_at <= clock_timestamp() OR EXISTS (
              SELECT FROM public.signing_key k
              WHERE k.algorithm = OLD.algorithm AND k.use = OLD.use AND k.dropped_at IS NULL
                AND k.activates_at > OLD.activates_at)
            THEN RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = TG_TABLE_NAME || ': a key that retires gets no later end';
            END IF;
          END IF;
        END IF;
        RETURN coalesce(NEW, OLD);
      END
      $$`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}

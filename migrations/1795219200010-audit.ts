import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit trail: one row for each thing that somebody did, or was refused, in a chain of hashes. docs/audit.md describes the
 * bytes that are hashed, so that a copy can be checked without this database.
 *
 * append_audit is the only way in. It takes the lock on the head in a statement BEFORE the one that reads it: under READ
 * COMMITTED each statement of a volatile function sees what was committed when it began, so of two who append at once the second
 * reads the head that the first one left. The head is locked until the transaction ends: append last.
 *
 * SECURITY DEFINER, since the application's role may only read the trail. pg_temp is named, and last (see 1795219200008).
 */
export class Audit1795219200010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_event (
        id bigint PRIMARY KEY CHECK (id > 0),
        at timestamptz NOT NULL,
        actor_kind text NOT NULL CHECK (actor_kind IN ('account', 'person', 'system')),
        actor_name text NOT NULL,
        actor_account_id bigint,
        actor_client_id text,
        action text NOT NULL,
        targets text[] NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('done', 'refused')),
        reason text,
        before text,
        after text,
        request_id text,
        address text,
        previous_hash bytea NOT NULL,
        hash bytea NOT NULL
      );
      CREATE INDEX audit_event_targets ON audit_event USING gin (targets);
      CREATE INDEX audit_event_at ON audit_event (at);

      -- One row. It tells a trail whose end was cut off from one that simply ends there.
      CREATE TABLE audit_head (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        last_id bigint NOT NULL,
        last_hash bytea NOT NULL
      );
      INSERT INTO audit_head (last_id, last_hash) VALUES (0, decode(repeat('00', 32), 'hex'));

      -- Its length in octets, a colon and its octets; a minus for what is not there.
      CREATE FUNCTION audit_field(value text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE WHEN value IS NULL THEN convert_to('-', 'UTF8')
               ELSE convert_to(octet_length(convert_to(value, 'UTF8'))::text || ':' || value, 'UTF8') END
      $$;

      CREATE FUNCTION audit_hash(e audit_event) RETURNS bytea LANGUAGE plpgsql STABLE
      SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        listed text := '';
        target text;
      BEGIN
        FOREACH target IN ARRAY e.targets LOOP
          listed := listed || convert_from(audit_field(target), 'UTF8');
        END LOOP;
        RETURN sha256(e.previous_hash
          || audit_field('portaria-audit-1')
          || audit_field(e.id::text)
          || audit_field(to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
          || audit_field(e.actor_kind) || audit_field(e.actor_name)
          || audit_field(e.actor_account_id::text) || audit_field(e.actor_client_id)
          || audit_field(e.action) || audit_field(listed) || audit_field(e.outcome) || audit_field(e.reason)
          || audit_field(e.before) || audit_field(e.after) || audit_field(e.request_id) || audit_field(e.address));
      END
      $$;

      CREATE FUNCTION append_audit(
        actor_kind text, actor_name text, actor_account_id bigint, actor_client_id text, action text, targets text[],
        outcome text, reason text, before text, after text, request_id text, address text
      ) RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER
      SET search_path = pg_catalog, public, pg_temp AS $$
      #variable_conflict use_variable
      DECLARE
        head audit_head;
        e audit_event;
      BEGIN
        -- Whatever the server's or the role's default is: what was acknowledged as done has its event on disk.
        PERFORM set_config('synchronous_commit', 'on', true);
        PERFORM FROM audit_head FOR UPDATE;
        SELECT * INTO STRICT head FROM audit_head;
        e.id := head.last_id + 1;
        e.at := clock_timestamp();
        e.actor_kind := actor_kind;
        e.actor_name := actor_name;
        e.actor_account_id := actor_account_id;
        e.actor_client_id := actor_client_id;
        e.action := action;
        e.targets := targets;
        e.outcome := outcome;
        e.reason := reason;
        e.before := before;
        e.after := after;
        e.request_id := request_id;
        e.address := address;
        e.previous_hash := head.last_hash;
        e.hash := audit_hash(e);
        INSERT INTO audit_event SELECT e.*;
        UPDATE audit_head SET last_id = e.id, last_hash = e.hash;
        RETURN e.id;
      END
      $$;

      -- Also what a default of the owner's (ALTER DEFAULT PRIVILEGES) may have granted.
      REVOKE ALL ON audit_event, audit_head FROM PUBLIC, portaria_app;
      GRANT SELECT ON audit_event, audit_head TO portaria_app;
      REVOKE ALL ON FUNCTION audit_field(text), audit_hash(audit_event) FROM PUBLIC;
      REVOKE ALL ON FUNCTION append_audit(text, text, bigint, text, text, text[], text, text, text, text, text, text)
        FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION append_audit(text, text, bigint, text, text, text[], text, text, text, text, text, text)
        TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}

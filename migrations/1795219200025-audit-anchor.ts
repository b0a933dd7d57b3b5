import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An archive of the audit trail that leaves the chain whole. The anchor names the last event that is in an archive and
 * no longer in the table; the chain goes on from its hash. audit_anchor_state has what the archived events say of each
 * account, user and certificate, so that a permission that no event explains is still found.
 *
 * Only the owner of the schema may archive. archive_audit demands a later event of the trail that names the last
 * archived event, its hash and the hash of the states: so the chain itself says what was archived, and none of them
 * can be changed later without breaking it.
 */
export class AuditAnchor1795219200025 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One row. Id 0: nothing was archived.
      CREATE TABLE audit_anchor (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        last_id bigint NOT NULL,
        last_hash bytea NOT NULL
      );
      INSERT INTO audit_anchor (last_id, last_hash) VALUES (0, decode(repeat('00', 32), 'hex'));

      CREATE TABLE audit_anchor_state (
        target text PRIMARY KEY,
        state text NOT NULL
      );

      -- Deletes the events up to this one. The caller has written the states in the same transaction.
      CREATE FUNCTION archive_audit(archived_id bigint, archived_hash text) RETURNS bigint LANGUAGE plpgsql VOLATILE
      SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        anchor audit_anchor;
        states text;
        deleted bigint;
      BEGIN
        PERFORM set_config('synchronous_commit', 'on', true);
        PERFORM FROM public.audit_anchor FOR UPDATE;
        SELECT * INTO STRICT anchor FROM public.audit_anchor;
        PERFORM FROM public.audit_event e WHERE e.id = archived_id AND encode(e.hash, 'hex') = archived_hash;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'there is no event % with the hash %', archived_id, archived_hash;
        END IF;
        SELECT encode(sha256(coalesce(string_agg(
                 public.audit_field(s.target) || public.audit_field(s.state), ''::bytea ORDER BY s.target COLLATE "C"),
                 ''::bytea)), 'hex')
        INTO states FROM public.audit_anchor_state s;
        PERFORM FROM public.audit_event e
        WHERE e.id > archived_id AND e.action = 'audit.archive' AND e.outcome = 'done'
          -- Compared as text: whoever may append an event could add one whose JSON cannot be parsed.
          AND e.after = format('{"audit trail":{"archivedTo":"%s","hash":"%s","states":"%s"}}',
            archived_id, archived_hash, states);
        IF NOT FOUND THEN
          RAISE EXCEPTION 'no later event of the trail says that it is archived to event % with these states', archived_id;
        END IF;
        DELETE FROM public.audit_event e WHERE e.id <= archived_id;
        GET DIAGNOSTICS deleted = ROW_COUNT;
        IF deleted <> archived_id - anchor.last_id THEN
          RAISE EXCEPTION 'events % to % are %, but % were found', anchor.last_id + 1, archived_id,
            archived_id - anchor.last_id, deleted;
        END IF;
        UPDATE public.audit_anchor SET last_id = archived_id, last_hash = decode(archived_hash, 'hex');
        RETURN deleted;
      END
      $$;

      -- Also what a default of the owner's (ALTER DEFAULT PRIVILEGES) may have granted.
      REVOKE ALL ON audit_anchor, audit_anchor_state FROM PUBLIC, portaria_app;
      GRANT SELECT ON audit_anchor, audit_anchor_state TO portaria_app;
      REVOKE ALL ON FUNCTION archive_audit(bigint, text) FROM PUBLIC, portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One audit event for many like refusals. An account that repeats what it is refused would otherwise add an event each
 * time, and events are kept permanently. record_refusal appends the first refusal at once and counts those that are like
 * it (the same account, client, action, targets and reason) for an hour; then one event has their number. They are counted
 * in a table and not in a process, in the transaction that a refusal would otherwise append its event in: a crash loses none.
 *
 * SECURITY DEFINER, since the application's role may only read the counters: with its login alone nobody takes a counted
 * refusal back. pg_temp is named, and last (see 1795219200008).
 */
export class RepeatedRefusals1795219200024 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE repeated_refusal (
        -- SHA-256 over what makes refusals alike.
        key bytea PRIMARY KEY,
        first_event bigint NOT NULL,
        ends_at timestamptz NOT NULL,
        repeats bigint NOT NULL DEFAULT 0,
        last_at timestamptz NOT NULL,
        actor_kind text NOT NULL,
        actor_name text NOT NULL,
        actor_account_id bigint,
        actor_client_id text,
        action text NOT NULL,
        targets text[] NOT NULL,
        reason text NOT NULL,
        -- Of the last one.
        request_id text,
        address text
      );
      CREATE INDEX repeated_refusal_ends_at ON repeated_refusal (ends_at);

      -- Appends the event that has the number of the repeats, if there were any, and ends the counting.
      CREATE FUNCTION end_repeated_refusal(r repeated_refusal) RETURNS void LANGUAGE plpgsql VOLATILE
      SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        IF r.repeats > 0 THEN
          PERFORM public.append_audit(
            r.actor_kind, r.actor_name, r.actor_account_id, r.actor_client_id, r.action, r.targets, 'refused',
            r.reason || ' (' || r.repeats || CASE WHEN r.repeats = 1 THEN ' more time)' ELSE ' more times)' END,
            NULL,
            json_build_object('repeats of event ' || r.first_event, json_build_object(
              'times', r.repeats, 'lastAt', to_char(r.last_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))::text,
            r.request_id, r.address);
        END IF;
        DELETE FROM public.repeated_refusal x WHERE x.key = r.key;
      END
      $$;

      CREATE FUNCTION record_refusal(
        actor_kind text, actor_name text, actor_account_id bigint, actor_client_id text, action text, targets text[],
        reason text, request_id text, address text
      ) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
      SET search_path = pg_catalog, public, pg_temp AS $$
      #variable_conflict use_variable
      DECLARE
        likeness bytea;
        target text;
        listed text := '';
        counted repeated_refusal;
        appended bigint;
      BEGIN
        FOREACH target IN ARRAY targets LOOP
          listed := listed || convert_from(public.audit_field(target), 'UTF8');
        END LOOP;
        likeness := sha256(
          public.audit_field(actor_kind) || public.audit_field(actor_account_id::text)
          || public.audit_field(actor_client_id) || public.audit_field(action) || public.audit_field(listed)
          || public.audit_field(reason));
        -- Also where only a number changes: a refusal that was answered is on disk.
        PERFORM set_config('synchronous_commit', 'on', true);
        -- Of like refusals that are the first at the same time, one appends and the others count. Also where another one
        -- ended the counting while this one waited for its row: then there is none, and this one is the first again.
        LOOP
          UPDATE public.repeated_refusal r
          SET repeats = r.repeats + 1, last_at = clock_timestamp(), actor_name = actor_name,
              request_id = request_id, address = address
          WHERE r.key = likeness AND r.ends_at > clock_timestamp();
          IF FOUND THEN RETURN; END IF;
          FOR counted IN SELECT * FROM public.repeated_refusal r WHERE r.key = likeness FOR UPDATE LOOP
            IF counted.ends_at <= clock_timestamp() THEN
              PERFORM public.end_repeated_refusal(counted);
            END IF;
          END LOOP;
          INSERT INTO public.repeated_refusal (
            key, first_event, ends_at, last_at, actor_kind, actor_name, actor_account_id, actor_client_id, action, targets,
            reason, request_id, address)
          VALUES (
            likeness, 0, clock_timestamp() + interval '1 hour', clock_timestamp(), actor_kind, actor_name,
            actor_account_id, actor_client_id, action, targets, reason, request_id, address)
          ON CONFLICT DO NOTHING;
          EXIT WHEN FOUND;
        END LOOP;
        appended := public.append_audit(
          actor_kind, actor_name, actor_account_id, actor_client_id, action, targets, 'refused', reason, NULL, NULL,
          request_id, address);
        UPDATE public.repeated_refusal r SET first_event = appended WHERE r.key = likeness;
      END
      $$;

      -- SKIP LOCKED: what a refusal counts at this moment is ended by the next call.
      CREATE FUNCTION end_repeated_refusals(at_most integer) RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER
      SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        ended integer := 0;
        counted repeated_refusal;
      BEGIN
        PERFORM set_config('synchronous_commit', 'on', true);
        FOR counted IN
          SELECT * FROM public.repeated_refusal r WHERE r.ends_at <= clock_timestamp()
          ORDER BY r.ends_at LIMIT at_most FOR UPDATE SKIP LOCKED
        LOOP
          PERFORM public.end_repeated_refusal(counted);
          ended := ended + 1;
        END LOOP;
        RETURN ended;
      END
      $$;

      REVOKE ALL ON repeated_refusal FROM PUBLIC, portaria_app;
      GRANT SELECT ON repeated_refusal TO portaria_app;
      REVOKE ALL ON FUNCTION end_repeated_refusal(repeated_refusal) FROM PUBLIC;
      REVOKE ALL ON FUNCTION record_refusal(text, text, bigint, text, text, text[], text, text, text) FROM PUBLIC;
      REVOKE ALL ON FUNCTION end_repeated_refusals(integer) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION record_refusal(text, text, bigint, text, text, text[], text, text, text) TO portaria_app;
      GRANT EXECUTE ON FUNCTION end_repeated_refusals(integer) TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Refusals are alike also where they name other things that do not exist. Attack: a token, also one that may only read,
 * names an account that does not exist, each time another one, and each refusal leaves an event, which is kept
 * permanently. So record_like_refusal gets what of the refusal counts for the likeness: `like_targets` has only what
 * exists, `like_reason` no id and no number of the caller. The event of the first one has what was named; the event with
 * the number of the repeats has it only where all of them named the same.
 *
 * A person at the command line has no account, so the name tells persons apart. record_refusal stays for processes of the
 * previous release.
 */
export class RefusalsOfMadeUpNames1795219200034 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION record_like_refusal(
        actor_kind text, actor_name text, actor_account_id bigint, actor_client_id text, action text, targets text[],
        reason text, like_targets text[], like_reason text, request_id text, address text
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
        FOREACH target IN ARRAY like_targets LOOP
          listed := listed || convert_from(public.audit_field(target), 'UTF8');
        END LOOP;
        likeness := sha256(
          public.audit_field(actor_kind)
          || public.audit_field(CASE WHEN actor_account_id IS NULL THEN actor_name ELSE actor_account_id::text END)
          || public.audit_field(actor_client_id) || public.audit_field(action) || public.audit_field(listed)
          || public.audit_field(like_reason));
        -- Also where only a number changes: a refusal that was answered is on disk.
        PERFORM set_config('synchronous_commit', 'on', true);
        -- Of like refusals that are the first at the same time, one appends and the others count. Also where another one
        -- ended the counting while this one waited for its row: then there is none, and this one is the first again.
        LOOP
          UPDATE public.repeated_refusal r
          SET repeats = r.repeats + 1, last_at = clock_timestamp(), actor_name = actor_name,
              request_id = request_id, address = address,
              targets = CASE WHEN r.targets = targets THEN targets ELSE like_targets END,
              reason = CASE WHEN r.reason = reason THEN reason ELSE like_reason END
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

      REVOKE ALL ON FUNCTION record_like_refusal(
        text, text, bigint, text, text, text[], text, text[], text, text, text) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION record_like_refusal(
        text, text, bigint, text, text, text[], text, text[], text, text, text) TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}

-- Made by `npm run schema:generate` from the migrations; a change is a new migration.
-- For reading: the current text of every table, view, function and grant. It is run nowhere.

-- tables

CREATE TABLE account (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    name text NOT NULL,
    tax_id text,
    kind text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    scopes text[] DEFAULT '{}'::text[] NOT NULL,
    networks cidr[] DEFAULT '{}'::cidr[] NOT NULL,
    tax_id_on_certificate boolean DEFAULT false NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    resource_server boolean DEFAULT false NOT NULL,
    stamp uuid NOT NULL,
    CONSTRAINT account_pkey PRIMARY KEY (id),
    CONSTRAINT account_changed_has_event TRIGGER DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT account_check CHECK (((NOT tax_id_on_certificate) OR (tax_id IS NOT NULL))),
    CONSTRAINT account_inserted_has_event TRIGGER DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT account_kind_check CHECK ((kind = ANY (ARRAY['merchant'::text, 'operator'::text]))),
    CONSTRAINT account_name_check CHECK ((name <> ''::text)),
    CONSTRAINT account_status_check CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text])))
);

CREATE TABLE account_certificate (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    account_id bigint NOT NULL,
    certificate_id bigint NOT NULL,
    linked_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    unlinked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    CONSTRAINT account_certificate_pkey PRIMARY KEY (id),
    CONSTRAINT account_certificate_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
    CONSTRAINT account_certificate_certificate_id_fkey FOREIGN KEY (certificate_id) REFERENCES certificate(id),
    CONSTRAINT account_certificate_changed_has_event TRIGGER DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT account_certificate_inserted_has_event TRIGGER DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE account_changes (
    account_id bigint NOT NULL,
    day date NOT NULL,
    changes integer DEFAULT 0 NOT NULL,
    refused integer DEFAULT 0 NOT NULL,
    revoked_tokens integer DEFAULT 0 NOT NULL,
    revocations integer DEFAULT 0 NOT NULL,
    CONSTRAINT account_changes_pkey PRIMARY KEY (account_id)
);

CREATE TABLE audit_anchor (
    one boolean DEFAULT true NOT NULL,
    last_id bigint NOT NULL,
    last_hash bytea NOT NULL,
    CONSTRAINT audit_anchor_pkey PRIMARY KEY (one),
    CONSTRAINT audit_anchor_one_check CHECK (one)
);

CREATE TABLE audit_anchor_state (
    target text NOT NULL,
    state text NOT NULL,
    CONSTRAINT audit_anchor_state_pkey PRIMARY KEY (target)
);

CREATE TABLE audit_event (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_kind text NOT NULL,
    actor_name text NOT NULL,
    actor_account_id bigint,
    actor_client_id text,
    action text NOT NULL,
    targets text[] NOT NULL,
    outcome text NOT NULL,
    reason text,
    before text,
    after text,
    request_id text,
    address text,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_event_pkey PRIMARY KEY (id),
    CONSTRAINT audit_event_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['account'::text, 'person'::text, 'system'::text]))),
    CONSTRAINT audit_event_id_check CHECK ((id > 0)),
    CONSTRAINT audit_event_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'refused'::text])))
);

CREATE TABLE audit_head (
    one boolean DEFAULT true NOT NULL,
    last_id bigint NOT NULL,
    last_hash bytea NOT NULL,
    CONSTRAINT audit_head_pkey PRIMARY KEY (one),
    CONSTRAINT audit_head_one_check CHECK (one)
);

CREATE TABLE certificate (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    fingerprint bytea NOT NULL,
    pem text NOT NULL,
    subject text NOT NULL,
    issuer text NOT NULL,
    serial text NOT NULL,
    key_type text NOT NULL,
    not_before timestamp with time zone NOT NULL,
    not_after timestamp with time zone NOT NULL,
    tax_id text,
    revoked_at timestamp with time zone,
    revoked_reason text,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT certificate_pkey PRIMARY KEY (id),
    CONSTRAINT certificate_fingerprint_check CHECK ((octet_length(fingerprint) = 32)),
    CONSTRAINT certificate_fingerprint_key UNIQUE (fingerprint)
);

CREATE TABLE certificate_authority (
    fingerprint bytea NOT NULL,
    subject text NOT NULL,
    pem text NOT NULL,
    chain text NOT NULL,
    key_type text NOT NULL,
    not_before timestamp with time zone NOT NULL,
    not_after timestamp with time zone NOT NULL,
    sealed bytea NOT NULL,
    crl_number bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT certificate_authority_pkey PRIMARY KEY (fingerprint),
    CONSTRAINT certificate_authority_changed_has_event TRIGGER DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT certificate_authority_fingerprint_check CHECK ((octet_length(fingerprint) = 32)),
    CONSTRAINT certificate_authority_inserted_has_event TRIGGER DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE change_without_event (
    target text NOT NULL,
    what text NOT NULL,
    times bigint NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    CONSTRAINT change_without_event_pkey PRIMARY KEY (target, what)
);

CREATE TABLE client_assertion (
    digest bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT client_assertion_pkey PRIMARY KEY (digest)
);

CREATE TABLE client_authority (
    fingerprint bytea NOT NULL,
    pem text NOT NULL,
    subject text NOT NULL,
    issuer text NOT NULL,
    key_type text NOT NULL,
    not_before timestamp with time zone NOT NULL,
    not_after timestamp with time zone NOT NULL,
    added_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    removed_at timestamp with time zone,
    CONSTRAINT client_authority_pkey PRIMARY KEY (fingerprint),
    CONSTRAINT client_authority_changed_has_event TRIGGER DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT client_authority_fingerprint_check CHECK ((octet_length(fingerprint) = 32)),
    CONSTRAINT client_authority_inserted_has_event TRIGGER DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE credential (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    account_id bigint NOT NULL,
    client_id text NOT NULL,
    label text DEFAULT ''::text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    scopes text[],
    expires_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT credential_pkey PRIMARY KEY (id),
    CONSTRAINT credential_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
    CONSTRAINT credential_changed_has_event TRIGGER DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT credential_client_id_check CHECK ((client_id ~ '^[A-Za-z0-9._-]{3,64}$'::text)),
    CONSTRAINT credential_client_id_key UNIQUE (client_id),
    CONSTRAINT credential_inserted_has_event TRIGGER DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT credential_status_check CHECK ((status = ANY (ARRAY['active'::text, 'revoked'::text])))
);

CREATE TABLE credential_contract (
    credential_id bigint NOT NULL,
    contract text NOT NULL,
    policy text NOT NULL,
    CONSTRAINT credential_contract_pkey PRIMARY KEY (credential_id, contract),
    CONSTRAINT credential_contract_changed_has_event TRIGGER DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT credential_contract_check CHECK ((NOT ((contract = 'avista'::text) AND (policy = 'none'::text)))),
    CONSTRAINT credential_contract_credential_id_fkey FOREIGN KEY (credential_id) REFERENCES credential(id),
    CONSTRAINT credential_contract_inserted_has_event TRIGGER DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT credential_contract_policy_check CHECK ((policy = ANY (ARRAY['tls'::text, 'header'::text, 'none'::text])))
);

CREATE TABLE credential_secret (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    credential_id bigint NOT NULL,
    digest text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expires_at timestamp with time zone,
    retired_at timestamp with time zone,
    last_used_at timestamp with time zone,
    CONSTRAINT credential_secret_pkey PRIMARY KEY (id),
    CONSTRAINT credential_secret_changed_has_event TRIGGER DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT credential_secret_credential_id_fkey FOREIGN KEY (credential_id) REFERENCES credential(id),
    CONSTRAINT credential_secret_inserted_has_event TRIGGER DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE idempotency (
    account_id bigint NOT NULL,
    key text NOT NULL,
    request_digest text NOT NULL,
    outcome text,
    facts bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    acknowledged boolean DEFAULT true NOT NULL,
    CONSTRAINT idempotency_pkey PRIMARY KEY (account_id, key),
    CONSTRAINT idempotency_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id)
);

CREATE TABLE moved_digest (
    hash bytea NOT NULL,
    secret_id bigint,
    user_id uuid,
    password_set_at timestamp with time zone,
    replaces boolean NOT NULL,
    CONSTRAINT moved_digest_check CHECK ((num_nonnulls(secret_id, user_id) = 1)),
    CONSTRAINT moved_digest_hash_secret_id_user_id_password_set_at_replace_key UNIQUE NULLS NOT DISTINCT (hash, secret_id, user_id, password_set_at, replaces)
);

CREATE TABLE notice (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    account_id bigint,
    data jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT notice_pkey PRIMARY KEY (id),
    CONSTRAINT notice_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
    CONSTRAINT notice_key_key UNIQUE (key)
);

CREATE TABLE notice_delivery (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    notice_id uuid NOT NULL,
    recipient_id bigint NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    last_error text,
    attempted_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT notice_delivery_pkey PRIMARY KEY (id),
    CONSTRAINT notice_delivery_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id) ON DELETE CASCADE,
    CONSTRAINT notice_delivery_notice_id_recipient_id_key UNIQUE (notice_id, recipient_id),
    CONSTRAINT notice_delivery_recipient_id_fkey FOREIGN KEY (recipient_id) REFERENCES notice_recipient(id),
    CONSTRAINT notice_delivery_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text])))
);

CREATE TABLE notice_recipient (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    account_id bigint,
    kind text NOT NULL,
    address text NOT NULL,
    sealed bytea,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    removed_at timestamp with time zone,
    CONSTRAINT notice_recipient_pkey PRIMARY KEY (id),
    CONSTRAINT notice_recipient_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
    CONSTRAINT notice_recipient_address_check CHECK (((length(address) >= 1) AND (length(address) <= 2048))),
    CONSTRAINT notice_recipient_check CHECK (((kind = 'webhook'::text) = (sealed IS NOT NULL))),
    CONSTRAINT notice_recipient_kind_check CHECK ((kind = ANY (ARRAY['webhook'::text, 'email'::text])))
);

CREATE TABLE process_heartbeat (
    id uuid NOT NULL,
    host text NOT NULL,
    role text NOT NULL,
    version text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    master_keys text DEFAULT ''::text NOT NULL,
    CONSTRAINT process_heartbeat_pkey PRIMARY KEY (id),
    CONSTRAINT process_heartbeat_host_check CHECK ((host ~ '^[!-~]{1,255}$'::text)),
    CONSTRAINT process_heartbeat_master_keys_check CHECK ((master_keys ~ '^([0-9a-f]{16}( |$)){0,20}$'::text)),
    CONSTRAINT process_heartbeat_role_check CHECK ((role = ANY (ARRAY['all'::text, 'issue'::text, 'manage'::text]))),
    CONSTRAINT process_heartbeat_settings_check CHECK (((jsonb_typeof(settings) = 'object'::text) AND (octet_length((settings)::text) <= 16000))),
    CONSTRAINT process_heartbeat_version_check CHECK ((version ~ '^[0-9A-Za-z.+-]{1,60}$'::text))
) WITH (fillfactor=50);

CREATE TABLE refresh_family (
    id uuid NOT NULL,
    resource_owner_id uuid NOT NULL,
    account_id bigint NOT NULL,
    certificate_id bigint,
    scopes text[] NOT NULL,
    generation integer DEFAULT 1 NOT NULL,
    password_set_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    rotated_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    revoked_reason text,
    CONSTRAINT refresh_family_pkey PRIMARY KEY (id),
    CONSTRAINT refresh_family_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
    CONSTRAINT refresh_family_certificate_id_fkey FOREIGN KEY (certificate_id) REFERENCES certificate(id),
    CONSTRAINT refresh_family_resource_owner_id_fkey FOREIGN KEY (resource_owner_id) REFERENCES resource_owner(id),
    CONSTRAINT refresh_family_revoked_check CHECK (((revoked_at IS NULL) = (revoked_reason IS NULL)))
);

CREATE TABLE refusal (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    at timestamp with time zone NOT NULL,
    request_id text NOT NULL,
    contract text NOT NULL,
    door text NOT NULL,
    reason text NOT NULL,
    detail text NOT NULL,
    client_id text,
    account_id bigint,
    fingerprint bytea,
    source_address inet,
    certificate_subject text,
    certificate_not_before timestamp with time zone,
    certificate_not_after timestamp with time zone,
    CONSTRAINT refusal_pkey PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);

CREATE TABLE repeated_refusal (
    key bytea NOT NULL,
    first_event bigint NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    repeats bigint DEFAULT 0 NOT NULL,
    last_at timestamp with time zone NOT NULL,
    actor_kind text NOT NULL,
    actor_name text NOT NULL,
    actor_account_id bigint,
    actor_client_id text,
    action text NOT NULL,
    targets text[] NOT NULL,
    reason text NOT NULL,
    request_id text,
    address text,
    CONSTRAINT repeated_refusal_pkey PRIMARY KEY (key)
);

CREATE TABLE resource_owner (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    account_id bigint NOT NULL,
    username text NOT NULL,
    digest text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    password_set_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    scopes text[],
    CONSTRAINT resource_owner_pkey PRIMARY KEY (id),
    CONSTRAINT resource_owner_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
    CONSTRAINT resource_owner_changed_has_event TRIGGER DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT resource_owner_inserted_has_event TRIGGER DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT resource_owner_status_check CHECK ((status = ANY (ARRAY['active'::text, 'disabled'::text]))),
    CONSTRAINT resource_owner_username_check CHECK ((username ~ '^[a-z0-9.@_+-]{3,128}$'::text)),
    CONSTRAINT resource_owner_username_key UNIQUE (username)
);

CREATE TABLE retention (
    parent text NOT NULL,
    days integer NOT NULL,
    CONSTRAINT retention_pkey PRIMARY KEY (parent),
    CONSTRAINT retention_days_check CHECK ((days >= 1)),
    CONSTRAINT retention_parent_check CHECK ((parent = ANY (ARRAY['token_issuance'::text, 'refusal'::text])))
);

CREATE TABLE revocation (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    effective_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT revocation_pkey PRIMARY KEY (id),
    CONSTRAINT revocation_kind_check CHECK ((kind = ANY (ARRAY['token'::text, 'secret'::text, 'credential'::text, 'certificate'::text, 'account-and-certificate'::text, 'refresh-family'::text, 'account'::text])))
);

CREATE TABLE schema_migration (
    id integer DEFAULT nextval('schema_migration_id_seq'::regclass) NOT NULL,
    timestamp bigint NOT NULL,
    name character varying NOT NULL,
    CONSTRAINT PK_0edff5015b71cc0389ae0f4b9a1 PRIMARY KEY (id)
);

CREATE TABLE seen_digest (
    hash bytea NOT NULL,
    secret_id bigint,
    user_id uuid,
    password_set_at timestamp with time zone,
    CONSTRAINT seen_digest_pkey PRIMARY KEY (hash),
    CONSTRAINT seen_digest_check CHECK ((num_nonnulls(secret_id, user_id) = 1))
);

CREATE TABLE signing_key (
    kid text NOT NULL,
    algorithm text NOT NULL,
    use text NOT NULL,
    sealed bytea NOT NULL,
    state text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    activated_at timestamp with time zone,
    retired_at timestamp with time zone,
    activates_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    retires_at timestamp with time zone,
    dropped_at timestamp with time zone,
    CONSTRAINT signing_key_pkey PRIMARY KEY (kid),
    CONSTRAINT signing_key_algorithm_check CHECK ((algorithm = ANY (ARRAY['HS256'::text, 'RS256'::text, 'ES256'::text]))),
    CONSTRAINT signing_key_state_check CHECK ((state = ANY (ARRAY['next'::text, 'active'::text, 'retiring'::text, 'retired'::text])))
);

CREATE TABLE token_issuance (
    jti uuid NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL,
    credential_id bigint,
    secret_id bigint,
    certificate_id bigint,
    contract text NOT NULL,
    scopes text NOT NULL,
    source_address inet,
    request_id text NOT NULL,
    resource_owner_id uuid,
    family_id uuid,
    session_id uuid,
    signed_in_at timestamp with time zone,
    CONSTRAINT token_issuance_pkey PRIMARY KEY (issued_at, jti)
) PARTITION BY RANGE (issued_at);

CREATE TABLE token_request_count (
    step text NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    contract text NOT NULL,
    outcome text NOT NULL,
    count bigint NOT NULL,
    CONSTRAINT token_request_count_pkey PRIMARY KEY (step, starts_at, contract, outcome),
    CONSTRAINT token_request_count_contract_check CHECK ((contract ~ '^[a-z][a-z_-]{0,39}$'::text)),
    CONSTRAINT token_request_count_count_check CHECK ((count > 0)),
    CONSTRAINT token_request_count_outcome_check CHECK ((outcome ~ '^[a-z][a-z_]{0,39}$'::text)),
    CONSTRAINT token_request_count_step_check CHECK ((step = ANY (ARRAY['minute'::text, 'hour'::text])))
) WITH (fillfactor=50);


-- indexes

CREATE INDEX account_name_words ON public.account USING gin (to_tsvector('simple'::regconfig, regexp_replace(lower(translate(name, 'ÁÀÂÃÄÅÇÉÈÊËÍÌÎÏÑÓÒÔÕÖÚÙÛÜáàâãäåçéèêëíìîïñóòôõöúùûü'::text, 'aaaaaaceeeeiiiinooooouuuuaaaaaaceeeeiiiinooooouuuu'::text)), '[^[:alnum:]]+'::text, ' '::text, 'g'::text))) WITH (fastupdate=off);
CREATE INDEX account_tax_id ON public.account USING btree (tax_id text_pattern_ops) WHERE (tax_id IS NOT NULL);
CREATE INDEX account_certificate_account ON public.account_certificate USING btree (account_id);
CREATE UNIQUE INDEX account_certificate_live ON public.account_certificate USING btree (certificate_id, account_id) WHERE (unlinked_at IS NULL);
CREATE INDEX audit_event_at ON public.audit_event USING btree (at);
CREATE INDEX audit_event_targets ON public.audit_event USING gin (targets);
CREATE INDEX certificate_not_after ON public.certificate USING btree (not_after);
CREATE INDEX certificate_revoked ON public.certificate USING btree (issuer) WHERE (revoked_at IS NOT NULL);
CREATE UNIQUE INDEX certificate_authority_one_signs ON public.certificate_authority USING btree ((true)) WHERE (retired_at IS NULL);
CREATE INDEX client_assertion_expires ON public.client_assertion USING btree (expires_at);
CREATE INDEX credential_account ON public.credential USING btree (account_id);
CREATE INDEX credential_secret_digest_pepper ON public.credential_secret USING btree (split_part(digest, '$'::text, 2)) WHERE ((retired_at IS NULL) AND (digest !~ '^([$]|pbkdf2_)'::text));
CREATE INDEX credential_secret_expires ON public.credential_secret USING btree (expires_at) WHERE ((retired_at IS NULL) AND (expires_at IS NOT NULL));
CREATE INDEX credential_secret_live ON public.credential_secret USING btree (credential_id) WHERE (retired_at IS NULL);
CREATE INDEX credential_secret_unsealed ON public.credential_secret USING btree (id) WHERE ((retired_at IS NULL) AND (digest ~ '^([$]|pbkdf2_)'::text));
CREATE INDEX idempotency_created ON public.idempotency USING btree (created_at);
CREATE INDEX notice_created ON public.notice USING btree (created_at);
CREATE INDEX notice_delivery_state ON public.notice_delivery USING btree (state, id) WHERE (state <> 'delivered'::text);
CREATE INDEX notice_recipient_account ON public.notice_recipient USING btree (account_id) WHERE (removed_at IS NULL);
CREATE INDEX refresh_family_account ON public.refresh_family USING btree (account_id) WHERE (revoked_at IS NULL);
CREATE INDEX refresh_family_expires ON public.refresh_family USING btree (expires_at);
CREATE INDEX refresh_family_owner ON public.refresh_family USING btree (resource_owner_id, created_at, id) WHERE (revoked_at IS NULL);
CREATE INDEX refresh_family_superseded ON public.refresh_family USING btree (resource_owner_id, rotated_at) WHERE (revoked_reason = 'superseded'::text);
CREATE INDEX refusal_account ON ONLY public.refusal USING btree (account_id, at) WHERE (account_id IS NOT NULL);
CREATE INDEX refusal_request ON ONLY public.refusal USING btree (request_id);
CREATE INDEX repeated_refusal_ends_at ON public.repeated_refusal USING btree (ends_at);
CREATE INDEX resource_owner_account ON public.resource_owner USING btree (account_id);
CREATE INDEX resource_owner_digest_pepper ON public.resource_owner USING btree (split_part(digest, '$'::text, 2)) WHERE (digest !~ '^([$]|pbkdf2_)'::text);
CREATE INDEX resource_owner_unsealed ON public.resource_owner USING btree (id) WHERE (digest ~ '^([$]|pbkdf2_)'::text);
CREATE INDEX revocation_effective ON public.revocation USING btree (effective_at);
CREATE INDEX revocation_expires ON public.revocation USING btree (expires_at);
CREATE INDEX revocation_subject ON public.revocation USING btree (kind, subject);
CREATE UNIQUE INDEX signing_key_one_active ON public.signing_key USING btree (algorithm, use) WHERE (state = 'active'::text);


-- views

CREATE VIEW signing_key_ring AS
 SELECT kid,
    algorithm,
    use,
    sealed,
    created_at,
    activates_at,
    retires_at,
    dropped_at,
        CASE
            WHEN NOT lives THEN 'retired'::text
            WHEN NOT signs THEN 'next'::text
            WHEN row_number() OVER (PARTITION BY algorithm, use, (lives AND signs) ORDER BY activates_at DESC, kid DESC) = 1 THEN 'active'::text
            ELSE 'retiring'::text
        END AS state
   FROM ( SELECT s.kid,
            s.algorithm,
            s.use,
            s.sealed,
            s.state,
            s.created_at,
            s.activated_at,
            s.retired_at,
            s.activates_at,
            s.retires_at,
            s.dropped_at,
            s.activates_at <= t.now AS signs,
            s.dropped_at IS NULL AND (s.retires_at IS NULL OR s.retires_at > t.now) AS lives
           FROM signing_key s,
            ( SELECT clock_timestamp() AS now) t) k;


-- functions

CREATE OR REPLACE FUNCTION public.acknowledge_reused_family(revocation bigint)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
        WITH moment AS MATERIALIZED (
          SELECT greatest(clock_timestamp(), max(t.issued_at)) AS at
          FROM public.token_issuance t WHERE t.issued_at > now() - interval '1 day' AND t.issued_at < now() + interval '1000 seconds')
        UPDATE public.revocation r SET effective_at = m.at, expires_at = m.at + interval '3900 seconds'
        FROM moment m WHERE r.id = $1 AND r.kind = 'refresh-family' AND r.effective_at < m.at
      $function$;

CREATE OR REPLACE FUNCTION public.add_token_request_counts(ages_ms double precision[], contracts text[], outcomes text[], counts bigint[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET lock_timeout TO '1s'
AS $function$
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
      $function$;

CREATE OR REPLACE FUNCTION public.any_clock()
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$ SELECT false $function$;

CREATE OR REPLACE FUNCTION public.append_audit(actor_kind text, actor_name text, actor_account_id bigint, actor_client_id text, action text, targets text[], outcome text, reason text, before text, after text, request_id text, address text)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
      $function$;

CREATE OR REPLACE FUNCTION public.archive_audit(archived_id bigint, archived_hash text)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
      $function$;

CREATE OR REPLACE FUNCTION public.assert_read_committed()
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      BEGIN
        IF current_setting('transaction_isolation') <> 'read committed' THEN
          RAISE EXCEPTION USING ERRCODE = 'invalid_transaction_state',
            MESSAGE = format('no token is recorded under the isolation "%s": it could be one that was revoked before. '
              'Remove default_transaction_isolation from postgresql.conf, ALTER DATABASE %I and ALTER ROLE %I, or set it '
              'to "read committed", and open the connections anew',
              current_setting('transaction_isolation'), current_database(), session_user);
        END IF;
      END
      $function$;

CREATE OR REPLACE FUNCTION public.audit_field(value text)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE
AS $function$
        SELECT CASE WHEN value IS NULL THEN convert_to('-', 'UTF8')
               ELSE convert_to(octet_length(convert_to(value, 'UTF8'))::text || ':' || value, 'UTF8') END
      $function$;

CREATE OR REPLACE FUNCTION public.audit_hash(e audit_event)
 RETURNS bytea
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
      $function$;

CREATE OR REPLACE FUNCTION public.clear_ended_assertions(most integer)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
        WITH ended AS (
          SELECT c.digest FROM client_assertion c WHERE c.expires_at < clock_timestamp() - interval '1 minute'
          ORDER BY c.expires_at LIMIT most FOR UPDATE SKIP LOCKED),
        cleared AS (DELETE FROM client_assertion c USING ended e WHERE c.digest = e.digest RETURNING 1)
        SELECT count(*) FROM cleared
      $function$;

CREATE OR REPLACE FUNCTION public.clear_ended_revocations(at_most integer)
 RETURNS integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
        WITH ended AS (
          SELECT r.id FROM public.revocation r
          WHERE r.expires_at < clock_timestamp()
            AND (r.kind <> 'account' OR EXISTS (
              SELECT FROM public.revocation n
              WHERE n.kind = r.kind AND n.subject = r.subject AND (n.effective_at, n.id) > (r.effective_at, r.id)))
          ORDER BY r.expires_at LIMIT at_most
          FOR UPDATE SKIP LOCKED
        ), cleared AS (
          DELETE FROM public.revocation r USING ended e WHERE r.id = e.id RETURNING r.id
        )
        SELECT count(*)::integer FROM cleared
      $function$;

CREATE OR REPLACE FUNCTION public.clear_missing_processes()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
        WITH missing AS (
          SELECT p.id FROM public.process_heartbeat p
          WHERE p.last_seen_at < clock_timestamp() - interval '1 day' FOR UPDATE SKIP LOCKED),
        cleared AS (DELETE FROM public.process_heartbeat p USING missing m WHERE p.id = m.id RETURNING 1)
        SELECT count(*) FROM cleared
      $function$;

CREATE OR REPLACE FUNCTION public.clear_old_token_request_counts(most integer)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
        WITH old AS (
          SELECT c.step, c.starts_at, c.contract, c.outcome FROM public.token_request_count c
          WHERE (c.step = 'minute' AND c.starts_at < clock_timestamp() - interval '25 hours')
             OR (c.step = 'hour' AND c.starts_at < clock_timestamp() - interval '9 days')
          LIMIT most FOR UPDATE SKIP LOCKED),
        cleared AS (
          DELETE FROM public.token_request_count c USING old o
          WHERE (c.step, c.starts_at, c.contract, c.outcome) = (o.step, o.starts_at, o.contract, o.outcome) RETURNING 1)
        SELECT count(*) FROM cleared
      $function$;

CREATE OR REPLACE FUNCTION public.create_partitions_ahead()
 RETURNS TABLE(action text, partition text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
      $function$;

CREATE OR REPLACE FUNCTION public.end_repeated_refusal(r repeated_refusal)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
      $function$;

CREATE OR REPLACE FUNCTION public.end_repeated_refusals(at_most integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
      $function$;

CREATE OR REPLACE FUNCTION public.end_reused_family(family uuid, request_id text, address text)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET lock_timeout TO '1s'
AS $function$
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
      $function$;

CREATE OR REPLACE FUNCTION public.has_unpeppered_digests()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
        SELECT EXISTS (SELECT FROM public.credential_secret WHERE retired_at IS NULL AND digest ~ '^([$]|pbkdf2_)')
          OR EXISTS (SELECT FROM public.resource_owner WHERE digest ~ '^([$]|pbkdf2_)')
      $function$;

CREATE OR REPLACE FUNCTION public.keep_certificate()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      BEGIN
        IF NOT pg_has_role(session_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE') THEN
          NEW.pem := OLD.pem; NEW.subject := OLD.subject; NEW.issuer := OLD.issuer; NEW.serial := OLD.serial; NEW.not_before := OLD.not_before; NEW.not_after := OLD.not_after; NEW.tax_id := OLD.tax_id; NEW.key_type := OLD.key_type;
        END IF;
        RETURN NEW;
      END
      $function$;

CREATE OR REPLACE FUNCTION public.keep_refresh_family()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      BEGIN
        IF NOT pg_has_role(session_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE') THEN
          RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = TG_TABLE_NAME || ': a login is cleared away after its end';
        END IF;
        RETURN coalesce(NEW, OLD);
      END
      $function$;

CREATE OR REPLACE FUNCTION public.keep_retired_secret()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      BEGIN
        IF NOT pg_has_role(session_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE') THEN
          IF ROW(OLD.retired_at) IS DISTINCT FROM ROW(NEW.retired_at) THEN RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = TG_TABLE_NAME || ': what ended stays ended';
          END IF;
          -- Also a digest that moves to another pepper just when its secret is retired: that is no error.
          NEW.digest := OLD.digest;
          NEW.expires_at := OLD.expires_at;
        END IF;
        RETURN coalesce(NEW, OLD);
      END
      $function$;

CREATE OR REPLACE FUNCTION public.keep_revoked_certificate()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      BEGIN
        IF NOT pg_has_role(session_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE') THEN
          IF ROW(OLD.fingerprint, OLD.revoked_at) IS DISTINCT FROM ROW(NEW.fingerprint, NEW.revoked_at) OR (OLD.revoked_reason = 'keyCompromise' AND ROW(OLD.revoked_reason) IS DISTINCT FROM ROW(NEW.revoked_reason)) THEN
            RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = TG_TABLE_NAME || ': what ended stays ended';
          END IF;
          -- The list of revoked certificates and the search for compromised keys read these.
          NEW.pem := OLD.pem;
          NEW.issuer := OLD.issuer;
          NEW.serial := OLD.serial;
          NEW.not_after := OLD.not_after;
        END IF;
        RETURN coalesce(NEW, OLD);
      END
      $function$;

CREATE OR REPLACE FUNCTION public.keep_signing_key()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      BEGIN
        IF NOT pg_has_role(session_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE') THEN
          IF ROW(OLD.kid, OLD.algorithm, OLD.use, OLD.created_at) IS DISTINCT FROM ROW(NEW.kid, NEW.algorithm, NEW.use, NEW.created_at) OR (OLD.dropped_at IS NOT NULL AND ROW(OLD.dropped_at) IS DISTINCT FROM ROW(NEW.dropped_at))
            OR NEW.activates_at > OLD.activates_at
          THEN RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = TG_TABLE_NAME || ': what ended stays ended';
          END IF;
          
          IF NEW.retires_at IS NULL OR NEW.retires_at > OLD.retires_at THEN
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
      $function$;

CREATE OR REPLACE FUNCTION public.live_admin_keys()
 RETURNS TABLE(kid text, algorithm text, use text, state text, sealed bytea, shared_until_ms double precision)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
        SELECT k.kid, k.algorithm, k.use, k.state, k.sealed,
               CASE WHEN EXISTS (SELECT FROM public.signing_key s WHERE s.use = 'sig' AND s.created_at < f.at)
                 THEN extract(epoch FROM f.at + interval '1 hour')::float8 * 1000 END
        FROM public.read_signing_keys() k,
             (SELECT min(s.created_at) AS at FROM public.signing_key s WHERE s.use = 'admin') f
        WHERE k.state <> 'retired' AND k.use = 'admin'
      $function$;

CREATE OR REPLACE FUNCTION public.live_signing_keys()
 RETURNS TABLE(kid text, algorithm text, use text, state text, sealed bytea)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
        SELECT k.kid, k.algorithm, k.use, k.state, k.sealed FROM public.read_signing_keys() k
        WHERE k.state <> 'retired' AND k.use = 'sig'
      $function$;

CREATE OR REPLACE FUNCTION public.maintain_partitions(days_ahead integer, issuance_days integer, refusal_days integer)
 RETURNS TABLE(action text, partition text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      DECLARE
        today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
        item record;
      BEGIN
        IF least(days_ahead, issuance_days, refusal_days) < 1 OR days_ahead > 366 THEN
          RAISE EXCEPTION 'days must be at least 1, days ahead at most 366: today and the future are never dropped';
        END IF;
        -- One at a time over all processes; the others find the work done.
        IF NOT pg_try_advisory_xact_lock(7305809) THEN
          RETURN;
        END IF;
        -- DROP queues for an exclusive lock on the parent, and every insert of the hot path queues behind it. So it waits
        -- only this long: a partition that a transaction reads (a backup) is kept until the next time.
        SET LOCAL lock_timeout = '100ms';
        FOR item IN
          SELECT p.parent, d::date AS day
          FROM (VALUES ('token_issuance'), ('refusal')) AS p (parent),
               generate_series(today - 1, today + days_ahead, interval '1 day') AS d
          WHERE to_regclass(format('public.%s_%s', p.parent, to_char(d, 'YYYYMMDD'))) IS NULL
        LOOP
          PERFORM public.make_day_partition(item.parent, item.day);
          action := 'made';
          partition := format('%s_%s', item.parent, to_char(item.day, 'YYYYMMDD'));
          RETURN NEXT;
        END LOOP;
        FOR item IN
          SELECT c.relname
          FROM public.retention r
          JOIN (VALUES ('token_issuance', 'public.token_issuance'::regclass, issuance_days),
                       ('refusal', 'public.refusal'::regclass, refusal_days))
            AS p (parent, relation, days_asked) ON p.parent = r.parent
          JOIN pg_catalog.pg_inherits i ON i.inhparent = p.relation
          JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
          WHERE c.relname ~ '_[0-9]{8}$'
            AND to_date(right(c.relname, 8), 'YYYYMMDD') < today - greatest(r.days, p.days_asked)
          ORDER BY c.relname
        LOOP
          BEGIN
            EXECUTE format('DROP TABLE public.%I', item.relname);
            action := 'dropped';
          EXCEPTION WHEN lock_not_available THEN
            action := 'kept';
          END;
          partition := item.relname;
          RETURN NEXT;
        END LOOP;
      END
      $function$;

CREATE OR REPLACE FUNCTION public.make_day_partition(parent text, day date)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      DECLARE
        part text := format('%s_%s', parent, to_char(day, 'YYYYMMDD'));
      BEGIN
        IF parent NOT IN ('token_issuance', 'refusal') THEN
          RAISE EXCEPTION 'no such partitioned table: %', parent;
        END IF;
        IF to_regclass('public.' || part) IS NOT NULL THEN
          RETURN;
        END IF;
        -- Made apart and attached: ATTACH takes a lock that lets the inserts of the hot path go on.
        EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent);
        EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', parent, part,
                       day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
      END
      $function$;

CREATE OR REPLACE FUNCTION public.move_revocation_forward()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      BEGIN
        IF NOT pg_has_role(session_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE') THEN
          NEW.effective_at := greatest(OLD.effective_at, NEW.effective_at);
          NEW.expires_at := greatest(OLD.expires_at, NEW.expires_at);
        END IF;
        RETURN coalesce(NEW, OLD);
      END
      $function$;

CREATE OR REPLACE FUNCTION public.note_change_without_event()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      DECLARE
        named text[];
        parts text[];
        client text;
        owner bigint;
      BEGIN
        IF pg_has_role(session_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE') THEN
          RETURN NULL;
        END IF;
        CASE TG_TABLE_NAME
        WHEN 'account' THEN
          named := ARRAY['account ' || coalesce(NEW.id, OLD.id)];
          IF TG_OP = 'UPDATE' THEN SELECT array_agg(v.name) INTO parts FROM (VALUES ('name', OLD.name IS DISTINCT FROM NEW.name), ('taxId', OLD.tax_id IS DISTINCT FROM NEW.tax_id), ('kind', OLD.kind IS DISTINCT FROM NEW.kind), ('status', OLD.status IS DISTINCT FROM NEW.status), ('scopes', OLD.scopes IS DISTINCT FROM NEW.scopes), ('networks', OLD.networks IS DISTINCT FROM NEW.networks), ('taxIdOnCertificate', OLD.tax_id_on_certificate IS DISTINCT FROM NEW.tax_id_on_certificate), ('resourceServer', OLD.resource_server IS DISTINCT FROM NEW.resource_server)) AS v (name, changed) WHERE v.changed; ELSE parts := '{the account}'; END IF;
        WHEN 'resource_owner' THEN
          named := ARRAY['realm-user ' || coalesce(NEW.username, OLD.username)];
          IF TG_OP = 'UPDATE' THEN SELECT array_agg(v.name) INTO parts FROM (VALUES ('account', OLD.account_id IS DISTINCT FROM NEW.account_id), ('status', OLD.status IS DISTINCT FROM NEW.status), ('scopes', OLD.scopes IS DISTINCT FROM NEW.scopes), ('passwordSetAt', OLD.password_set_at IS DISTINCT FROM NEW.password_set_at)) AS v (name, changed) WHERE v.changed; END IF;
          parts := coalesce(parts, '{the user}');
        WHEN 'client_authority' THEN
          named := array_remove(
            ARRAY['client-ca ' || encode(OLD.fingerprint, 'hex'), 'client-ca ' || encode(NEW.fingerprint, 'hex')], NULL);
          parts := '{the client CA}';
        WHEN 'certificate_authority' THEN
          named := ARRAY['ca ' || encode(coalesce(NEW.fingerprint, OLD.fingerprint), 'hex')];
          parts := '{the CA}';
        WHEN 'account_certificate' THEN
          named := ARRAY['account ' || coalesce(NEW.account_id, OLD.account_id)];
          SELECT ARRAY['certificate ' || encode(x.fingerprint, 'hex')] INTO parts
          FROM public.certificate x WHERE x.id = coalesce(NEW.certificate_id, OLD.certificate_id);
        WHEN 'credential' THEN
          named := ARRAY['account ' || coalesce(NEW.account_id, OLD.account_id)];
          parts := ARRAY['credential ' || coalesce(NEW.client_id, OLD.client_id)];
        ELSE
          SELECT c.client_id, c.account_id INTO client, owner
          FROM public.credential c WHERE c.id = coalesce(NEW.credential_id, OLD.credential_id);
          named := ARRAY['account ' || owner];
          IF TG_TABLE_NAME = 'credential_contract' THEN
            parts := ARRAY['contract ' || coalesce(NEW.contract, OLD.contract) || ' of credential ' || client];
          ELSE
            parts := ARRAY['secret ' || coalesce(NEW.id, OLD.id) || ' of credential ' || client];
          END IF;
        END CASE;
        INSERT INTO public.change_without_event AS c (target, what, times, first_at, last_at)
        SELECT t.target, p.what, 1, clock_timestamp(), clock_timestamp()
        FROM (SELECT DISTINCT n FROM unnest(named) AS n) AS t (target), unnest(parts) AS p (what)
        WHERE NOT EXISTS (
          SELECT FROM (
            SELECT e.xmin AS transaction, e.outcome, e.targets FROM public.audit_event e ORDER BY e.id DESC LIMIT 8) AS n
          WHERE n.transaction = pg_current_xact_id()::xid AND n.outcome = 'done' AND t.target = ANY (n.targets))
        ON CONFLICT ON CONSTRAINT change_without_event_pkey
          DO UPDATE SET times = c.times + 1, last_at = clock_timestamp();
        RETURN NULL;
      END
      $function$;

CREATE OR REPLACE FUNCTION public.note_digest(digest text, secret_id bigint, user_id uuid, password_set_at timestamp with time zone, replaces boolean)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      #variable_conflict use_column
      DECLARE
        seen bytea := sha256(convert_to(note_digest.digest, 'UTF8'));
      BEGIN
        INSERT INTO public.seen_digest (hash, secret_id, user_id, password_set_at)
        VALUES (seen, note_digest.secret_id, note_digest.user_id, note_digest.password_set_at) ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
          INSERT INTO public.moved_digest (hash, secret_id, user_id, password_set_at, replaces)
          SELECT seen, note_digest.secret_id, note_digest.user_id, note_digest.password_set_at, note_digest.replaces
          WHERE NOT EXISTS (
            SELECT FROM public.seen_digest s
            WHERE s.hash = seen AND (s.secret_id, s.user_id, s.password_set_at)
              IS NOT DISTINCT FROM (note_digest.secret_id, note_digest.user_id, note_digest.password_set_at))
          ON CONFLICT DO NOTHING;
        END IF;
      END
      $function$;

CREATE OR REPLACE FUNCTION public.note_digest_of_secret()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      BEGIN
        PERFORM public.note_digest(NEW.digest, NEW.id, NULL, NULL, TG_OP = 'UPDATE');
        RETURN NULL;
      END
      $function$;

CREATE OR REPLACE FUNCTION public.note_digest_of_user()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      BEGIN
        PERFORM public.note_digest(NEW.digest, NULL, NEW.id, NEW.password_set_at, TG_OP = 'UPDATE');
        RETURN NULL;
      END
      $function$;

CREATE OR REPLACE FUNCTION public.peppers_in_use()
 RETURNS SETOF text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      DECLARE
        pepper text := '';
        next_pepper text;
      BEGIN
        LOOP
          SELECT least(
            (SELECT split_part(s.digest, '$', 2) FROM credential_secret s
             WHERE s.retired_at IS NULL AND s.digest !~ '^([$]|pbkdf2_)' AND split_part(s.digest, '$', 2) > pepper
             ORDER BY split_part(s.digest, '$', 2) LIMIT 1),
            (SELECT split_part(u.digest, '$', 2) FROM resource_owner u
             WHERE u.digest !~ '^([$]|pbkdf2_)' AND split_part(u.digest, '$', 2) > pepper
             ORDER BY split_part(u.digest, '$', 2) LIMIT 1)) INTO next_pepper;
          EXIT WHEN next_pepper IS NULL;
          pepper := next_pepper;
          -- Secrets of revoked credentials, expired ones, and disabled users lie there as well: nobody needs their pepper.
          IF EXISTS (
            SELECT FROM credential_secret s JOIN credential c ON c.id = s.credential_id
            WHERE s.retired_at IS NULL AND s.digest !~ '^([$]|pbkdf2_)' AND split_part(s.digest, '$', 2) = pepper
              AND (s.expires_at IS NULL OR s.expires_at > clock_timestamp()) AND c.status = 'active')
          OR EXISTS (
            SELECT FROM resource_owner u
            WHERE u.digest !~ '^([$]|pbkdf2_)' AND split_part(u.digest, '$', 2) = pepper AND u.status = 'active')
          THEN
            RETURN NEXT pepper;
          END IF;
        END LOOP;
      END
      $function$;

CREATE OR REPLACE FUNCTION public.read_authority(client_ids text[], fingerprints bytea[], contracts text[], addresses inet[])
 RETURNS TABLE(ord integer, now_ms double precision, account_id bigint, account_kind text, account_status text, account_scopes text, account_version integer, tax_id_to_carry text, network_allowed boolean, credential_id bigint, credential_status text, credential_scopes text, credential_expires_at_ms double precision, policy text, secret_id bigint, secret_digest text, secret_expires_at_ms double precision, certificate_id bigint, certificate_revoked boolean, linked boolean)
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET lock_timeout TO '1s'
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      #variable_conflict use_column
      BEGIN
        RETURN QUERY
          SELECT q.ord::integer, extract(epoch FROM clock_timestamp())::float8 * 1000,
                 a.id, a.kind, a.status, array_to_string(a.scopes, ' '), a.version,
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
      $function$;

CREATE OR REPLACE FUNCTION public.read_certificate_refusals(presented bytea, request text, address inet)
 RETURNS TABLE(at timestamp with time zone, contract text, reason text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
      $function$;

CREATE OR REPLACE FUNCTION public.read_client_snapshots(client_ids text[], fingerprints bytea[], contracts text[], addresses inet[])
 RETURNS TABLE(ord integer, now_ms double precision, account_id bigint, account_name text, account_kind text, account_status text, account_scopes text, account_version integer, tax_id_to_carry text, network_allowed boolean, credential_id bigint, credential_status text, credential_scopes text, credential_expires_at_ms double precision, policy text, secret_id bigint, secret_digest text, secret_expires_at_ms double precision, certificate_id bigint, certificate_revoked boolean, linked boolean)
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET lock_timeout TO '1s'
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
      $function$;

CREATE OR REPLACE FUNCTION public.read_clients(client_ids text[], fingerprints bytea[], contracts text[], addresses inet[])
 RETURNS TABLE(ord integer, now_ms double precision, account_id bigint, stamp uuid, account_name text, account_kind text, account_status text, account_scopes text, tax_id_to_carry text, network_allowed boolean, credential_id bigint, credential_status text, credential_scopes text, credential_expires_at_ms double precision, policy text, secret_id bigint, secret_digest text, secret_expires_at_ms double precision, certificate_id bigint, certificate_revoked boolean, linked boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET lock_timeout TO '1s'
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      #variable_conflict use_column
      BEGIN
        RETURN QUERY
          SELECT q.ord::integer, extract(epoch FROM clock_timestamp())::float8 * 1000,
                 a.id, a.stamp, a.name, a.kind, a.status, array_to_string(a.scopes, ' '),
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
      $function$;

CREATE OR REPLACE FUNCTION public.read_realm_user(wanted text, presented bytea, address inet)
 RETURNS TABLE(now_ms double precision, user_id uuid, user_status text, digest text, password_set_at_micros text, account_id text, account_kind text, account_status text, account_scopes text, user_scopes text, account_version integer, tax_id_to_carry text, network_allowed boolean, not_before_ms double precision, family_id uuid, generation integer, family_scopes text, rotated_at_ms double precision, expires_at_ms double precision, revoked text, family_certificate_id text, family_password_set_at_micros text, same_password boolean, certificate_id text, certificate_revoked boolean, linked boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  #variable_conflict use_column
  BEGIN
    RETURN QUERY
      SELECT extract(epoch FROM clock_timestamp())::float8 * 1000,
             u.id, u.status, u.digest, (extract(epoch FROM u.password_set_at) * 1000000)::bigint::text, a.id::text,
             a.kind, a.status, array_to_string(a.scopes, ' '), array_to_string(u.scopes, ' '), a.version,
             CASE WHEN a.tax_id_on_certificate THEN a.tax_id END,
             (a.networks = '{}' OR coalesce(read_realm_user.address <<= ANY (a.networks), false)),
             (SELECT extract(epoch FROM max(r.effective_at))::float8 * 1000 FROM public.revocation r
              WHERE r.kind = 'account' AND r.subject = a.id::text),
             f.id, f.generation, array_to_string(f.scopes, ' '),
             extract(epoch FROM f.rotated_at)::float8 * 1000, extract(epoch FROM f.expires_at)::float8 * 1000,
             CASE WHEN f.revoked_at IS NOT NULL THEN f.revoked_reason END,
             f.certificate_id::text, (extract(epoch FROM f.password_set_at) * 1000000)::bigint::text,
             f.password_set_at = u.password_set_at,
             x.id::text, x.revoked_at IS NOT NULL, l.id IS NOT NULL
      FROM (SELECT) AS one
      LEFT JOIN public.refresh_family f ON false LEFT JOIN public.resource_owner u ON u.username = read_realm_user.wanted
      LEFT JOIN public.account a ON a.id = u.account_id
      LEFT JOIN public.certificate x ON x.fingerprint = read_realm_user.presented
      LEFT JOIN public.account_certificate l
        ON l.certificate_id = x.id AND l.account_id = a.id AND l.unlinked_at IS NULL;
  END
  $function$;

CREATE OR REPLACE FUNCTION public.read_refresh_family(wanted uuid, presented bytea, address inet)
 RETURNS TABLE(now_ms double precision, user_id uuid, user_status text, digest text, password_set_at_micros text, account_id text, account_kind text, account_status text, account_scopes text, user_scopes text, account_version integer, tax_id_to_carry text, network_allowed boolean, not_before_ms double precision, family_id uuid, generation integer, family_scopes text, rotated_at_ms double precision, expires_at_ms double precision, revoked text, family_certificate_id text, family_password_set_at_micros text, same_password boolean, certificate_id text, certificate_revoked boolean, linked boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  #variable_conflict use_column
  BEGIN
    RETURN QUERY
      SELECT extract(epoch FROM clock_timestamp())::float8 * 1000,
             u.id, u.status, u.digest, (extract(epoch FROM u.password_set_at) * 1000000)::bigint::text, a.id::text,
             a.kind, a.status, array_to_string(a.scopes, ' '), array_to_string(u.scopes, ' '), a.version,
             CASE WHEN a.tax_id_on_certificate THEN a.tax_id END,
             (a.networks = '{}' OR coalesce(read_refresh_family.address <<= ANY (a.networks), false)),
             (SELECT extract(epoch FROM max(r.effective_at))::float8 * 1000 FROM public.revocation r
              WHERE r.kind = 'account' AND r.subject = a.id::text),
             f.id, f.generation, array_to_string(f.scopes, ' '),
             extract(epoch FROM f.rotated_at)::float8 * 1000, extract(epoch FROM f.expires_at)::float8 * 1000,
             CASE WHEN f.revoked_at IS NOT NULL THEN f.revoked_reason END,
             f.certificate_id::text, (extract(epoch FROM f.password_set_at) * 1000000)::bigint::text,
             f.password_set_at = u.password_set_at,
             x.id::text, x.revoked_at IS NOT NULL, l.id IS NOT NULL
      FROM (SELECT) AS one
      LEFT JOIN public.refresh_family f ON f.id = read_refresh_family.wanted
         LEFT JOIN public.resource_owner u ON u.id = f.resource_owner_id
      LEFT JOIN public.account a ON a.id = u.account_id
      LEFT JOIN public.certificate x ON x.fingerprint = read_refresh_family.presented
      LEFT JOIN public.account_certificate l
        ON l.certificate_id = x.id AND l.account_id = a.id AND l.unlinked_at IS NULL;
  END
  $function$;

CREATE OR REPLACE FUNCTION public.read_signing_keys()
 RETURNS SETOF signing_key_ring
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      BEGIN
        IF EXISTS (SELECT FROM signing_key k JOIN signing_key_ring r USING (kid) WHERE k.state <> r.state) THEN
          BEGIN
            -- Somebody who is changing the ring is not waited for: the view needs no column to be right.
            LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE NOWAIT;
            -- First who stops being active: the unique index lets there be one at a time.
            UPDATE signing_key k SET state = r.state, retired_at = coalesce(r.dropped_at, r.retires_at)
              FROM signing_key_ring r WHERE r.kid = k.kid AND k.state <> r.state AND r.state <> 'active';
            UPDATE signing_key k SET state = r.state, activated_at = r.activates_at
              FROM signing_key_ring r WHERE r.kid = k.kid AND k.state <> r.state;
          EXCEPTION WHEN lock_not_available THEN
            NULL;
          END;
        END IF;
        RETURN QUERY SELECT * FROM signing_key_ring r ORDER BY r.activates_at, r.kid;
      END
      $function$;

CREATE OR REPLACE FUNCTION public.record_issuance(jtis uuid[], issued timestamp with time zone[], expires timestamp with time zone[], accounts bigint[], versions integer[], credentials bigint[], secrets bigint[], certificates bigint[], contracts text[], scope_lists text[], addresses inet[], requests text[])
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET lock_timeout TO '1s'
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      BEGIN
        PERFORM assert_read_committed();
        -- Whatever the server's or the role's default is: a token leaves only after its record is on disk.
        PERFORM set_config('synchronous_commit', 'on', true);
        PERFORM pg_advisory_xact_lock_shared(7305808);
        RETURN QUERY
          INSERT INTO token_issuance AS t (jti, issued_at, expires_at, account_id, credential_id, secret_id,
                                           certificate_id, contract, scopes, source_address, request_id)
          SELECT q.jti, q.issued_at, q.expires_at, q.account_id, q.credential_id, q.secret_id,
                 q.certificate_id, q.contract, q.scopes, q.source_address, q.request_id
          FROM unnest(jtis, issued, expires, accounts, versions, credentials, secrets, certificates, contracts,
                      scope_lists, addresses, requests)
            AS q (jti, issued_at, expires_at, account_id, version, credential_id, secret_id, certificate_id,
                  contract, scopes, source_address, request_id)
          JOIN account a ON a.id = q.account_id AND a.status = 'active' AND a.version = q.version
          JOIN credential c ON c.id = q.credential_id AND c.account_id = a.id AND c.status = 'active'
          JOIN credential_secret s ON s.id = q.secret_id AND s.credential_id = c.id AND s.retired_at IS NULL
          WHERE q.certificate_id IS NULL OR EXISTS (
            SELECT FROM certificate x
            JOIN account_certificate l ON l.certificate_id = x.id AND l.account_id = a.id AND l.unlinked_at IS NULL
            WHERE x.id = q.certificate_id AND x.revoked_at IS NULL)
          RETURNING t.jti;
      END
      $function$;

CREATE OR REPLACE FUNCTION public.record_issuance(jtis uuid[], issued timestamp with time zone[], expires timestamp with time zone[], accounts bigint[], versions integer[], credentials bigint[], secrets bigint[], certificates bigint[], contracts text[], scope_lists text[], addresses inet[], requests text[], kids text[])
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET lock_timeout TO '1s'
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      BEGIN
        PERFORM assert_read_committed();
        -- Whatever the server's or the role's default is: a token leaves only after its record is on disk.
        PERFORM set_config('synchronous_commit', 'on', true);
        PERFORM pg_advisory_xact_lock_shared(7305808);
        RETURN QUERY
          INSERT INTO token_issuance AS t (jti, issued_at, expires_at, account_id, credential_id, secret_id,
                                           certificate_id, contract, scopes, source_address, request_id)
          SELECT q.jti, q.issued_at, q.expires_at, q.account_id, q.credential_id, q.secret_id,
                 q.certificate_id, q.contract, q.scopes, q.source_address, q.request_id
          FROM unnest(jtis, issued, expires, accounts, versions, credentials, secrets, certificates, contracts,
                      scope_lists, addresses, requests, kids)
            AS q (jti, issued_at, expires_at, account_id, version, credential_id, secret_id, certificate_id,
                  contract, scopes, source_address, request_id, kid)
          JOIN account a ON a.id = q.account_id AND a.status = 'active' AND a.version = q.version
          JOIN credential c ON c.id = q.credential_id AND c.account_id = a.id AND c.status = 'active'
          JOIN credential_secret s ON s.id = q.secret_id AND s.credential_id = c.id AND s.retired_at IS NULL
          JOIN signing_key k ON k.kid = q.kid AND k.dropped_at IS NULL
            AND (k.retires_at IS NULL OR k.retires_at >= q.expires_at)
          WHERE q.certificate_id IS NULL OR EXISTS (
            SELECT FROM certificate x
            JOIN account_certificate l ON l.certificate_id = x.id AND l.account_id = a.id AND l.unlinked_at IS NULL
            WHERE x.id = q.certificate_id AND x.revoked_at IS NULL)
          RETURNING t.jti;
      END
      $function$;

CREATE OR REPLACE FUNCTION public.record_like_refusal(actor_kind text, actor_name text, actor_account_id bigint, actor_client_id text, action text, targets text[], reason text, like_targets text[], like_reason text, request_id text, address text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
      $function$;

CREATE OR REPLACE FUNCTION public.record_process(process uuid, host text, role text, version text, uptime_ms double precision)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET lock_timeout TO '1s'
AS $function$
      DECLARE
        moment constant timestamptz := clock_timestamp();
      BEGIN
        UPDATE public.process_heartbeat p SET last_seen_at = moment WHERE p.id = process;
        IF FOUND THEN
          RETURN;
        END IF;
        DELETE FROM public.process_heartbeat p WHERE p.id IN (
          SELECT q.id FROM public.process_heartbeat q
          WHERE q.id IN (SELECT o.id FROM public.process_heartbeat o ORDER BY o.last_seen_at DESC OFFSET 999)
          FOR UPDATE SKIP LOCKED);
        INSERT INTO public.process_heartbeat AS p (id, host, role, version, started_at, last_seen_at)
        VALUES (process, host, role, version,
                moment - least(greatest(uptime_ms, 0), 3e11) * interval '1 millisecond', moment)
        ON CONFLICT (id) DO UPDATE SET last_seen_at = excluded.last_seen_at;
      END
      $function$;

CREATE OR REPLACE FUNCTION public.record_refusal(actor_kind text, actor_name text, actor_account_id bigint, actor_client_id text, action text, targets text[], reason text, request_id text, address text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
      $function$;

CREATE OR REPLACE FUNCTION public.record_renewed_tokens(jtis uuid[], issued timestamp with time zone[], expires timestamp with time zone[], valid_until timestamp with time zone[], accounts bigint[], stamps uuid[], credentials bigint[], secrets bigint[], fingerprints bytea[], contracts text[], scope_lists text[], addresses inet[], requests text[], kids text[], max_age interval, session uuid, signed_in timestamp with time zone, revocation_kinds text[], revocation_subjects text[], presented_issued timestamp with time zone)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET lock_timeout TO '1s'
AS $function$
      DECLARE
        recorded uuid[];
      BEGIN
        PERFORM assert_read_committed();
        IF cardinality(jtis) <> 1 OR cardinality(issued) <> 1 THEN
          RAISE EXCEPTION 'tokens are renewed one by one' USING ERRCODE = 'invalid_parameter_value';
        END IF;
        PERFORM pg_advisory_xact_lock_shared(7305808);
        PERFORM FROM unnest(revocation_kinds, revocation_subjects) AS q (kind, subject)
          JOIN revocation r ON r.kind = q.kind AND r.subject = q.subject
          -- All tokens of the revocation's own second are ended.
          WHERE date_trunc('second', r.effective_at) >= presented_issued;
        IF FOUND THEN
          RETURN;
        END IF;
        recorded := ARRAY(SELECT record_tokens(
          jtis, issued, expires, valid_until, accounts, stamps, credentials, secrets, fingerprints, contracts,
          scope_lists, addresses, requests, kids, max_age));
        UPDATE token_issuance t SET session_id = session, signed_in_at = signed_in
        WHERE t.issued_at = issued[1] AND t.jti = jtis[1] AND jtis[1] = ANY (recorded);
        RETURN QUERY SELECT q.jti FROM unnest(recorded) AS q (jti);
      END
      $function$;

CREATE OR REPLACE FUNCTION public.record_settings(process uuid, own jsonb, keys text)
 RETURNS TABLE(setting text, others text[])
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET lock_timeout TO '1s'
AS $function$
      BEGIN
        UPDATE public.process_heartbeat p SET settings = own, master_keys = keys
        WHERE p.id = process AND (p.settings, p.master_keys) IS DISTINCT FROM (own, keys);
        RETURN QUERY
          SELECT mine.key, (array_agg(DISTINCT p.host || ': ' || left(p.settings ->> mine.key, 200)))[1:5]
          FROM jsonb_each_text(own) AS mine
          JOIN public.process_heartbeat p
            ON p.id <> process AND p.last_seen_at > clock_timestamp() - interval '30 seconds'
               AND p.settings ->> mine.key <> mine.value
          GROUP BY mine.key ORDER BY mine.key;
      END
      $function$;

CREATE OR REPLACE FUNCTION public.record_tokens(jtis uuid[], issued timestamp with time zone[], expires timestamp with time zone[], valid_until timestamp with time zone[], accounts bigint[], stamps uuid[], credentials bigint[], secrets bigint[], fingerprints bytea[], contracts text[], scope_lists text[], addresses inet[], requests text[], kids text[], max_age interval)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET lock_timeout TO '1s'
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      DECLARE
        now timestamptz;
      BEGIN
        PERFORM assert_read_committed();
        -- Whatever the server's or the role's default is: a token leaves only after its record is on disk.
        PERFORM set_config('synchronous_commit', 'on', true);
        PERFORM pg_advisory_xact_lock_shared(7305808);
        now := clock_timestamp();
        IF NOT any_clock() THEN
          max_age := least(max_age, interval '10 seconds');
        END IF;
        RETURN QUERY
          INSERT INTO token_issuance AS t (jti, issued_at, expires_at, account_id, credential_id, secret_id,
                                           certificate_id, contract, scopes, source_address, request_id)
          SELECT q.jti, q.issued_at, q.expires_at, a.id, q.credential_id, q.secret_id,
                 x.id, q.contract, q.scopes, q.source_address, q.request_id
          FROM unnest(jtis, issued, expires, valid_until, accounts, stamps, credentials, secrets, fingerprints, contracts,
                      scope_lists, addresses, requests, kids)
            AS q (jti, issued_at, expires_at, valid_until, account_id, stamp, credential_id, secret_id, fingerprint,
                  contract, scopes, source_address, request_id, kid)
          JOIN account a ON a.id = q.account_id AND a.stamp = q.stamp AND a.status = 'active'
            AND (a.networks = '{}' OR coalesce(q.source_address <<= ANY (a.networks), false))
          JOIN signing_key k ON k.kid = q.kid AND k.dropped_at IS NULL
            AND (k.retires_at IS NULL OR k.retires_at >= q.expires_at)
          LEFT JOIN certificate x ON x.fingerprint = q.fingerprint
          WHERE (q.fingerprint IS NULL OR (x.revoked_at IS NULL AND EXISTS (
              SELECT FROM account_certificate l
              WHERE l.certificate_id = x.id AND l.account_id = a.id AND l.unlinked_at IS NULL)))
            AND (max_age IS NULL OR (
              q.issued_at <= now AND q.issued_at > now - max_age AND (q.valid_until IS NULL OR q.valid_until > now)))
          RETURNING t.jti;
      END
      $function$;

CREATE OR REPLACE FUNCTION public.record_tokens_once(jtis uuid[], issued timestamp with time zone[], expires timestamp with time zone[], valid_until timestamp with time zone[], accounts bigint[], stamps uuid[], credentials bigint[], secrets bigint[], fingerprints bytea[], contracts text[], scope_lists text[], addresses inet[], requests text[], kids text[], max_age interval, assertions text[], assertion_ends timestamp with time zone[])
 RETURNS TABLE(jti uuid, outcome text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET lock_timeout TO '1s'
AS $function$
      #variable_conflict use_column
      DECLARE
        digests bytea[];
        fresh bytea[];
        recorded uuid[];
      BEGIN
        PERFORM assert_read_committed();
        digests := ARRAY(
          SELECT sha256(convert_to(q.credential_id || ':' || q.assertion, 'UTF8'))
          FROM unnest(credentials, assertions) WITH ORDINALITY AS q (credential_id, assertion, ord) ORDER BY q.ord);
        -- In the order of the key, so that two batches cannot wait for each other.
        WITH used AS (
          INSERT INTO client_assertion AS c (digest, expires_at)
          SELECT DISTINCT ON (q.digest) q.digest, q.ends
          FROM unnest(digests, assertion_ends) AS q (digest, ends) ORDER BY q.digest, q.ends DESC
          ON CONFLICT (digest) DO NOTHING
          RETURNING c.digest)
        SELECT coalesce(array_agg(u.digest), '{}') INTO fresh FROM used u;
        -- Of two with one assertion in the same batch, the first.
        digests := ARRAY(
          SELECT CASE WHEN q.digest = ANY (fresh) AND q.ord = array_position(digests, q.digest) THEN q.digest END
          FROM unnest(digests) WITH ORDINALITY AS q (digest, ord) ORDER BY q.ord);
        recorded := ARRAY(SELECT record_tokens(
          jtis, issued, expires,
          ARRAY(SELECT least(q.until, q.ends)
                FROM unnest(valid_until, assertion_ends) WITH ORDINALITY AS q (until, ends, ord) ORDER BY q.ord),
          accounts, stamps, credentials, secrets, fingerprints, contracts, scope_lists, addresses, requests,
          -- No key has no name: a replay is not recorded.
          ARRAY(SELECT CASE WHEN q.digest IS NOT NULL THEN q.kid END
                FROM unnest(kids, digests) WITH ORDINALITY AS q (kid, digest, ord) ORDER BY q.ord),
          max_age));
        DELETE FROM client_assertion c
        WHERE c.digest IN (
          SELECT q.digest FROM unnest(jtis, digests) AS q (jti, digest)
          WHERE q.digest IS NOT NULL AND q.jti <> ALL (recorded));
        RETURN QUERY
          SELECT q.jti, CASE WHEN q.digest IS NULL THEN 'replayed'
                             WHEN q.jti = ANY (recorded) THEN 'recorded' ELSE 'changed' END
          FROM unnest(jtis, digests) AS q (jti, digest);
      END
      $function$;

CREATE OR REPLACE FUNCTION public.record_user_issuance(_jti uuid, _at timestamp with time zone, _lifetime integer, _account bigint, _version integer, _owner uuid, _password_set bigint, _certificate bigint, _scopes text, _address inet, _request text, _kid text, _family uuid, _presented integer, _family_seconds integer, _grace_seconds integer, _families_max integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET lock_timeout TO '500ms'
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      DECLARE
        issued timestamptz := date_trunc('second', _at);
        expires timestamptz := issued + _lifetime * interval '1 second';
      BEGIN
        PERFORM assert_read_committed();
        -- Whatever the server's or the role's default is: a token leaves only after its record is on disk.
        PERFORM set_config('synchronous_commit', 'on', true);
        IF NOT any_clock() AND _at NOT BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp() + interval '1 second' THEN
          RETURN false;
        END IF;
        PERFORM FROM account a WHERE a.id = _account FOR SHARE;
        PERFORM pg_advisory_xact_lock_shared(7305808);
        PERFORM FROM account a
          JOIN resource_owner u ON u.id = _owner AND u.account_id = a.id AND u.status = 'active'
            AND (extract(epoch FROM u.password_set_at) * 1000000)::bigint = _password_set
          JOIN signing_key k ON k.kid = _kid AND k.dropped_at IS NULL AND (k.retires_at IS NULL OR k.retires_at >= expires)
          WHERE a.id = _account AND a.status = 'active' AND a.version = _version AND a.kind = 'merchant'
            AND (_certificate IS NULL OR EXISTS (
              SELECT FROM certificate x
              JOIN account_certificate l ON l.certificate_id = x.id AND l.account_id = a.id AND l.unlinked_at IS NULL
              WHERE x.id = _certificate AND x.revoked_at IS NULL));
        IF NOT FOUND THEN
          RETURN false;
        END IF;
        IF _presented IS NULL THEN
          INSERT INTO refresh_family (id, resource_owner_id, account_id, certificate_id, scopes, password_set_at,
                                      created_at, rotated_at, expires_at)
          SELECT _family, u.id, _account, _certificate, string_to_array(_scopes, ' '), u.password_set_at,
                 issued, clock_timestamp(), issued + _family_seconds * interval '1 second'
          FROM resource_owner u WHERE u.id = _owner;
        ELSE
          UPDATE refresh_family f
          SET generation = _presented + 1,
              -- The moment itself: _at is when the request was read, and locks and the signature come between.
              rotated_at = CASE WHEN f.generation = _presented THEN clock_timestamp() ELSE f.rotated_at END
          FROM resource_owner u
          WHERE f.id = _family AND f.resource_owner_id = _owner AND u.id = _owner AND u.password_set_at = f.password_set_at
            AND f.revoked_at IS NULL AND f.expires_at > _at
            AND (f.certificate_id IS NULL OR _certificate IS NOT NULL)
            AND (f.generation = _presented
                 OR (f.generation = _presented + 1 AND f.rotated_at > _at - _grace_seconds * interval '1 second'));
        END IF;
        IF NOT FOUND THEN
          RETURN false;
        END IF;
        IF _presented IS NULL THEN
          UPDATE refresh_family f
          SET revoked_at = clock_timestamp(), revoked_reason = 'superseded', expires_at = least(f.expires_at, clock_timestamp())
          WHERE f.id IN (
            SELECT s.id FROM refresh_family s
            WHERE s.revoked_at IS NULL AND s.id IN (
              SELECT o.id FROM refresh_family o WHERE o.resource_owner_id = _owner AND o.revoked_at IS NULL
              ORDER BY o.created_at DESC, o.id DESC OFFSET _families_max LIMIT 8)
            FOR UPDATE SKIP LOCKED);
        END IF;
        INSERT INTO token_issuance (jti, issued_at, expires_at, account_id, certificate_id, contract, scopes, source_address,
                                    request_id, resource_owner_id, family_id)
        VALUES (_jti, issued, expires, _account, _certificate, 'realm', _scopes, _address, _request, _owner, _family);
        RETURN true;
      END
      $function$;

CREATE OR REPLACE FUNCTION public.refuse_old_family()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      BEGIN
        IF NOT pg_has_role(session_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE') THEN
          RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = TG_TABLE_NAME || ': a login begins now, and lasts for 14 days';
        END IF;
        RETURN coalesce(NEW, OLD);
      END
      $function$;

CREATE OR REPLACE FUNCTION public.refuse_revival()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      BEGIN
        IF NOT pg_has_role(session_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE') THEN
          RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = TG_TABLE_NAME || ': what ended stays ended';
        END IF;
        RETURN coalesce(NEW, OLD);
      END
      $function$;

CREATE OR REPLACE FUNCTION public.refuse_truncate()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      BEGIN
        RAISE EXCEPTION 'TRUNCATE % would leave the stamps of accounts as they are; use DELETE', TG_TABLE_NAME;
      END
      $function$;

CREATE OR REPLACE FUNCTION public.remove_process(process uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET lock_timeout TO '1s'
AS $function$
        DELETE FROM public.process_heartbeat p WHERE p.id = process
      $function$;

CREATE OR REPLACE FUNCTION public.stamp_account()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      BEGIN
        NEW.stamp := gen_random_uuid();
        RETURN NEW;
      END
      $function$;

CREATE OR REPLACE FUNCTION public.stamp_account_of_account_certificate()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
  BEGIN
    -- In the order of ids, as everything that locks accounts.
    PERFORM FROM account WHERE id IN (OLD.account_id, NEW.account_id) ORDER BY id FOR NO KEY UPDATE;
    UPDATE account SET stamp = gen_random_uuid() WHERE id IN (OLD.account_id, NEW.account_id);
    RETURN NULL;
  END
  $function$;

CREATE OR REPLACE FUNCTION public.stamp_account_of_credential()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
  BEGIN
    -- In the order of ids, as everything that locks accounts.
    PERFORM FROM account WHERE id IN (OLD.account_id, NEW.account_id) ORDER BY id FOR NO KEY UPDATE;
    UPDATE account SET stamp = gen_random_uuid() WHERE id IN (OLD.account_id, NEW.account_id);
    RETURN NULL;
  END
  $function$;

CREATE OR REPLACE FUNCTION public.stamp_account_of_credential_contract()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
  BEGIN
    -- In the order of ids, as everything that locks accounts.
    PERFORM FROM account WHERE id IN (SELECT c.account_id FROM credential c WHERE c.id IN (OLD.credential_id, NEW.credential_id)) ORDER BY id FOR NO KEY UPDATE;
    UPDATE account SET stamp = gen_random_uuid() WHERE id IN (SELECT c.account_id FROM credential c WHERE c.id IN (OLD.credential_id, NEW.credential_id));
    RETURN NULL;
  END
  $function$;

CREATE OR REPLACE FUNCTION public.stamp_account_of_credential_secret()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
  BEGIN
    -- In the order of ids, as everything that locks accounts.
    PERFORM FROM account WHERE id IN (SELECT c.account_id FROM credential c WHERE c.id IN (OLD.credential_id, NEW.credential_id)) ORDER BY id FOR NO KEY UPDATE;
    UPDATE account SET stamp = gen_random_uuid() WHERE id IN (SELECT c.account_id FROM credential c WHERE c.id IN (OLD.credential_id, NEW.credential_id));
    RETURN NULL;
  END
  $function$;

CREATE OR REPLACE FUNCTION public.what_keeps_records_out()
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET lock_timeout TO '2s'
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      DECLARE
        what text := 'the barrier of records (advisory lock 7305808)';
      BEGIN
        IF pg_is_in_recovery() THEN RETURN 'the database is a standby'; END IF;
        IF current_setting('transaction_read_only')::boolean THEN RETURN 'the database is read-only'; END IF;
        PERFORM pg_advisory_xact_lock_shared(7305808);
        what := 'the table token_issuance, or a partition of it';
        LOCK TABLE public.token_issuance IN ROW EXCLUSIVE MODE;
        FOREACH what IN ARRAY '{account, credential, credential_secret, certificate, account_certificate, signing_key}'::text[] LOOP
          EXECUTE format('LOCK TABLE public.%I IN ACCESS SHARE MODE', what);
        END LOOP;
        RETURN NULL;
      EXCEPTION WHEN lock_not_available THEN
        RETURN format('a transaction of others has locked %s', what);
      END
      $function$;


-- triggers

CREATE CONSTRAINT TRIGGER account_changed_has_event AFTER UPDATE ON public.account DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.name IS DISTINCT FROM new.name) OR (old.tax_id IS DISTINCT FROM new.tax_id) OR (old.kind IS DISTINCT FROM new.kind) OR (old.status IS DISTINCT FROM new.status) OR (old.scopes IS DISTINCT FROM new.scopes) OR (old.networks IS DISTINCT FROM new.networks) OR (old.tax_id_on_certificate IS DISTINCT FROM new.tax_id_on_certificate) OR (old.resource_server IS DISTINCT FROM new.resource_server))) EXECUTE FUNCTION note_change_without_event();

CREATE TRIGGER account_changed_stamps BEFORE UPDATE ON public.account FOR EACH ROW WHEN (((((((((((old.id IS DISTINCT FROM new.id) OR (old.name IS DISTINCT FROM new.name)) OR (old.tax_id IS DISTINCT FROM new.tax_id)) OR (old.kind IS DISTINCT FROM new.kind)) OR (old.status IS DISTINCT FROM new.status)) OR (old.scopes IS DISTINCT FROM new.scopes)) OR (old.networks IS DISTINCT FROM new.networks)) OR (old.tax_id_on_certificate IS DISTINCT FROM new.tax_id_on_certificate)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR (old.resource_server IS DISTINCT FROM new.resource_server))) EXECUTE FUNCTION stamp_account();

CREATE CONSTRAINT TRIGGER account_inserted_has_event AFTER INSERT OR DELETE ON public.account DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change_without_event();

CREATE TRIGGER account_refuses_truncate BEFORE TRUNCATE ON public.account FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();

CREATE TRIGGER account_stamp_is_random BEFORE UPDATE ON public.account FOR EACH ROW WHEN ((old.stamp IS DISTINCT FROM new.stamp)) EXECUTE FUNCTION stamp_account();

CREATE TRIGGER account_stamps BEFORE INSERT ON public.account FOR EACH ROW EXECUTE FUNCTION stamp_account();

CREATE CONSTRAINT TRIGGER account_certificate_changed_has_event AFTER UPDATE ON public.account_certificate DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.account_id IS DISTINCT FROM new.account_id) OR (old.certificate_id IS DISTINCT FROM new.certificate_id) OR (old.linked_at IS DISTINCT FROM new.linked_at) OR (old.unlinked_at IS DISTINCT FROM new.unlinked_at))) EXECUTE FUNCTION note_change_without_event();

CREATE TRIGGER account_certificate_changed_stamps AFTER UPDATE ON public.account_certificate FOR EACH ROW WHEN ((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.certificate_id IS DISTINCT FROM new.certificate_id)) OR (old.linked_at IS DISTINCT FROM new.linked_at)) OR (old.unlinked_at IS DISTINCT FROM new.unlinked_at))) EXECUTE FUNCTION stamp_account_of_account_certificate();

CREATE CONSTRAINT TRIGGER account_certificate_inserted_has_event AFTER INSERT OR DELETE ON public.account_certificate DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change_without_event();

CREATE TRIGGER account_certificate_refuses_truncate BEFORE TRUNCATE ON public.account_certificate FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();

CREATE TRIGGER account_certificate_stamps AFTER INSERT OR DELETE ON public.account_certificate FOR EACH ROW EXECUTE FUNCTION stamp_account_of_account_certificate();

CREATE TRIGGER account_certificate_stays_unlinked BEFORE UPDATE ON public.account_certificate FOR EACH ROW WHEN (((old.unlinked_at IS NOT NULL) AND (old.unlinked_at IS DISTINCT FROM new.unlinked_at))) EXECUTE FUNCTION refuse_revival();

CREATE TRIGGER certificate_keeps_what_it_is BEFORE UPDATE ON public.certificate FOR EACH ROW WHEN (((old.pem IS DISTINCT FROM new.pem) OR (old.subject IS DISTINCT FROM new.subject) OR (old.issuer IS DISTINCT FROM new.issuer) OR (old.serial IS DISTINCT FROM new.serial) OR (old.not_before IS DISTINCT FROM new.not_before) OR (old.not_after IS DISTINCT FROM new.not_after) OR (old.tax_id IS DISTINCT FROM new.tax_id) OR (old.key_type IS DISTINCT FROM new.key_type))) EXECUTE FUNCTION keep_certificate();

CREATE TRIGGER certificate_stays_revoked BEFORE UPDATE ON public.certificate FOR EACH ROW WHEN (((old.revoked_at IS NOT NULL) OR (old.fingerprint IS DISTINCT FROM new.fingerprint))) EXECUTE FUNCTION keep_revoked_certificate();

CREATE CONSTRAINT TRIGGER certificate_authority_changed_has_event AFTER UPDATE ON public.certificate_authority DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.fingerprint IS DISTINCT FROM new.fingerprint) OR (old.subject IS DISTINCT FROM new.subject) OR (old.pem IS DISTINCT FROM new.pem) OR (old.chain IS DISTINCT FROM new.chain) OR (old.key_type IS DISTINCT FROM new.key_type) OR (old.not_before IS DISTINCT FROM new.not_before) OR (old.not_after IS DISTINCT FROM new.not_after) OR (old.retired_at IS DISTINCT FROM new.retired_at))) EXECUTE FUNCTION note_change_without_event();

CREATE CONSTRAINT TRIGGER certificate_authority_inserted_has_event AFTER INSERT OR DELETE ON public.certificate_authority DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change_without_event();

CREATE TRIGGER certificate_authority_stays_retired BEFORE UPDATE ON public.certificate_authority FOR EACH ROW WHEN ((((old.retired_at IS NOT NULL) AND (old.retired_at IS DISTINCT FROM new.retired_at)) OR (new.crl_number < old.crl_number))) EXECUTE FUNCTION refuse_revival();

CREATE CONSTRAINT TRIGGER client_authority_changed_has_event AFTER UPDATE ON public.client_authority DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.fingerprint IS DISTINCT FROM new.fingerprint) OR (old.pem IS DISTINCT FROM new.pem) OR (old.subject IS DISTINCT FROM new.subject) OR (old.issuer IS DISTINCT FROM new.issuer) OR (old.key_type IS DISTINCT FROM new.key_type) OR (old.not_before IS DISTINCT FROM new.not_before) OR (old.not_after IS DISTINCT FROM new.not_after) OR (old.added_at IS DISTINCT FROM new.added_at) OR (old.removed_at IS DISTINCT FROM new.removed_at))) EXECUTE FUNCTION note_change_without_event();

CREATE CONSTRAINT TRIGGER client_authority_inserted_has_event AFTER INSERT OR DELETE ON public.client_authority DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change_without_event();

CREATE CONSTRAINT TRIGGER credential_changed_has_event AFTER UPDATE ON public.credential DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.account_id IS DISTINCT FROM new.account_id) OR (old.client_id IS DISTINCT FROM new.client_id) OR (old.status IS DISTINCT FROM new.status) OR (old.scopes IS DISTINCT FROM new.scopes) OR (old.expires_at IS DISTINCT FROM new.expires_at) OR (old.revoked_at IS DISTINCT FROM new.revoked_at))) EXECUTE FUNCTION note_change_without_event();

CREATE TRIGGER credential_changed_stamps AFTER UPDATE ON public.credential FOR EACH ROW WHEN ((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.client_id IS DISTINCT FROM new.client_id)) OR (old.label IS DISTINCT FROM new.label)) OR (old.status IS DISTINCT FROM new.status)) OR (old.scopes IS DISTINCT FROM new.scopes)) OR (old.expires_at IS DISTINCT FROM new.expires_at)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR (old.revoked_at IS DISTINCT FROM new.revoked_at))) EXECUTE FUNCTION stamp_account_of_credential();

CREATE CONSTRAINT TRIGGER credential_inserted_has_event AFTER INSERT OR DELETE ON public.credential DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change_without_event();

CREATE TRIGGER credential_refuses_truncate BEFORE TRUNCATE ON public.credential FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();

CREATE TRIGGER credential_stamps AFTER INSERT OR DELETE ON public.credential FOR EACH ROW EXECUTE FUNCTION stamp_account_of_credential();

CREATE TRIGGER credential_stays_revoked BEFORE UPDATE ON public.credential FOR EACH ROW WHEN (((old.status = 'revoked'::text) AND ((old.status IS DISTINCT FROM new.status) OR (old.revoked_at IS DISTINCT FROM new.revoked_at)))) EXECUTE FUNCTION refuse_revival();

CREATE CONSTRAINT TRIGGER credential_contract_changed_has_event AFTER UPDATE ON public.credential_contract DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.credential_id IS DISTINCT FROM new.credential_id) OR (old.contract IS DISTINCT FROM new.contract) OR (old.policy IS DISTINCT FROM new.policy))) EXECUTE FUNCTION note_change_without_event();

CREATE TRIGGER credential_contract_changed_stamps AFTER UPDATE ON public.credential_contract FOR EACH ROW WHEN ((((old.credential_id IS DISTINCT FROM new.credential_id) OR (old.contract IS DISTINCT FROM new.contract)) OR (old.policy IS DISTINCT FROM new.policy))) EXECUTE FUNCTION stamp_account_of_credential_contract();

CREATE CONSTRAINT TRIGGER credential_contract_inserted_has_event AFTER INSERT OR DELETE ON public.credential_contract DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change_without_event();

CREATE TRIGGER credential_contract_keeps_its_name BEFORE UPDATE ON public.credential_contract FOR EACH ROW WHEN (((old.credential_id IS DISTINCT FROM new.credential_id) OR (old.contract IS DISTINCT FROM new.contract))) EXECUTE FUNCTION refuse_revival();

CREATE TRIGGER credential_contract_refuses_truncate BEFORE TRUNCATE ON public.credential_contract FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();

CREATE TRIGGER credential_contract_stamps AFTER INSERT OR DELETE ON public.credential_contract FOR EACH ROW EXECUTE FUNCTION stamp_account_of_credential_contract();

CREATE CONSTRAINT TRIGGER credential_secret_changed_has_event AFTER UPDATE ON public.credential_secret DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.credential_id IS DISTINCT FROM new.credential_id) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.expires_at IS DISTINCT FROM new.expires_at) OR (old.retired_at IS DISTINCT FROM new.retired_at))) EXECUTE FUNCTION note_change_without_event();

CREATE TRIGGER credential_secret_changed_stamps AFTER UPDATE ON public.credential_secret FOR EACH ROW WHEN (((((((old.id IS DISTINCT FROM new.id) OR (old.credential_id IS DISTINCT FROM new.credential_id)) OR (old.digest IS DISTINCT FROM new.digest)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR (old.expires_at IS DISTINCT FROM new.expires_at)) OR (old.retired_at IS DISTINCT FROM new.retired_at))) EXECUTE FUNCTION stamp_account_of_credential_secret();

CREATE CONSTRAINT TRIGGER credential_secret_inserted_has_event AFTER INSERT OR DELETE ON public.credential_secret DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change_without_event();

CREATE TRIGGER credential_secret_notes_digest AFTER INSERT ON public.credential_secret FOR EACH ROW EXECUTE FUNCTION note_digest_of_secret();

CREATE TRIGGER credential_secret_notes_new_digest AFTER UPDATE ON public.credential_secret FOR EACH ROW WHEN ((old.digest IS DISTINCT FROM new.digest)) EXECUTE FUNCTION note_digest_of_secret();

CREATE TRIGGER credential_secret_refuses_truncate BEFORE TRUNCATE ON public.credential_secret FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();

CREATE TRIGGER credential_secret_stamps AFTER INSERT OR DELETE ON public.credential_secret FOR EACH ROW EXECUTE FUNCTION stamp_account_of_credential_secret();

CREATE TRIGGER credential_secret_stays_expired BEFORE UPDATE ON public.credential_secret FOR EACH ROW WHEN (((old.expires_at < clock_timestamp()) AND (old.retired_at IS NULL) AND ((new.expires_at IS NULL) OR (new.expires_at > old.expires_at)))) EXECUTE FUNCTION refuse_revival();

CREATE TRIGGER credential_secret_stays_retired BEFORE UPDATE ON public.credential_secret FOR EACH ROW WHEN (((old.retired_at IS NOT NULL) AND (((old.retired_at IS DISTINCT FROM new.retired_at) OR (old.digest IS DISTINCT FROM new.digest)) OR (old.expires_at IS DISTINCT FROM new.expires_at)))) EXECUTE FUNCTION keep_retired_secret();

CREATE TRIGGER refresh_family_begins_now BEFORE INSERT ON public.refresh_family FOR EACH ROW WHEN (((to_timestamp((((((('x'::text || "left"(replace((new.id)::text, '-'::text, ''::text), 12)))::bit(48))::bigint)::numeric / 1000.0))::double precision) < (clock_timestamp() - '00:05:00'::interval)) OR (new.expires_at > (to_timestamp((((((('x'::text || "left"(replace((new.id)::text, '-'::text, ''::text), 12)))::bit(48))::bigint)::numeric / 1000.0))::double precision) + '14 days 00:01:00'::interval)))) EXECUTE FUNCTION refuse_old_family();

CREATE TRIGGER refresh_family_goes_forward BEFORE UPDATE ON public.refresh_family FOR EACH ROW WHEN ((((old.revoked_at IS NOT NULL) AND ((old.revoked_at IS DISTINCT FROM new.revoked_at) OR (old.revoked_reason IS DISTINCT FROM new.revoked_reason))) OR (new.expires_at > old.expires_at) OR ((new.expires_at < old.expires_at) AND (new.expires_at < (clock_timestamp() - '00:01:00'::interval))) OR (new.generation < old.generation) OR ((new.generation = old.generation) AND (old.rotated_at IS DISTINCT FROM new.rotated_at)))) EXECUTE FUNCTION refuse_revival();

CREATE TRIGGER refresh_family_is_kept BEFORE DELETE ON public.refresh_family FOR EACH ROW WHEN ((old.expires_at > (clock_timestamp() - '01:00:00'::interval))) EXECUTE FUNCTION keep_refresh_family();

CREATE CONSTRAINT TRIGGER resource_owner_changed_has_event AFTER UPDATE ON public.resource_owner DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.username IS DISTINCT FROM new.username) OR (old.account_id IS DISTINCT FROM new.account_id) OR (old.status IS DISTINCT FROM new.status) OR (old.scopes IS DISTINCT FROM new.scopes) OR (old.password_set_at IS DISTINCT FROM new.password_set_at))) EXECUTE FUNCTION note_change_without_event();

CREATE CONSTRAINT TRIGGER resource_owner_inserted_has_event AFTER INSERT OR DELETE ON public.resource_owner DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change_without_event();

CREATE TRIGGER resource_owner_notes_digest AFTER INSERT ON public.resource_owner FOR EACH ROW EXECUTE FUNCTION note_digest_of_user();

CREATE TRIGGER resource_owner_notes_new_digest AFTER UPDATE ON public.resource_owner FOR EACH ROW WHEN ((old.digest IS DISTINCT FROM new.digest)) EXECUTE FUNCTION note_digest_of_user();

CREATE TRIGGER revocation_moves_forward BEFORE UPDATE ON public.revocation FOR EACH ROW WHEN (true) EXECUTE FUNCTION move_revocation_forward();

CREATE TRIGGER signing_key_stays_ended BEFORE UPDATE ON public.signing_key FOR EACH ROW WHEN ((((((((old.kid IS DISTINCT FROM new.kid) OR (old.algorithm IS DISTINCT FROM new.algorithm)) OR (old.use IS DISTINCT FROM new.use)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR (old.activates_at IS DISTINCT FROM new.activates_at)) OR (old.retires_at IS DISTINCT FROM new.retires_at)) OR (old.dropped_at IS DISTINCT FROM new.dropped_at))) EXECUTE FUNCTION keep_signing_key();


-- grants

GRANT EXECUTE ON FUNCTION acknowledge_reused_family(revocation bigint) TO portaria_app;
GRANT EXECUTE ON FUNCTION acknowledge_reused_family(revocation bigint) TO portaria_issue;
GRANT EXECUTE ON FUNCTION add_token_request_counts(ages_ms double precision[], contracts text[], outcomes text[], counts bigint[]) TO portaria_app;
GRANT EXECUTE ON FUNCTION add_token_request_counts(ages_ms double precision[], contracts text[], outcomes text[], counts bigint[]) TO portaria_issue;
GRANT EXECUTE ON FUNCTION add_token_request_counts(ages_ms double precision[], contracts text[], outcomes text[], counts bigint[]) TO portaria_manage;
GRANT EXECUTE ON FUNCTION append_audit(actor_kind text, actor_name text, actor_account_id bigint, actor_client_id text, action text, targets text[], outcome text, reason text, before text, after text, request_id text, address text) TO portaria_app;
GRANT EXECUTE ON FUNCTION append_audit(actor_kind text, actor_name text, actor_account_id bigint, actor_client_id text, action text, targets text[], outcome text, reason text, before text, after text, request_id text, address text) TO portaria_manage;
GRANT EXECUTE ON FUNCTION assert_read_committed() TO portaria_app;
GRANT EXECUTE ON FUNCTION clear_ended_assertions(most integer) TO portaria_app;
GRANT EXECUTE ON FUNCTION clear_ended_assertions(most integer) TO portaria_manage;
GRANT EXECUTE ON FUNCTION clear_ended_revocations(at_most integer) TO portaria_app;
GRANT EXECUTE ON FUNCTION clear_ended_revocations(at_most integer) TO portaria_manage;
GRANT EXECUTE ON FUNCTION clear_missing_processes() TO portaria_app;
GRANT EXECUTE ON FUNCTION clear_missing_processes() TO portaria_manage;
GRANT EXECUTE ON FUNCTION clear_old_token_request_counts(most integer) TO portaria_app;
GRANT EXECUTE ON FUNCTION clear_old_token_request_counts(most integer) TO portaria_manage;
GRANT EXECUTE ON FUNCTION create_partitions_ahead() TO portaria_app;
GRANT EXECUTE ON FUNCTION create_partitions_ahead() TO portaria_issue;
GRANT EXECUTE ON FUNCTION end_repeated_refusals(at_most integer) TO portaria_app;
GRANT EXECUTE ON FUNCTION end_repeated_refusals(at_most integer) TO portaria_manage;
GRANT EXECUTE ON FUNCTION end_reused_family(family uuid, request_id text, address text) TO portaria_app;
GRANT EXECUTE ON FUNCTION end_reused_family(family uuid, request_id text, address text) TO portaria_issue;
GRANT EXECUTE ON FUNCTION has_unpeppered_digests() TO portaria_app;
GRANT EXECUTE ON FUNCTION has_unpeppered_digests() TO portaria_issue;
GRANT EXECUTE ON FUNCTION has_unpeppered_digests() TO portaria_manage;
GRANT EXECUTE ON FUNCTION live_admin_keys() TO portaria_app;
GRANT EXECUTE ON FUNCTION live_admin_keys() TO portaria_manage;
GRANT EXECUTE ON FUNCTION live_signing_keys() TO portaria_app;
GRANT EXECUTE ON FUNCTION live_signing_keys() TO portaria_issue;
GRANT EXECUTE ON FUNCTION live_signing_keys() TO portaria_manage;
GRANT EXECUTE ON FUNCTION maintain_partitions(days_ahead integer, issuance_days integer, refusal_days integer) TO portaria_app;
GRANT EXECUTE ON FUNCTION maintain_partitions(days_ahead integer, issuance_days integer, refusal_days integer) TO portaria_manage;
GRANT EXECUTE ON FUNCTION peppers_in_use() TO portaria_app;
GRANT EXECUTE ON FUNCTION peppers_in_use() TO portaria_issue;
GRANT EXECUTE ON FUNCTION peppers_in_use() TO portaria_manage;
GRANT EXECUTE ON FUNCTION read_authority(client_ids text[], fingerprints bytea[], contracts text[], addresses inet[]) TO portaria_app;
GRANT EXECUTE ON FUNCTION read_certificate_refusals(presented bytea, request text, address inet) TO portaria_app;
GRANT EXECUTE ON FUNCTION read_certificate_refusals(presented bytea, request text, address inet) TO portaria_issue;
GRANT EXECUTE ON FUNCTION read_client_snapshots(client_ids text[], fingerprints bytea[], contracts text[], addresses inet[]) TO portaria_app;
GRANT EXECUTE ON FUNCTION read_clients(client_ids text[], fingerprints bytea[], contracts text[], addresses inet[]) TO portaria_app;
GRANT EXECUTE ON FUNCTION read_clients(client_ids text[], fingerprints bytea[], contracts text[], addresses inet[]) TO portaria_issue;
GRANT EXECUTE ON FUNCTION read_clients(client_ids text[], fingerprints bytea[], contracts text[], addresses inet[]) TO portaria_manage;
GRANT EXECUTE ON FUNCTION read_realm_user(wanted text, presented bytea, address inet) TO portaria_app;
GRANT EXECUTE ON FUNCTION read_realm_user(wanted text, presented bytea, address inet) TO portaria_issue;
GRANT EXECUTE ON FUNCTION read_refresh_family(wanted uuid, presented bytea, address inet) TO portaria_app;
GRANT EXECUTE ON FUNCTION read_refresh_family(wanted uuid, presented bytea, address inet) TO portaria_issue;
GRANT EXECUTE ON FUNCTION read_signing_keys() TO portaria_app;
GRANT EXECUTE ON FUNCTION read_signing_keys() TO portaria_manage;
GRANT EXECUTE ON FUNCTION record_issuance(jtis uuid[], issued timestamp with time zone[], expires timestamp with time zone[], accounts bigint[], versions integer[], credentials bigint[], secrets bigint[], certificates bigint[], contracts text[], scope_lists text[], addresses inet[], requests text[]) TO portaria_app;
GRANT EXECUTE ON FUNCTION record_issuance(jtis uuid[], issued timestamp with time zone[], expires timestamp with time zone[], accounts bigint[], versions integer[], credentials bigint[], secrets bigint[], certificates bigint[], contracts text[], scope_lists text[], addresses inet[], requests text[], kids text[]) TO portaria_app;
GRANT EXECUTE ON FUNCTION record_like_refusal(actor_kind text, actor_name text, actor_account_id bigint, actor_client_id text, action text, targets text[], reason text, like_targets text[], like_reason text, request_id text, address text) TO portaria_app;
GRANT EXECUTE ON FUNCTION record_like_refusal(actor_kind text, actor_name text, actor_account_id bigint, actor_client_id text, action text, targets text[], reason text, like_targets text[], like_reason text, request_id text, address text) TO portaria_manage;
GRANT EXECUTE ON FUNCTION record_process(process uuid, host text, role text, version text, uptime_ms double precision) TO portaria_app;
GRANT EXECUTE ON FUNCTION record_process(process uuid, host text, role text, version text, uptime_ms double precision) TO portaria_issue;
GRANT EXECUTE ON FUNCTION record_process(process uuid, host text, role text, version text, uptime_ms double precision) TO portaria_manage;
GRANT EXECUTE ON FUNCTION record_refusal(actor_kind text, actor_name text, actor_account_id bigint, actor_client_id text, action text, targets text[], reason text, request_id text, address text) TO portaria_app;
GRANT EXECUTE ON FUNCTION record_refusal(actor_kind text, actor_name text, actor_account_id bigint, actor_client_id text, action text, targets text[], reason text, request_id text, address text) TO portaria_manage;
GRANT EXECUTE ON FUNCTION record_renewed_tokens(jtis uuid[], issued timestamp with time zone[], expires timestamp with time zone[], valid_until timestamp with time zone[], accounts bigint[], stamps uuid[], credentials bigint[], secrets bigint[], fingerprints bytea[], contracts text[], scope_lists text[], addresses inet[], requests text[], kids text[], max_age interval, session uuid, signed_in timestamp with time zone, revocation_kinds text[], revocation_subjects text[], presented_issued timestamp with time zone) TO portaria_app;
GRANT EXECUTE ON FUNCTION record_renewed_tokens(jtis uuid[], issued timestamp with time zone[], expires timestamp with time zone[], valid_until timestamp with time zone[], accounts bigint[], stamps uuid[], credentials bigint[], secrets bigint[], fingerprints bytea[], contracts text[], scope_lists text[], addresses inet[], requests text[], kids text[], max_age interval, session uuid, signed_in timestamp with time zone, revocation_kinds text[], revocation_subjects text[], presented_issued timestamp with time zone) TO portaria_manage;
GRANT EXECUTE ON FUNCTION record_settings(process uuid, own jsonb, keys text) TO portaria_app;
GRANT EXECUTE ON FUNCTION record_settings(process uuid, own jsonb, keys text) TO portaria_issue;
GRANT EXECUTE ON FUNCTION record_settings(process uuid, own jsonb, keys text) TO portaria_manage;
GRANT EXECUTE ON FUNCTION record_tokens(jtis uuid[], issued timestamp with time zone[], expires timestamp with time zone[], valid_until timestamp with time zone[], accounts bigint[], stamps uuid[], credentials bigint[], secrets bigint[], fingerprints bytea[], contracts text[], scope_lists text[], addresses inet[], requests text[], kids text[], max_age interval) TO portaria_app;
GRANT EXECUTE ON FUNCTION record_tokens(jtis uuid[], issued timestamp with time zone[], expires timestamp with time zone[], valid_until timestamp with time zone[], accounts bigint[], stamps uuid[], credentials bigint[], secrets bigint[], fingerprints bytea[], contracts text[], scope_lists text[], addresses inet[], requests text[], kids text[], max_age interval) TO portaria_issue;
GRANT EXECUTE ON FUNCTION record_tokens(jtis uuid[], issued timestamp with time zone[], expires timestamp with time zone[], valid_until timestamp with time zone[], accounts bigint[], stamps uuid[], credentials bigint[], secrets bigint[], fingerprints bytea[], contracts text[], scope_lists text[], addresses inet[], requests text[], kids text[], max_age interval) TO portaria_manage;
GRANT EXECUTE ON FUNCTION record_tokens_once(jtis uuid[], issued timestamp with time zone[], expires timestamp with time zone[], valid_until timestamp with time zone[], accounts bigint[], stamps uuid[], credentials bigint[], secrets bigint[], fingerprints bytea[], contracts text[], scope_lists text[], addresses inet[], requests text[], kids text[], max_age interval, assertions text[], assertion_ends timestamp with time zone[]) TO portaria_app;
GRANT EXECUTE ON FUNCTION record_tokens_once(jtis uuid[], issued timestamp with time zone[], expires timestamp with time zone[], valid_until timestamp with time zone[], accounts bigint[], stamps uuid[], credentials bigint[], secrets bigint[], fingerprints bytea[], contracts text[], scope_lists text[], addresses inet[], requests text[], kids text[], max_age interval, assertions text[], assertion_ends timestamp with time zone[]) TO portaria_issue;
GRANT EXECUTE ON FUNCTION record_user_issuance(_jti uuid, _at timestamp with time zone, _lifetime integer, _account bigint, _version integer, _owner uuid, _password_set bigint, _certificate bigint, _scopes text, _address inet, _request text, _kid text, _family uuid, _presented integer, _family_seconds integer, _grace_seconds integer, _families_max integer) TO portaria_app;
GRANT EXECUTE ON FUNCTION record_user_issuance(_jti uuid, _at timestamp with time zone, _lifetime integer, _account bigint, _version integer, _owner uuid, _password_set bigint, _certificate bigint, _scopes text, _address inet, _request text, _kid text, _family uuid, _presented integer, _family_seconds integer, _grace_seconds integer, _families_max integer) TO portaria_issue;
GRANT EXECUTE ON FUNCTION remove_process(process uuid) TO portaria_app;
GRANT EXECUTE ON FUNCTION remove_process(process uuid) TO portaria_issue;
GRANT EXECUTE ON FUNCTION remove_process(process uuid) TO portaria_manage;
GRANT EXECUTE ON FUNCTION what_keeps_records_out() TO portaria_app;
GRANT EXECUTE ON FUNCTION what_keeps_records_out() TO portaria_issue;
GRANT EXECUTE ON FUNCTION what_keeps_records_out() TO portaria_manage;
GRANT INSERT, SELECT, UPDATE (name), UPDATE (networks), UPDATE (resource_server), UPDATE (scopes), UPDATE (status), UPDATE (tax_id), UPDATE (tax_id_on_certificate), UPDATE (version) ON account TO portaria_app;
GRANT SELECT (id), SELECT (resource_server) ON account TO portaria_issue;
GRANT INSERT, SELECT, UPDATE (name), UPDATE (networks), UPDATE (resource_server), UPDATE (scopes), UPDATE (status), UPDATE (tax_id), UPDATE (tax_id_on_certificate), UPDATE (version) ON account TO portaria_manage;
GRANT INSERT, SELECT, UPDATE (last_used_at), UPDATE (unlinked_at) ON account_certificate TO portaria_app;
GRANT SELECT, UPDATE (last_used_at) ON account_certificate TO portaria_issue;
GRANT INSERT, SELECT, UPDATE (last_used_at), UPDATE (unlinked_at) ON account_certificate TO portaria_manage;
GRANT INSERT, SELECT, UPDATE ON account_changes TO portaria_app;
GRANT INSERT, SELECT, UPDATE ON account_changes TO portaria_manage;
GRANT SELECT ON audit_anchor TO portaria_app;
GRANT SELECT ON audit_anchor TO portaria_manage;
GRANT SELECT ON audit_anchor_state TO portaria_app;
GRANT SELECT ON audit_anchor_state TO portaria_manage;
GRANT SELECT ON audit_event TO portaria_app;
GRANT SELECT ON audit_event TO portaria_manage;
GRANT SELECT ON audit_head TO portaria_app;
GRANT SELECT ON audit_head TO portaria_manage;
GRANT INSERT, SELECT, UPDATE (fingerprint), UPDATE (issuer), UPDATE (key_type), UPDATE (not_after), UPDATE (not_before), UPDATE (pem), UPDATE (revoked_at), UPDATE (revoked_reason), UPDATE (serial), UPDATE (subject), UPDATE (tax_id) ON certificate TO portaria_app;
GRANT SELECT (fingerprint), SELECT (id), SELECT (not_after), SELECT (revoked_at) ON certificate TO portaria_issue;
GRANT INSERT, SELECT, UPDATE (fingerprint), UPDATE (issuer), UPDATE (key_type), UPDATE (not_after), UPDATE (not_before), UPDATE (pem), UPDATE (revoked_at), UPDATE (revoked_reason), UPDATE (serial), UPDATE (subject), UPDATE (tax_id) ON certificate TO portaria_manage;
GRANT INSERT, SELECT, UPDATE (crl_number), UPDATE (retired_at), UPDATE (sealed) ON certificate_authority TO portaria_app;
GRANT INSERT, SELECT, UPDATE (crl_number), UPDATE (retired_at), UPDATE (sealed) ON certificate_authority TO portaria_manage;
GRANT SELECT ON change_without_event TO portaria_app;
GRANT SELECT ON change_without_event TO portaria_manage;
GRANT INSERT, SELECT, UPDATE ON client_authority TO portaria_app;
GRANT INSERT, SELECT, UPDATE ON client_authority TO portaria_manage;
GRANT INSERT, SELECT, UPDATE (revoked_at), UPDATE (status) ON credential TO portaria_app;
GRANT SELECT (account_id), SELECT (client_id), SELECT (id) ON credential TO portaria_issue;
GRANT INSERT, SELECT, UPDATE (revoked_at), UPDATE (status) ON credential TO portaria_manage;
GRANT DELETE, INSERT, SELECT, UPDATE (contract), UPDATE (credential_id), UPDATE (policy) ON credential_contract TO portaria_app;
GRANT DELETE, INSERT, SELECT, UPDATE (contract), UPDATE (credential_id), UPDATE (policy) ON credential_contract TO portaria_manage;
GRANT INSERT, SELECT, UPDATE (digest), UPDATE (expires_at), UPDATE (last_used_at), UPDATE (retired_at) ON credential_secret TO portaria_app;
GRANT SELECT (credential_id), SELECT (id), SELECT (last_used_at), SELECT (retired_at), UPDATE (last_used_at) ON credential_secret TO portaria_issue;
GRANT INSERT, SELECT, UPDATE (digest), UPDATE (expires_at), UPDATE (last_used_at), UPDATE (retired_at) ON credential_secret TO portaria_manage;
GRANT DELETE, INSERT, SELECT, UPDATE ON idempotency TO portaria_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON idempotency TO portaria_manage;
GRANT SELECT ON moved_digest TO portaria_app;
GRANT SELECT ON moved_digest TO portaria_manage;
GRANT DELETE, INSERT, SELECT ON notice TO portaria_app;
GRANT DELETE, INSERT, SELECT ON notice TO portaria_manage;
GRANT INSERT, SELECT, UPDATE (attempted_at), UPDATE (attempts), UPDATE (last_error), UPDATE (state) ON notice_delivery TO portaria_app;
GRANT INSERT, SELECT, UPDATE (attempted_at), UPDATE (attempts), UPDATE (last_error), UPDATE (state) ON notice_delivery TO portaria_manage;
GRANT INSERT, SELECT, UPDATE (removed_at), UPDATE (sealed) ON notice_recipient TO portaria_app;
GRANT INSERT, SELECT, UPDATE (removed_at), UPDATE (sealed) ON notice_recipient TO portaria_manage;
GRANT USAGE ON notice_recipient_id_seq TO portaria_app;
GRANT USAGE ON notice_recipient_id_seq TO portaria_manage;
GRANT SELECT ON process_heartbeat TO portaria_app;
GRANT SELECT ON process_heartbeat TO portaria_manage;
GRANT DELETE, INSERT, SELECT, UPDATE (expires_at), UPDATE (generation), UPDATE (revoked_at), UPDATE (revoked_reason), UPDATE (rotated_at) ON refresh_family TO portaria_app;
GRANT DELETE, SELECT, UPDATE (revoked_at), UPDATE (revoked_reason) ON refresh_family TO portaria_manage;
GRANT INSERT, SELECT ON refusal TO portaria_app;
GRANT INSERT ON refusal TO portaria_issue;
GRANT INSERT, SELECT ON refusal TO portaria_manage;
GRANT SELECT ON repeated_refusal TO portaria_app;
GRANT SELECT ON repeated_refusal TO portaria_manage;
GRANT INSERT, SELECT, UPDATE (digest), UPDATE (password_set_at), UPDATE (scopes), UPDATE (status) ON resource_owner TO portaria_app;
GRANT INSERT, SELECT, UPDATE (digest), UPDATE (password_set_at), UPDATE (scopes), UPDATE (status) ON resource_owner TO portaria_manage;
GRANT SELECT ON retention TO portaria_app;
GRANT SELECT ON retention TO portaria_manage;
GRANT INSERT, SELECT, UPDATE (effective_at), UPDATE (expires_at) ON revocation TO portaria_app;
GRANT SELECT ON revocation TO portaria_issue;
GRANT INSERT, SELECT, UPDATE (effective_at), UPDATE (expires_at) ON revocation TO portaria_manage;
GRANT SELECT ON schema_migration TO portaria_app;
GRANT SELECT ON schema_migration TO portaria_issue;
GRANT SELECT ON schema_migration TO portaria_manage;
GRANT SELECT ON seen_digest TO portaria_app;
GRANT SELECT ON seen_digest TO portaria_manage;
GRANT INSERT, SELECT, UPDATE ON signing_key TO portaria_app;
GRANT INSERT, SELECT, UPDATE ON signing_key TO portaria_manage;
GRANT SELECT ON signing_key_ring TO portaria_app;
GRANT SELECT ON signing_key_ring TO portaria_manage;
GRANT INSERT, SELECT ON token_issuance TO portaria_app;
GRANT SELECT ON token_issuance TO portaria_manage;
GRANT SELECT ON token_request_count TO portaria_app;
GRANT SELECT ON token_request_count TO portaria_manage;

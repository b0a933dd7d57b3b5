/** Finds what is worth a notice, and stores one for each thing, threshold and audience. */
import { keyDueDays, recordedKeyUses } from '../../core/keys/signing-key.js';
import { selectExpiringCertificates, selectExpiringSecrets } from '../expiring-rows.js';
import { rejectionsDue } from './due-rejections.js';

/** What ended earlier is due no more. */
const expiredDays = 7;

/**
 * What ends within 30 days, or ended in the last 7, and has no used replacement yet. The threshold is the
 * smallest number of days that is not yet reached, 0 for what has ended: when notices are turned on, each
 * thing has one notice, and not one for every threshold passed.
 */
const ending = `
  ${selectExpiringCertificates(
    `'certificate' AS thing, encode(x.fingerprint, 'hex') AS name, a.id AS account_id, a.name AS account_name,
     x.not_after AS ends_at, l.last_used_at,
     jsonb_build_object('fingerprint', encode(x.fingerprint, 'hex'), 'subject', x.subject) AS data`,
    expiredDays,
  )}
  UNION ALL
  ${selectExpiringSecrets(
    `'secret', s.id::text, a.id, a.name, s.expires_at, s.last_used_at,
     jsonb_build_object('clientId', c.client_id, 'secretId', s.id::text)`,
    expiredDays,
  )}`;

/** An account of a notice to operators: a platform's certificate may be linked to thousands. */
const accountsNamedMax = 10;

const operatorsHaveRecipient =
  'EXISTS (SELECT FROM notice_recipient r WHERE r.account_id IS NULL AND r.removed_at IS NULL)';

/** Signing keys that have signed for so long that an operator should rotate them. */
const keysDue = `
  SELECT concat_ws('|', 'operators', 'signing-key', k.kid, ${String(keyDueDays)}) AS key, 'signing-key.due' AS kind,
         NULL::bigint AS account_id,
         jsonb_build_object('keyId', k.kid, 'algorithm', k.algorithm,
           'use', CASE k.use WHEN '${recordedKeyUses.operator}' THEN 'operator' ELSE 'merchant' END,
           'days', extract(day FROM statement_timestamp() - k.activates_at)::integer,
           'activeSince', to_char(k.activates_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS data,
         k.activates_at AS due_at
  FROM signing_key_ring k
  WHERE k.state = 'active' AND k.activates_at <= statement_timestamp() - interval '${String(keyDueDays)} days'
    AND ${operatorsHaveRecipient}`;

/**
 * The notices of what ends that are due and not stored. Those for merchants exist only where their account has a recipient;
 * those for operators are one for each thing, whatever the number of its accounts.
 */
const endingDue = `
  WITH ending AS (${ending}),
  used AS (
    SELECT e.*,
           CASE WHEN e.ends_at <= clock_timestamp() THEN 0
                ELSE (SELECT min(days) FROM unnest(ARRAY[1, 7, 14, 30]) AS days
                      WHERE e.ends_at <= clock_timestamp() + make_interval(days => days)) END AS days
    FROM ending e
    WHERE e.ends_at > clock_timestamp() OR e.last_used_at > e.ends_at - interval '7 days'
  ),
  addressed AS (
    SELECT u.thing, u.days, u.ends_at, u.account_id, 'account ' || u.account_id AS audience, u.name,
           u.data || jsonb_build_object('account', jsonb_build_object('id', u.account_id::text, 'name', u.account_name)) AS data
    FROM used u
    WHERE EXISTS (SELECT FROM notice_recipient r WHERE r.account_id = u.account_id AND r.removed_at IS NULL)
    UNION ALL
    SELECT u.thing, u.days, u.ends_at, NULL, 'operators', u.name,
           (jsonb_agg(u.data) -> 0) || jsonb_build_object('accountCount', count(*), 'accounts', to_jsonb((array_agg(
             jsonb_build_object('id', u.account_id::text, 'name', u.account_name) ORDER BY u.account_id))[1:${String(accountsNamedMax)}]))
    FROM used u
    WHERE ${operatorsHaveRecipient}
    GROUP BY u.thing, u.days, u.ends_at, u.name
  )
  SELECT concat_ws('|', h.audience, h.thing, h.name, extract(epoch FROM h.ends_at)::bigint, h.days) AS key,
         h.thing || CASE WHEN h.days = 0 THEN '.expired' ELSE '.expiring' END AS kind, h.account_id,
         h.data || jsonb_build_object('days', h.days,
           'endsAt', to_char(h.ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS data,
         h.ends_at AS due_at
  FROM addressed h`;

/**
 * Stores at most $1 notices and their deliveries, and returns the ids of the deliveries. $2: how many rejections are worth
 * one. When two processes
 * look at once, the unique key lets one of them store a notice, and only that one gets deliveries for it.
 */
export const storeDueNotices = `
  WITH due AS ((${endingDue}) UNION ALL (${keysDue}) UNION ALL (${rejectionsDue})),
  stored AS (
    INSERT INTO notice (key, kind, account_id, data)
    SELECT d.key, d.kind, d.account_id, d.data FROM due d
    WHERE NOT EXISTS (SELECT FROM notice n WHERE n.key = d.key)
    ORDER BY d.due_at, d.key LIMIT $1
    ON CONFLICT (key) DO NOTHING
    RETURNING id, account_id
  )
  INSERT INTO notice_delivery (notice_id, recipient_id)
  SELECT s.id, r.id FROM stored s
  JOIN notice_recipient r ON r.account_id IS NOT DISTINCT FROM s.account_id AND r.removed_at IS NULL
  RETURNING id::text`;

import { type RefusalReason } from '../../core/refusals/refusal.js';

/** What the gateway could not do is no mistake of a merchant. */
const reasonsOfGateway: readonly RefusalReason[] = ['overloaded', 'too_slow', 'unavailable', 'internal'];

/** A flood of refusals costs no more than this to count, every minute. */
const countedMax = 50_000;

/**
 * Repeated rejections: one account, one reason, at least $2 within an hour. They are counted from the refusals that are
 * recorded anyway, by the index of their times, and told once a day to each audience.
 */
export const rejectionsDue = `
  SELECT concat_ws('|', h.audience, 'rejections', a.id, c.reason,
                   to_char(statement_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD')) AS key,
         'requests.rejected' AS kind, h.account_id,
         jsonb_build_object('reason', c.reason, 'count', c.count, 'requestId', c.request_id,
           'lastAt', to_char(c.last_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'account', jsonb_build_object('id', a.id::text, 'name', a.name)) AS data,
         c.last_at AS due_at
  FROM (
    SELECT r.account_id, r.reason, count(*)::integer AS count, max(r.at) AS last_at,
           (array_agg(r.request_id ORDER BY r.at DESC))[1] AS request_id
    FROM (SELECT f.account_id, f.reason, f.at, f.request_id FROM refusal f
          WHERE f.at >= statement_timestamp() - interval '1 hour' AND f.account_id IS NOT NULL
            AND f.reason <> ALL (ARRAY['${reasonsOfGateway.join("', '")}'])
          ORDER BY f.at DESC LIMIT ${String(countedMax)}) AS r
    GROUP BY r.account_id, r.reason
    HAVING count(*) >= $2
  ) AS c
  JOIN account a ON a.id = c.account_id
  CROSS JOIN LATERAL (VALUES ('account ' || a.id, a.id), ('operators', NULL)) AS h (audience, account_id)
  WHERE EXISTS (
      SELECT FROM notice_recipient t WHERE t.account_id IS NOT DISTINCT FROM h.account_id AND t.removed_at IS NULL)
    -- Also across midnight, when the key is another one.
    AND NOT EXISTS (
      SELECT FROM notice n
      WHERE n.created_at > statement_timestamp() - interval '1 day' AND n.kind = 'requests.rejected'
        AND starts_with(n.key, concat_ws('|', h.audience, 'rejections', a.id, c.reason, '')))`;

import { hostname } from 'node:os';
import type { Environment } from '../config/read-settings.js';
import { describeError } from './describe-error.js';
import { DoctorDatabase } from './doctor-database.js';
import type { ReportedCheck } from './report.js';

/**
 * Stores a notice to operators for each check that began to fail on this host, in one statement: a check that goes on
 * failing is in doctor_failure already. What was skipped is neither sound nor failed.
 */
const storeFailures = {
  name: 'doctor-failures',
  text: `
    WITH recipients AS (SELECT id FROM notice_recipient WHERE account_id IS NULL AND removed_at IS NULL),
    found AS (
      SELECT * FROM jsonb_to_recordset($3::jsonb) AS f (name text, message text, fix text, page text)
      WHERE EXISTS (SELECT FROM recipients)
    ),
    sound AS (DELETE FROM doctor_failure WHERE host = $1 AND check_name = ANY ($2)),
    begun AS (
      INSERT INTO doctor_failure (host, check_name) SELECT $1, name FROM found
      ON CONFLICT (host, check_name) DO NOTHING
      RETURNING check_name, begun_at
    ),
    stored AS (
      INSERT INTO notice (key, kind, data)
      SELECT concat_ws('|', 'operators', 'doctor', $1, b.check_name, extract(epoch FROM b.begun_at)), 'doctor.failed',
             jsonb_build_object('host', $1::text, 'check', f.name, 'message', f.message, 'fix', f.fix, 'page', f.page)
      FROM begun b JOIN found f ON f.name = b.check_name
      RETURNING id
    ),
    delivered AS (
      INSERT INTO notice_delivery (notice_id, recipient_id) SELECT s.id, r.id FROM stored s CROSS JOIN recipients r
    )
    SELECT (SELECT count(*)::integer FROM stored) AS notices, (SELECT count(*)::integer FROM recipients) AS recipients`,
};

/** `NotificationResult`: how many notices were stored, and for how many recipients; or why none could be. */
export type NotificationResult =
  { readonly notices: number; readonly recipients: number } | { readonly problem: string };

/** Has operators told of the checks that fail, once until they are sound again. Never throws. */
export const notifyFailures = async (
  values: Environment,
  checks: readonly ReportedCheck[],
): Promise<NotificationResult> => {
  const database = new DoctorDatabase(values);
  const sound = checks
    .filter(({ result }) => result === 'ok' || result === 'warning')
    .map(({ name }) => name);
  const failed = checks.filter(({ result }) => result === 'problem');
  try {
    const [row] = await database.connections.maintenance.query<{ notices: number; recipients: number }>(
      storeFailures,
      [hostname(), sound, JSON.stringify(failed)],
    );
    return row ?? { notices: 0, recipients: 0 };
  } catch (error) {
    return { problem: describeError(error) };
  } finally {
    await database.close();
  }
};

import { clientCaTarget } from '../../core/audit/audit-event.js';
import type { RecordedClientCas, StoredClientCa } from '../../core/audit/current-state.js';
import type { Fingerprint } from '../../core/shared/ids.js';
import type { Statements } from '../transaction/statements.js';

const inForce = `
  SELECT encode(fingerprint, 'hex') AS fingerprint, pem, subject, not_after AS "notAfter"
  FROM client_authority WHERE removed_at IS NULL ORDER BY added_at, client_authority.fingerprint`;

const kept = 'SELECT target, state FROM audit_anchor_state WHERE target = ANY ($1::text[])';
const events = `
  SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, before, after FROM audit_event
  WHERE targets && $1::text[] AND outcome = 'done' ORDER BY audit_event.id`;

/** Reads the client CAs that are not removed. */
export const readStoredClientCas = async (statements: Statements): Promise<StoredClientCa[]> => {
  const found: unknown = await statements.query(inForce);
  return found as StoredClientCa[];
};

/** Reads what the trail says of these client CAs, also what is kept of archived events. */
export const readRecordedClientCas = async (
  statements: Statements,
  fingerprints: readonly Fingerprint[],
): Promise<RecordedClientCas> => {
  const targets = [fingerprints.map(clientCaTarget)];
  const states: unknown = await statements.query(kept, targets);
  const found: unknown = await statements.query(events, targets);
  return { kept: states as RecordedClientCas['kept'], events: found as RecordedClientCas['events'] };
};

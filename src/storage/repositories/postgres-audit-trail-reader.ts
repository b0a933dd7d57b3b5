import {
  type AuditEvent,
  type AuditOutcome,
  type AuditPosition,
  emptyAuditPosition,
  type RecordedState,
} from '../../core/audit/audit-event.js';
import {
  type AuditAnchor,
  type AuditFilter,
  type AuditRange,
  AuditTrailReader,
} from '../../core/audit/audit-trail-reader.js';
import type { CurrentState, CurrentStatePage } from '../../core/audit/current-state.js';
import { recordedActionsOf, recordedTargetsOf } from '../../core/audit/renamed-actions.js';
import { type AccountId, accountIdFrom, type ClientId, type Fingerprint } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { Statements, Transactions } from '../transaction/statements.js';
import { readAccountStates } from './read-account-state.js';
import { readChangesWithoutEvent } from './read-changes-without-event.js';
import { readCopiedDigests } from './read-copied-digests.js';
import { readFutureDatedRecords } from './read-future-dated-records.js';
import { readMalformedDigests } from './read-malformed-digests.js';
import { readStoredClientCas } from './read-stored-client-cas.js';
import { readStoredUsers } from './read-stored-users.js';
import { readUnexpectedLoginSettings } from './read-unexpected-login-settings.js';

/**
 * Selects text wherever a JavaScript value is less precise: times have microseconds, ids 64 bits.
 */
const columns = `
  id::text, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, actor_kind, actor_name,
  actor_account_id::text, actor_client_id, action, targets, outcome, reason, before, after, request_id, address,
  encode(previous_hash, 'hex') AS previous_hash, encode(hash, 'hex') AS hash`;

const newest = `
  SELECT ${columns} FROM audit_event
  WHERE ($1::bigint IS NULL OR id < $1) AND ($2::bigint IS NULL OR actor_account_id = $2)
    AND ($3::text IS NULL OR actor_name ILIKE $3)
    AND ($4::text IS NULL OR action = ANY ($10::text[]) OR starts_with(action, $4 || '.'))
    AND ($5::text[] IS NULL OR targets && $5) AND ($6::text IS NULL OR outcome = $6)
    AND ($7::timestamptz IS NULL OR at >= $7) AND ($8::timestamptz IS NULL OR at < $8)
  ORDER BY audit_event.id DESC LIMIT $9`;

/** Selects whatever is stored, including ids that should not exist. */
const following = `
  SELECT ${columns} FROM audit_event WHERE $1::bigint IS NULL OR id > $1 ORDER BY audit_event.id LIMIT $2`;

const readHead = `SELECT last_id::text AS id, encode(last_hash, 'hex') AS hash FROM audit_head`;

const readAnchor = `SELECT last_id::text AS id, encode(last_hash, 'hex') AS hash FROM audit_anchor`;

const readKept = 'SELECT target, state FROM audit_anchor_state';

interface Row {
  readonly id: string;
  readonly at: string;
  readonly actor_kind: string;
  readonly actor_name: string;
  readonly actor_account_id: string | null;
  readonly actor_client_id: string | null;
  readonly action: string;
  readonly targets: readonly string[];
  readonly outcome: AuditOutcome;
  readonly reason: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly request_id: string | null;
  readonly address: string | null;
  readonly previous_hash: string;
  readonly hash: string;
}

/** The audit trail in PostgreSQL. */
export class PostgresAuditTrailReader extends AuditTrailReader {
  constructor(
    private readonly connection: Transactions,
    /** An advisory lock under which each page is read; `null`: none. */
    private readonly lock: number | null = null,
  ) {
    super();
  }

  list(filter: AuditFilter): Promise<AuditEvent[]> {
    const { actor = null, action = null, target = null, outcome = null } = filter;
    const { before = null, since = null, until = null, limit } = filter;
    const account = actor === null ? null : accountIdFrom(actor);
    const name = actor === null || account ? null : `%${actor.replace(/[\\%_]/g, '\\$&')}%`;
    return this.connection.transaction('READ COMMITTED', async (statements) => {
      const recorded = action === null ? null : recordedActionsOf(action);
      const targets = target === null ? null : recordedTargetsOf(target);
      const values = [before, account, name, action, targets, outcome, since, until, limit, recorded];
      const found: unknown = await statements.query(newest, values);
      return (found as Row[]).reverse().map(toEvent);
    });
  }

  /** Reads events and head in one snapshot; otherwise a growing trail would seem broken. */
  after(id: string | null, limit: number): Promise<AuditRange> {
    return this.snapshot(async (statements) => {
      const found: unknown = await statements.query(following, [id, limit]);
      const [head, anchor] = [
        await statements.query(readHead),
        await statements.query(readAnchor),
      ] as AuditPosition[][];
      return {
        events: (found as Row[]).map(toEvent),
        head: head?.[0] ?? null,
        anchorId: (anchor?.[0] ?? emptyAuditPosition).id,
      };
    });
  }

  anchor(): Promise<AuditAnchor> {
    return this.snapshot(async (statements) => {
      const anchors: unknown = await statements.query(readAnchor);
      const kept: unknown = await statements.query(readKept);
      return { last: (anchors as AuditPosition[])[0] ?? emptyAuditPosition, states: kept as RecordedState[] };
    });
  }

  /** Reads all in one snapshot; otherwise a change that was just made would seem unexplained. */
  currentState({ event, account, limit, certificates }: CurrentStatePage): Promise<CurrentState> {
    return this.snapshot(async (statements) => {
      const found: unknown = await statements.query(following, [event, null]);
      const accounts = await readAccountStates(statements, { after: account, limit });
      const good: unknown = certificates.length > 0 ? await statements.query(unrevoked, [certificates]) : [];
      return {
        events: (found as Row[]).map(toEvent),
        accounts,
        users: await readStoredUsers(
          statements,
          accounts.map(({ id }) => id),
        ),
        loginSettings: account === null ? await readUnexpectedLoginSettings(statements) : [],
        clientCas: account === null ? await readStoredClientCas(statements) : [],
        malformedDigests: account === null ? await readMalformedDigests(statements) : [],
        copiedDigests: account === null ? await readCopiedDigests(statements) : [],
        changesWithoutEvent: account === null ? await readChangesWithoutEvent(statements) : [],
        futureDatedRecords: account === null ? await readFutureDatedRecords(statements) : [],
        unrevoked: (good as { fingerprint: Fingerprint }[]).map(({ fingerprint }) => fingerprint),
      };
    });
  }

  /** Throws `ManagementError('conflict')` when another process holds the lock. */
  private snapshot<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    return this.connection.transaction('REPEATABLE READ', async (statements) => {
      if (this.lock !== null) {
        const taken: unknown = await statements.query('SELECT pg_try_advisory_xact_lock($1) AS taken', [
          this.lock,
        ]);
        if ((taken as { taken: boolean }[])[0]?.taken !== true)
          throw new ManagementError(
            'conflict',
            'audit: another process is reading the trail. Try again later',
          );
      }
      return work(statements);
    });
  }
}

const unrevoked = `
  SELECT encode(fingerprint, 'hex') AS fingerprint FROM certificate
  WHERE revoked_at IS NULL AND encode(fingerprint, 'hex') = ANY ($1::text[])`;

const toEvent = (row: Row): AuditEvent => ({
  id: row.id,
  at: row.at,
  actor: {
    kind: row.actor_kind,
    name: row.actor_name,
    accountId: row.actor_account_id as AccountId | null,
    clientId: row.actor_client_id as ClientId | null,
  },
  action: row.action,
  targets: row.targets,
  outcome: row.outcome,
  reason: row.reason,
  before: row.before,
  after: row.after,
  requestId: row.request_id,
  address: row.address,
  previousHash: row.previous_hash,
  hash: row.hash,
});

import type { EntityManager } from 'typeorm';
import type { OperatorScope } from '../../core/accounts/operator-scope.js';
import type {
  Approval,
  ApprovalDecision,
  ApprovalState,
  RequestedChange,
} from '../../core/approvals/approval.js';
import type {
  ApprovalFilter,
  ApprovalReader,
  ApprovalWriter,
  NewApproval,
} from '../../core/approvals/approval-repository.js';
import { approvalTarget } from '../../core/audit/audit-event.js';
import type { AccountId, ClientId, Fingerprint } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { advisoryLocks } from '../advisory-locks.js';
import type { ChangeContext } from '../transaction/change-context.js';

/** Nothing writes the state `expired`: time alone ends a request. */
const state = `CASE WHEN p.state = 'pending' AND p.expires_at <= clock_timestamp() THEN 'expired' ELSE p.state END`;

const select = `
  SELECT p.id::text, p.action, p.input, p.effect, p.scope, p.version, p.account_id::text AS "accountId",
         p.client_id AS "clientId", p.certificate, p.asker_version AS "askerVersion", asker.name AS "askedByName", p.asked_at AS "askedAt",
         p.expires_at AS "until", p.seal, ${state} AS state, p.decided_by::text AS "decidedById",
         decider.name AS "decidedByName", p.decided_at AS "decidedAt", p.reason
  FROM approval p JOIN account asker ON asker.id = p.account_id LEFT JOIN account decider ON decider.id = p.decided_by`;

interface ApprovalRow {
  readonly id: string;
  readonly action: string;
  readonly input: string;
  readonly effect: string;
  readonly scope: OperatorScope;
  readonly version: number | null;
  readonly accountId: AccountId;
  readonly clientId: ClientId;
  readonly certificate: Fingerprint;
  readonly askerVersion: number | null;
  readonly askedByName: string;
  readonly askedAt: Date;
  readonly until: Date;
  readonly seal: string;
  readonly state: ApprovalState;
  readonly decidedById: AccountId | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly reason: string | null;
}

/** Reads requests for approval in one transaction. */
export class PostgresApprovalReader implements ApprovalReader {
  constructor(protected readonly manager: EntityManager) {}

  async find(id: string): Promise<Approval | null> {
    const [row] = await this.manager.query<ApprovalRow[]>(`${select} WHERE p.id = $1`, [id]);
    return row ? toApproval(row) : null;
  }

  async list({ state: wanted, before, limit }: ApprovalFilter): Promise<Approval[]> {
    const rows = await this.manager.query<ApprovalRow[]>(
      `${select} WHERE ($1::bigint IS NULL OR p.id < $1) AND ($2::text IS NULL OR ${state} = $2)
       ORDER BY p.id DESC LIMIT $3`,
      [before, wanted, limit],
    );
    return rows.map(toApproval);
  }

  async countPending(account: AccountId | null): Promise<number> {
    const [row] = await this.manager.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count FROM approval
       WHERE ($1::bigint IS NULL OR account_id = $1) AND state = 'pending' AND expires_at > clock_timestamp()`,
      [account],
    );
    return row?.count ?? 0;
  }
}

/** Writes requests for approval in one transaction. */
export class PostgresApprovalWriter extends PostgresApprovalReader implements ApprovalWriter {
  constructor(private readonly change: ChangeContext) {
    super(change.manager);
  }

  async lockRequests(): Promise<void> {
    await this.manager.query('SELECT pg_advisory_xact_lock($1)', [advisoryLocks.approvalRequests]);
  }

  async findPending({ action, input, scope, version, askedBy }: RequestedChange): Promise<Approval | null> {
    const [row] = await this.manager.query<ApprovalRow[]>(
      `${select} WHERE p.account_id = $1 AND p.action = $2 AND p.input = $3 AND p.scope = $4
         AND p.version IS NOT DISTINCT FROM $5 AND p.state = 'pending' AND p.expires_at > clock_timestamp()
         AND p.asker_version = asker.version
       ORDER BY p.id LIMIT 1`,
      [askedBy.accountId, action, input, scope, version],
    );
    if (!row) return null;
    this.change.audit.addTarget(approvalTarget(row.id));
    return toApproval(row);
  }

  async nextId(): Promise<string> {
    const [row] = await this.manager.query<{ id: string }[]>(`SELECT nextval('approval_id_seq')::text AS id`);
    if (!row) throw new Error('the sequence gave no id');
    return row.id;
  }

  async add({ askedBy, ...request }: NewApproval): Promise<Approval> {
    const { id, action, input, effect, scope, version, askedAt, until, seal, askerVersion } = request;
    const { accountId, clientId, certificate } = askedBy;
    this.change.audit.trackCreation(approvalTarget(id), () => this.stateOf(id));
    await this.manager.query(
      `INSERT INTO approval (id, action, input, effect, scope, version, account_id, client_id, certificate, asked_at,
                             expires_at, seal, asker_version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        ...[
          id,
          action,
          input,
          effect,
          scope,
          version,
          accountId,
          clientId,
          certificate,
          askedAt,
          until,
          seal,
        ],
        askerVersion,
      ],
    );
    return this.read(id);
  }

  async lock(id: string): Promise<Locked<Approval>> {
    // Alone, because an outer join cannot be locked; the read that follows sees what it waited for.
    await this.manager.query('SELECT FROM approval WHERE id = $1 FOR UPDATE', [id]);
    const found = await this.find(id);
    if (!found)
      throw new ManagementError('not_found', 'approval: there is no request with this number', 'approval');
    return found as Locked<Approval>;
  }

  async lockAsker({ askedBy }: Locked<Approval>): Promise<void> {
    await this.manager.query('SELECT FROM account WHERE id = $1 FOR NO KEY UPDATE', [askedBy.accountId]);
  }

  /** The state before is read only here, so that an approved change comes first in its event. The row is locked. */
  async decide(
    { id }: Locked<Approval>,
    decision: { readonly state: ApprovalDecision; readonly by: AccountId; readonly reason: string | null },
  ): Promise<Approval> {
    await this.change.audit.trackChange(approvalTarget(id), () => this.stateOf(id));
    await this.manager.query(
      `UPDATE approval SET state = $2, decided_by = $3, decided_at = clock_timestamp(), reason = $4 WHERE id = $1`,
      [id, decision.state, decision.by, decision.reason],
    );
    return this.read(id);
  }

  private async read(id: string): Promise<Approval> {
    const found = await this.find(id);
    if (!found) throw new Error('the request just written is not there');
    return found;
  }

  /** Reads a request for the audit trail: once it is decided, with both who asked and who decided. */
  private async stateOf(id: string): Promise<unknown> {
    const found = await this.find(id);
    if (!found) return null;
    const { action, scope, askedBy, askedByName, decidedBy, reason, until } = found;
    if (!decidedBy) return { state: 'pending', action, scope, until: until.toISOString() };
    const { accountId: account, clientId, certificate } = askedBy;
    return {
      ...{ state: found.state, action, scope, until: until.toISOString() },
      askedBy: { account, name: askedByName, clientId, certificate },
      decidedBy: { account: decidedBy.accountId, name: decidedBy.name },
      ...(reason !== null && { reason }),
    };
  }
}

const toApproval = ({
  accountId,
  clientId,
  certificate,
  decidedById,
  decidedByName,
  ...row
}: ApprovalRow): Approval => ({
  ...row,
  askedBy: { accountId, clientId, certificate },
  decidedBy: decidedById === null ? null : { accountId: decidedById, name: decidedByName ?? '' },
});

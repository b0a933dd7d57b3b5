import type { EntityManager } from 'typeorm';
import { noticeDeliveryTarget, noticeRecipientTarget } from '../../core/audit/audit-event.js';
import type { DeliveryState, NoticeDelivery, NoticeRecipient } from '../../core/notices/notice.js';
import type {
  NewNoticeRecipient,
  NoticePage,
  NoticeReader,
  NoticeWriter,
} from '../../core/notices/notice-repository.js';
import type { AccountId } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { ChangeContext } from '../transaction/change-context.js';

const recipient = `
  SELECT id::text, account_id::text AS "accountId", kind, address, language, created_at AS "createdAt"
  FROM notice_recipient WHERE removed_at IS NULL`;

const delivery = `
  SELECT d.id::text, d.notice_id AS "noticeId", n.kind, d.recipient_id::text AS "recipientId",
         n.account_id::text AS "accountId", d.state, d.attempts, d.last_error AS "lastError",
         d.attempted_at AS "attemptedAt", d.created_at AS "createdAt"
  FROM notice_delivery d JOIN notice n ON n.id = d.notice_id`;

/** Reads notices in one transaction. */
export class PostgresNoticeReader implements NoticeReader {
  constructor(protected readonly manager: EntityManager) {}

  recipients({ after, limit }: NoticePage): Promise<NoticeRecipient[]> {
    return this.manager.query(`${recipient} AND id > $1 ORDER BY notice_recipient.id LIMIT $2`, [
      after ?? '0',
      limit,
    ]);
  }

  deliveries({
    after,
    limit,
    state,
  }: NoticePage & { readonly state: DeliveryState | null }): Promise<NoticeDelivery[]> {
    return this.manager.query(
      `${delivery} WHERE d.id > $1 AND ($2::text IS NULL OR d.state = $2) ORDER BY d.id LIMIT $3`,
      [after ?? '0', state, limit],
    );
  }
}

/** Writes notices in one transaction. */
export class PostgresNoticeWriter extends PostgresNoticeReader implements NoticeWriter {
  constructor(private readonly change: ChangeContext) {
    super(change.manager);
  }

  async nextRecipientId(): Promise<string> {
    const [row] = await this.manager.query<{ id: string }[]>(
      `SELECT nextval('notice_recipient_id_seq')::text AS id`,
    );
    if (!row) throw new Error('the sequence gave no id');
    return row.id;
  }

  async addRecipient(added: NewNoticeRecipient): Promise<NoticeRecipient> {
    const { id, kind, address, language, accountId, sealed } = added;
    this.change.audit.trackCreation(noticeRecipientTarget(id), () => this.stateOfRecipient(id));
    await this.manager.query(
      `INSERT INTO notice_recipient (id, account_id, kind, address, language, sealed)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, accountId, kind, address, language, sealed && Buffer.from(sealed)],
    );
    const found = await this.findRecipient(id);
    if (!found) throw new Error('the recipient just added is not there');
    return found;
  }

  async countRecipients(account: AccountId | null): Promise<number> {
    const [row] = await this.manager.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count FROM notice_recipient
       WHERE account_id IS NOT DISTINCT FROM $1::bigint AND removed_at IS NULL`,
      [account],
    );
    return row?.count ?? 0;
  }

  async lockRecipient(id: string): Promise<Locked<NoticeRecipient>> {
    const found = await this.findRecipient(id, 'FOR UPDATE');
    if (!found)
      throw new ManagementError(
        'not_found',
        'recipient: there is no recipient with this number',
        'recipient',
      );
    await this.change.audit.trackChange(noticeRecipientTarget(id), () => this.stateOfRecipient(id));
    return found as Locked<NoticeRecipient>;
  }

  async removeRecipient({ id }: Locked<NoticeRecipient>): Promise<void> {
    await this.manager.query('UPDATE notice_recipient SET removed_at = clock_timestamp() WHERE id = $1', [
      id,
    ]);
    await this.manager.query(
      `UPDATE notice_delivery SET state = 'failed', last_error = 'the recipient was removed'
       WHERE recipient_id = $1 AND state = 'pending'`,
      [id],
    );
  }

  async lockDelivery(id: string): Promise<Locked<NoticeDelivery>> {
    const [found] = await this.manager.query<NoticeDelivery[]>(
      `${delivery} WHERE d.id = $1 FOR UPDATE OF d`,
      [id],
    );
    if (!found)
      throw new ManagementError('not_found', 'delivery: there is no delivery with this number', 'delivery');
    if (!(await this.findRecipient(found.recipientId)))
      throw new ManagementError('conflict', 'delivery: its recipient was removed', 'delivery');
    await this.change.audit.trackChange(noticeDeliveryTarget(id), () => this.stateOfDelivery(id));
    return found as Locked<NoticeDelivery>;
  }

  async redeliver({ id }: Locked<NoticeDelivery>): Promise<void> {
    await this.manager.query(
      `UPDATE notice_delivery SET state = 'pending', asked_at = clock_timestamp() WHERE id = $1`,
      [id],
    );
  }

  private async findRecipient(id: string, lock = ''): Promise<NoticeRecipient | null> {
    const [row] = await this.manager.query<NoticeRecipient[]>(`${recipient} AND id = $1 ${lock}`, [id]);
    return row ?? null;
  }

  /** Reads a recipient for the audit trail, never its secret; of a webhook only the host, since its path may be one. */
  private async stateOfRecipient(id: string): Promise<unknown> {
    const found = await this.findRecipient(id);
    if (!found) return null;
    const { accountId: account, kind, address } = found;
    return { account, kind, address: kind === 'webhook' ? new URL(address).host : address };
  }

  private async stateOfDelivery(id: string): Promise<unknown> {
    const [found] = await this.manager.query<NoticeDelivery[]>(`${delivery} WHERE d.id = $1`, [id]);
    return found && { notice: found.noticeId, recipient: found.recipientId, state: found.state };
  }
}

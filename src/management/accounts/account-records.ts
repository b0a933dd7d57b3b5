import type { Account } from '../../core/accounts/account.js';
import type { RecordPage, TokenRecord } from '../../core/accounts/account-export-reader.js';
import { accountTarget } from '../../core/audit/audit-event.js';
import type { NoticeRecipient } from '../../core/notices/notice.js';
import type { RefusalRecords } from '../../core/refusals/refusal-records.js';
import { dayMs } from '../../core/shared/durations.js';
import type { TokenId } from '../../core/shared/ids.js';
import { isJsonObject } from '../../core/shared/json-object.js';
import type { Reads, ReadTransaction } from '../../core/shared/unit-of-work.js';
import type { AuditQuery, ListAudit, ListedEvent } from '../audit/list-audit.js';

const pageItems = 500;

/** `RecordPages`: the parts of a list, one after the other. Returns whether the list is complete. */
export type RecordPages<Item = unknown> = AsyncGenerator<readonly Item[], boolean>;

/** How long issued tokens may be looked for; `null`: until all records of the account are read. */
export type TokenSearchMs = number | null;

/**
 * Reads everything that is kept of an account, list by list and each in parts, so that neither a transaction nor the
 * memory of the process depends on how much there is.
 */
export class AccountRecords {
  constructor(
    private readonly database: Reads,
    private readonly refusals: RefusalRecords,
    private readonly audit: ListAudit,
  ) {}

  /** Returns the lists by their names in the document. */
  of(account: Account, budgetMs: TokenSearchMs) {
    const { id } = account;
    return {
      credentials: this.whole((tx) => tx.credentials.ofAccount(id)),
      retiredSecrets: this.paged((tx, page) => tx.accountExport.retiredSecrets(id, page), idOf),
      certificates: this.paged((tx, page) => tx.accountExport.certificates(id, page), linkIdOf),
      users: this.whole((tx) => tx.realmUsers.ofAccount(id)),
      logins: this.paged((tx, page) => tx.accountExport.logins(id, page), idOf),
      noticeRecipients: this.paged(async (tx, page) => {
        const found = await tx.accountExport.noticeRecipients(id, page);
        return found.map(withoutPath);
      }, idOf),
      notices: this.paged((tx, page) => tx.accountExport.notices(id, page), idOf),
      noticeDeliveries: this.paged((tx, page) => tx.accountExport.noticeDeliveries(id, page), idOf),
      changeCounts: this.whole((tx) => tx.accountExport.changeCounts(id)),
      revocations: this.paged((tx, page) => tx.accountExport.revocations(id, page), idOf),
      refusals: pagesOf((before) => this.refusals.ofAccount({ account: id, before, limit: pageItems }), idOf),
      tokens: this.tokens(account, budgetMs),
      auditEvents: this.events(account, { target: accountTarget(id) }),
      // A merchant's own changes are all about the account.
      ownChanges:
        account.kind === 'operator'
          ? this.events(account, { actor: id })
          : pagesOf(() => Promise.resolve<ListedEvent[]>([]), idOf),
    } as const satisfies Record<string, RecordPages>;
  }

  private paged<Item>(
    read: (tx: ReadTransaction, page: RecordPage) => Promise<readonly Item[]>,
    keyOf: (item: Item) => string,
  ): RecordPages<Item> {
    return pagesOf((after) => this.database.read((tx) => read(tx, { after, limit: pageItems })), keyOf);
  }

  /** A list that the admin API shows as a whole too. */
  private async *whole<Item>(read: (tx: ReadTransaction) => Promise<readonly Item[]>): RecordPages<Item> {
    yield await this.database.read(read);
    return true;
  }

  private events(account: Account, filter: Pick<AuditQuery, 'actor' | 'target'>): RecordPages<ListedEvent> {
    return pagesOf(async (before) => {
      const question = { ...filter, limit: pageItems, ...(before !== null && { before }) };
      const { events } = await this.audit.run(question);
      return events.toReversed().map((event) => withoutOthers(event, account));
    }, idOf);
  }

  /**
   * Reads the records of issued tokens day by day, from the newest to the creation of the account: they are partitioned by
   * day, and have no index by account, which would cost every token request.
   */
  private async *tokens({ id, createdAt }: Account, budgetMs: TokenSearchMs): RecordPages<TokenRecord> {
    const startedAt = await this.database.read((tx) => tx.now());
    // A record may be ahead of the clock of the database, by the clock of a process.
    let untilMs = startedAt.getTime() + dayMs;
    while (untilMs > createdAt.getTime()) {
      const sinceMs = untilMs - dayMs;
      for (let before: TokenId | null = null; ;) {
        const [items, now] = await this.database.read(
          async (tx) =>
            [
              await tx.accountExport.tokens(id, { sinceMs, untilMs, before, limit: pageItems }),
              await tx.now(),
            ] as const,
        );
        yield items;
        if (budgetMs !== null && now.getTime() - startedAt.getTime() > budgetMs) return false;
        before = items.at(-1)?.tokenId ?? null;
        if (items.length < pageItems) break;
      }
      untilMs = sinceMs;
    }
    return true;
  }
}

const idOf = ({ id }: { readonly id: string }): string => id;
const linkIdOf = ({ linkId }: { readonly linkId: string }): string => linkId;

async function* pagesOf<Item>(
  read: (after: string | null) => Promise<readonly Item[]>,
  keyOf: (item: Item) => string,
): RecordPages<Item> {
  for (let after: string | null = null; ;) {
    const items: readonly Item[] = await read(after);
    yield items;
    const last = items.at(-1);
    if (!last || items.length < pageItems) return true;
    after = keyOf(last);
  }
}

/** The path of a webhook may be its secret. */
const withoutPath = ({ kind, address, ...recipient }: NoticeRecipient): NoticeRecipient => ({
  ...recipient,
  kind,
  address: kind === 'webhook' && URL.canParse(address) ? new URL(address).origin : address,
});

/** A change of several accounts, such as a revoked certificate that they share, has the state of each. */
const withoutOthers = (event: ListedEvent, { id }: Account): ListedEvent => ({
  ...event,
  before: ownImage(event.before, accountTarget(id)),
  after: ownImage(event.after, accountTarget(id)),
});

const ownImage = (image: unknown, own: string): unknown => {
  if (!isJsonObject(image)) return null;
  const kept = Object.entries(image).filter(([target]) => target === own || !target.startsWith('account '));
  return kept.length === 0 ? null : Object.fromEntries(kept);
};

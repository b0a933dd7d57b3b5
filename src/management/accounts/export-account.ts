import type { Account } from '../../core/accounts/account.js';
import { type AccountWithRole, withRole } from '../../core/accounts/operator-role.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { parseAccountId } from '../fields.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import type { AccountRecords, RecordPages } from './account-records.js';

export const accountExportFormat = 'portaria-account-1';

/** How many items of each list a response has, and how long it looks for issued tokens. */
const itemsMax = 1000;
const tokenSearchMs = 5000;

type Lists = ReturnType<AccountRecords['of']>;
export type ListName = keyof Lists;
type ItemOf<Pages> = Pages extends RecordPages<infer Item> ? Item : never;

/** `ExportedList`: `complete` says whether there are no others. */
export interface ExportedList<Item> {
  readonly items: readonly Item[];
  readonly complete: boolean;
}

interface ExportHead {
  readonly format: typeof accountExportFormat;
  readonly exportedAt: Date;
  readonly account: AccountWithRole;
}

/** `AccountExport`: everything that is kept of an account, without a secret or a digest of one. */
export type AccountExport = ExportHead & { readonly [Name in ListName]: ExportedList<ItemOf<Lists[Name]>> };

/** The result of the change that records an export: the document is read after it. */
export interface RecordedExport {
  readonly account: Account;
  readonly document: AccountExport | null;
}

/** Records that an account is exported, where the document is written by the caller. */
export const recordAccountExport: UseCase<string, Account> = {
  action: 'account.export',
  targetsOf: (account) => ({ account }),
  prepare: (account) => {
    const id = parseAccountId(account);
    return { kind: 'changes', run: (tx) => tx.accounts.findAndAddTarget(id) };
  },
};

/**
 * Exports everything that is kept of an account. The audit event is committed before anything is read, so that no data
 * leaves without one. Nothing is locked: the account gets tokens meanwhile.
 */
export class ExportAccount implements UseCase<string, RecordedExport> {
  readonly action = 'account.export';

  constructor(
    private readonly database: Reads,
    private readonly records: AccountRecords,
  ) {}

  targetsOf(account: string) {
    return { account };
  }

  prepare(account: string): PreparedChange<RecordedExport> {
    const id = parseAccountId(account);
    return {
      kind: 'changes',
      run: async (tx) => ({ account: await tx.accounts.findAndAddTarget(id), document: null }),
      afterCommit: async (recorded) => ({ ...recorded, document: await this.read(recorded.account) }),
    };
  }

  /**
   * Returns the lines of the whole document, however much there is. The caller has recorded the export before.
   */
  async *lines(account: Account): AsyncGenerator<string> {
    yield `${JSON.stringify(await this.headOf(account)).slice(0, -1)},`;
    const lists = Object.entries(this.records.of(account, null));
    for (const [index, [name, pages]] of lists.entries()) {
      yield `${JSON.stringify(name)}: {"items": [`;
      yield* itemsOf(pages);
      yield index < lists.length - 1 ? '], "complete": true},' : '], "complete": true}';
    }
    yield '}';
  }

  private async headOf(account: Account): Promise<ExportHead> {
    const exportedAt = await this.database.read((tx) => tx.now());
    return { format: accountExportFormat, exportedAt, account: withRole(account) };
  }

  private async read(account: Account): Promise<AccountExport> {
    const pages = this.records.of(account, tokenSearchMs);
    return {
      ...(await this.headOf(account)),
      credentials: await firstOf(pages.credentials),
      retiredSecrets: await firstOf(pages.retiredSecrets),
      certificates: await firstOf(pages.certificates),
      users: await firstOf(pages.users),
      logins: await firstOf(pages.logins),
      noticeRecipients: await firstOf(pages.noticeRecipients),
      notices: await firstOf(pages.notices),
      noticeDeliveries: await firstOf(pages.noticeDeliveries),
      changeCounts: await firstOf(pages.changeCounts),
      revocations: await firstOf(pages.revocations),
      refusals: await firstOf(pages.refusals),
      tokens: await firstOf(pages.tokens),
      auditEvents: await firstOf(pages.auditEvents),
      ownChanges: await firstOf(pages.ownChanges),
    };
  }
}

async function* itemsOf(pages: RecordPages): AsyncGenerator<string> {
  let separator = '';
  for await (const page of pages) {
    for (const item of page) {
      yield separator + JSON.stringify(item);
      separator = ',';
    }
  }
}

const firstOf = async <Item>(pages: RecordPages<Item>): Promise<ExportedList<Item>> => {
  const items: Item[] = [];
  for (;;) {
    const next = await pages.next();
    if (next.done) return { items, complete: next.value };
    items.push(...next.value);
    if (items.length > itemsMax) return { items: items.slice(0, itemsMax), complete: false };
  }
};

import { accountIdFrom } from '../../core/shared/ids.js';
import type { Reads } from '../../core/shared/unit-of-work.js';

const targetGrammar = /^account ([0-9]+)$/;

/** The names of accounts, for lists that have their ids. */
export class AccountNames {
  constructor(private readonly database: Reads) {}

  /** Returns the names by id, in one statement however many there are. Accounts that do not exist are left out. */
  async run(ids: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const known = [...new Set(ids)].map(accountIdFrom).filter((id) => id !== null);
    if (known.length === 0) return {};
    return Object.fromEntries(await this.database.read((tx) => tx.accounts.namesOf(known)));
  }

  /** Returns the same for the targets of audit events that are accounts. */
  ofTargets(targets: readonly string[]): Promise<Readonly<Record<string, string>>> {
    return this.run(targets.flatMap((target) => targetGrammar.exec(target)?.[1] ?? []));
  }
}

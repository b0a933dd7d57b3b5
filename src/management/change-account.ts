import type { Account } from '../core/account.js';
import type { AccountChanges, Books } from '../core/books.js';
import { accountId, invalid, name, networks, scopes, taxId } from './fields.js';

/** What is left out stays as it is. */
export interface AccountAlteration {
  readonly account: string;
  readonly name?: string;
  /** CNPJ, with or without punctuation; `null`: none. */
  readonly taxId?: string | null;
  readonly scopes?: readonly string[];
  readonly networks?: readonly string[];
  readonly taxIdOnCertificate?: boolean;
  readonly resourceServer?: boolean;
}

/** Changes what is said of an account. What narrows it ends its tokens: whoever still may gets others. */
export class ChangeAccount {
  constructor(private readonly books: Books) {}

  /** When it narrows, resolves after no process issues on what was taken. */
  async run({ account, ...wish }: AccountAlteration): Promise<Account> {
    const id = accountId(account);
    const changes = checked(wish);
    return this.books.revoke(async (books) => {
      const held = await books.holdAccount(id);
      const after = { ...held, ...changes };
      if (after.taxIdOnCertificate && after.taxId === null)
        throw invalid('tax id', 'is needed, since certificates are to carry it');
      if (narrows(held, after)) await books.narrowAccount(held, changes);
      else await books.changeAccount(held, changes);
      return (await books.account(id)) ?? after;
    });
  }
}

const checked = (wish: Omit<AccountAlteration, 'account'>): AccountChanges => {
  if (Object.keys(wish).length === 0)
    throw invalid('account', 'there is nothing to change; give a field such as name');
  const { taxId: cnpj } = wish;
  return {
    ...(wish.name !== undefined && { name: name(wish.name) }),
    ...(cnpj !== undefined && { taxId: cnpj === null ? null : taxId(cnpj) }),
    ...(wish.scopes && { scopes: scopes(wish.scopes) }),
    ...(wish.networks && { networks: networks(wish.networks) }),
    ...(wish.taxIdOnCertificate !== undefined && { taxIdOnCertificate: wish.taxIdOnCertificate }),
    ...(wish.resourceServer !== undefined && { resourceServer: wish.resourceServer }),
  };
};

/** Whether somebody who gets a token now might not get it, or not all of it, afterwards. */
const narrows = (before: Account, after: Account): boolean =>
  lacksSome(before.scopes, after.scopes) ||
  (after.networks.length > 0 &&
    (before.networks.length === 0 || lacksSome(before.networks, after.networks))) ||
  (after.taxIdOnCertificate && (!before.taxIdOnCertificate || before.taxId !== after.taxId));

const lacksSome = (before: readonly string[], after: readonly string[]): boolean =>
  before.some((one) => !after.includes(one));

import type { Account } from '../core/account.js';
import type { Books, BookReader } from '../core/books.js';
import { type AccountId, type Fingerprint, fingerprintFrom } from '../core/ids.js';
import { ManagementError } from '../core/management-error.js';
import { accountOf } from './account-of.js';
import { accountId } from './fields.js';
import { fingerprintStart, theOne } from './meant-fingerprint.js';

export interface Unlinking {
  readonly account: string;
  /** Whole, or its first digits when they name one of the account's certificates. */
  readonly fingerprint: string;
}

/** A link that is no more. */
export interface Unlinked {
  readonly account: Account;
  readonly fingerprint: Fingerprint;
}

/** Says that a certificate is no longer an account's, and ends the tokens that the account got with it. */
export class UnlinkCertificate {
  constructor(private readonly books: Books) {}

  /** Resolves to the whole fingerprint when no process issues on it any more. Unlinking again is harmless. */
  async run({ account, fingerprint }: Unlinking): Promise<Unlinked> {
    const id = accountId(account);
    const start = fingerprintStart(fingerprint);
    return this.books.revoke(async (books) => {
      const held = await books.holdAccount(id);
      const found = fingerprintFrom(start) ?? (await linkedFrom(books, id, start));
      if (await books.unlinkCertificate(held, found))
        return { account: await accountOf(books, id), fingerprint: found };
      throw new ManagementError(
        'not_found',
        `fingerprint: it was never linked to account ${id}`,
        'fingerprint',
      );
    });
  }
}

const linkedFrom = async (books: BookReader, account: AccountId, start: string): Promise<Fingerprint> => {
  const linked = await books.certificatesOf(account);
  return theOne(
    linked.map((link) => link.fingerprint).filter((fingerprint) => fingerprint.startsWith(start)),
  );
};

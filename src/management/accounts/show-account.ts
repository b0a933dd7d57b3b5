import type { Account } from '../../core/accounts/account.js';
import type { LinkedCertificate } from '../../core/certificates/certificate-repository.js';
import type { Credential } from '../../core/credentials/credential.js';
import type { AccountId } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type {
  OwnAccountReads,
  OwnAccountReadTransaction,
} from '../../core/shared/own-account-transactions.js';
import { parseAccountId } from '../fields.js';

/**
 * An account with its credentials and certificates, and the database's time, which decides their
 * expiry.
 */
export interface AccountDetails {
  readonly account: Account;
  readonly credentials: readonly Credential[];
  readonly certificates: readonly LinkedCertificate[];
  readonly now: Date;
}

export class ShowAccount {
  constructor(private readonly database: OwnAccountReads) {}

  async run(account: string): Promise<AccountDetails> {
    const id = parseAccountId(account);
    return this.database.read(async (tx) => ({
      account: await findExisting(tx, id),
      credentials: await tx.credentials.ofAccount(id),
      certificates: await tx.certificates.ofAccount(id),
      now: await tx.now(),
    }));
  }
}

const findExisting = async (tx: OwnAccountReadTransaction, id: AccountId): Promise<Account> => {
  const account = await tx.accounts.find(id);
  if (!account) throw new ManagementError('not_found', `account: there is no account ${id}`, 'account');
  return account;
};

import type { Account } from '../../core/accounts/account.js';
import type { Credential } from '../../core/credentials/credential.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { parseClientId } from '../fields.js';

/** A credential with its account. */
export interface CredentialWithAccount {
  readonly account: Account;
  readonly credential: Credential;
}

export class ShowCredential {
  constructor(private readonly database: Reads) {}

  async run(client: string): Promise<CredentialWithAccount> {
    const id = parseClientId(client);
    return this.database.read(async (tx) => {
      const credential = await tx.credentials.find(id);
      const account = credential && (await tx.accounts.find(credential.accountId));
      if (account) return { account, credential };
      throw new ManagementError(
        'not_found',
        'client id: there is no credential with this client id',
        'client id',
      );
    });
  }
}

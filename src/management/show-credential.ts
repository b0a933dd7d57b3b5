import type { Account } from '../core/account.js';
import type { Books } from '../core/books.js';
import type { Credential } from '../core/credential.js';
import { ManagementError } from '../core/management-error.js';
import { clientId } from './fields.js';

/** A credential with the account that it is of. */
export interface CredentialPage {
  readonly account: Account;
  readonly credential: Credential;
}

export class ShowCredential {
  constructor(private readonly books: Books) {}

  async run(client: string): Promise<CredentialPage> {
    const id = clientId(client);
    return this.books.read(async (books) => {
      const credential = await books.credential(id);
      const account = credential && (await books.account(credential.accountId));
      if (account) return { account, credential };
      throw new ManagementError(
        'not_found',
        'client id: there is no credential with this client id',
        'client id',
      );
    });
  }
}

import type { Books } from '../core/books.js';
import type { Secret } from '../core/secret.js';
import type { SecretSmith } from '../core/secret-smith.js';
import { accountOf } from './account-of.js';
import type { RealmUserWithPassword } from './create-realm-user.js';
import { makePassword, username } from './realm-fields.js';

/** Replaces a user's password; the old one is worth nothing from this moment. */
export class SetRealmPassword {
  constructor(
    private readonly books: Books,
    private readonly smith: SecretSmith,
  ) {}

  /** Without a password the gateway makes one. Resolves when no process accepts the old one any more. */
  async run(name: string, password?: Secret): Promise<RealmUserWithPassword> {
    const known = username(name);
    const { digest, shown } = await makePassword(this.smith, password);
    return this.books.revoke(async (books) => {
      const held = await books.realmUsers.hold(known);
      await books.realmUsers.setPassword(held, digest);
      const user = (await books.realmUsers.byName(known)) ?? held;
      return { account: await accountOf(books, held.accountId), user, secret: shown };
    });
  }
}

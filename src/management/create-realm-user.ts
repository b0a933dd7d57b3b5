import type { Books } from '../core/books.js';
import { ManagementError } from '../core/management-error.js';
import type { Secret } from '../core/secret.js';
import type { SecretSmith } from '../core/secret-smith.js';
import { accountId } from './fields.js';
import type { RealmUserPage } from './realm-user-page.js';
import { makePassword, username } from './realm-fields.js';

export interface RealmUserWish {
  readonly account: string;
  readonly username: string;
  /** One that somebody chose, 12 to 128 characters; left out, the gateway makes one. */
  readonly password?: Secret;
}

export interface RealmUserWithPassword extends RealmUserPage {
  /** The password, to be shown once; `null` when it was chosen. */
  readonly secret: Secret | null;
}

/** Gives an account somebody who logs in with a password (contract `realm`). */
export class CreateRealmUser {
  constructor(
    private readonly books: Books,
    private readonly smith: SecretSmith,
  ) {}

  async run(wish: RealmUserWish): Promise<RealmUserWithPassword> {
    const [account, name] = [accountId(wish.account), username(wish.username)];
    const { digest, shown } = await makePassword(this.smith, wish.password);
    return this.books.change(async (books) => {
      const held = await books.holdAccount(account);
      if (held.kind === 'operator') throw forOperator();
      const user = await books.realmUsers.add(held, { username: name, digest });
      return { account: held, user, secret: shown };
    });
  }
}

/** A password alone would then be worth what an operator's certificate and secret are. */
const forOperator = (): ManagementError =>
  new ManagementError(
    'refused',
    'account: operators log in with a certificate only; name a merchant',
    'account',
  );

import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { CreateRealmUser } from './create-realm-user.js';
import { disableRealmUser } from './disable-realm-user.js';
import { enableRealmUser } from './enable-realm-user.js';
import { ListRealmUsers } from './list-realm-users.js';
import { SetRealmPassword } from './set-realm-password.js';
import { updateRealmUser } from './update-realm-user.js';

/**
 * `RealmUserUseCases`: what operators do with the users of accounts, who log in with a password.
 * This folder owns users and their passwords; it must never store or log a password in plain text.
 */
export class RealmUserUseCases {
  readonly create: CreateRealmUser;
  readonly setPassword: SetRealmPassword;
  readonly update = updateRealmUser;
  readonly disable = disableRealmUser;
  readonly enable = enableRealmUser;
  readonly list: ListRealmUsers;

  constructor(database: Reads, secrets: SecretGenerator) {
    this.create = new CreateRealmUser(secrets);
    this.setPassword = new SetRealmPassword(secrets);
    this.list = new ListRealmUsers(database);
  }
}

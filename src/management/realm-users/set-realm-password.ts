import type { Secret } from '../../core/credentials/secret.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { findAccountOf } from '../accounts/find-account-of.js';
import { namesOfAccount } from '../credentials/generate-secret.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import type { RealmUserWithPassword } from './create-realm-user.js';
import { generatePassword, parseUsername } from './realm-fields.js';

export interface SetRealmPasswordInput {
  readonly username: string;
  /** A custom password. When it is omitted, one is generated. */
  readonly password?: Secret | undefined;
}

/** Replaces a user's password: from this moment no process accepts the old one. */
export class SetRealmPassword implements UseCase<SetRealmPasswordInput, RealmUserWithPassword> {
  readonly action = 'realm-user.set-password';

  constructor(private readonly secrets: SecretGenerator) {}

  targetsOf({ username: name }: SetRealmPasswordInput) {
    return { username: name };
  }

  async prepare(
    { username: name, password }: SetRealmPasswordInput,
    database: Reads,
  ): Promise<PreparedChange<RealmUserWithPassword>> {
    const known = parseUsername(name);
    const { digest, shown } = await generatePassword(this.secrets, password, () =>
      database.read(async (tx) => {
        const user = await tx.realmUsers.find(known);
        return [known, ...namesOfAccount(user && (await findAccountOf(tx, user.accountId)))];
      }),
    );
    return {
      kind: 'revokes',
      run: async (tx) => {
        const locked = await tx.realmUsers.lock(known);
        await tx.realmUsers.setPassword(locked, digest);
        const user = (await tx.realmUsers.find(known)) ?? locked;
        return { account: await findAccountOf(tx, locked.accountId), user, secret: shown };
      },
    };
  }
}

import type { Account } from '../../core/accounts/account.js';
import type { Secret } from '../../core/credentials/secret.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import type { RealmUser } from '../../core/realm/realm-user.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { namesOfAccount } from '../credentials/generate-secret.js';
import { parseAccountId } from '../fields.js';
import { parseNarrowedScopes } from '../narrowed-scopes.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import { generatePassword, parseUsername } from './realm-fields.js';

export interface CreateRealmUserInput {
  readonly account: string;
  readonly username: string;
  /** A custom password of 12 to 128 characters. When it is omitted, one is generated. */
  readonly password?: Secret;
  /** A subset of the account's scopes. When it is omitted, the user gets all of them. */
  readonly scopes?: readonly string[];
}

/** A user with the account that it is of. */
export interface RealmUserWithAccount {
  readonly account: Account;
  readonly user: RealmUser;
}

export interface RealmUserWithPassword extends RealmUserWithAccount {
  /** The password, shown once; `null` for a custom one. */
  readonly secret: Secret | null;
}

/** Creates a user of an account, who logs in with a password (contract `realm`). */
export class CreateRealmUser implements UseCase<CreateRealmUserInput, RealmUserWithPassword> {
  readonly action = 'realm-user.create';

  constructor(private readonly secrets: SecretGenerator) {}

  targetsOf({ account, username: name }: CreateRealmUserInput) {
    return { account, username: name };
  }

  async prepare(
    input: CreateRealmUserInput,
    database: Reads,
  ): Promise<PreparedChange<RealmUserWithPassword>> {
    const [account, name] = [parseAccountId(input.account), parseUsername(input.username)];
    const { digest, shown } = await generatePassword(this.secrets, input.password, async () => [
      name,
      ...namesOfAccount(await database.read((tx) => tx.accounts.find(account))),
    ]);
    return {
      kind: 'changes',
      run: async (tx) => {
        const locked = await tx.accounts.lock(account);
        if (locked.kind === 'operator') throw forOperator();
        const scopes = input.scopes ? parseNarrowedScopes(locked, input.scopes) : null;
        const user = await tx.realmUsers.add(locked, { username: name, digest, scopes });
        return { account: locked, user, secret: shown };
      },
    };
  }
}

/**
 * Refuses users of operators: a password alone would be worth as much as an operator's certificate
 * and secret.
 */
const forOperator = (): ManagementError =>
  new ManagementError('refused', 'account: operators have no users. Name a merchant', 'account');

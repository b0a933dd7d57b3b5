import type { Account } from '../../core/accounts/account.js';
import {
  type ActiveSecret,
  activeSecretsMax,
  type Credential,
  isText,
} from '../../core/credentials/credential.js';
import type { Secret } from '../../core/credentials/secret.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import type { ClientId, SecretId } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type {
  OwnAccountChangeTransaction,
  OwnAccountReads,
  OwnAccountReadTransaction,
  OwnAccountRevokeTransaction,
} from '../../core/shared/own-account-transactions.js';
import { findAccountOf } from '../accounts/find-account-of.js';
import { parseClientId } from '../fields.js';
import type { OwnAccountUseCase, PreparedOwnAccountChange } from '../use-case.js';
import { assertActive } from './assert-active.js';
import { generateSecret, namesOfAccount, type NewSecret } from './generate-secret.js';
import { parseOverlap } from './overlap.js';

export interface RotateSecretInput {
  readonly clientId: string;
  /** A custom secret. When it is omitted, one is generated. */
  readonly secret?: Secret;
  /**
   * How long the old secrets stay valid. 0 revokes them, and ends their tokens, at once. When it is
   * omitted, it is 7 days.
   */
  readonly overlapSeconds?: number;
}

export interface RotatedSecret {
  readonly account: Account;
  /** The credential after the change; the old secrets have their new expiry. */
  readonly credential: Credential;
  readonly secretId: SecretId;
  /** Shown once; `null` for a custom secret. */
  readonly secret: Secret | null;
}

/**
 * Gives a credential a second secret. The old one stays valid for a while, so that no payment
 * fails.
 */
export class RotateSecret implements OwnAccountUseCase<RotateSecretInput, RotatedSecret> {
  readonly action = 'secret.rotate';

  constructor(private readonly secrets: SecretGenerator) {}

  targetsOf({ clientId: client }: RotateSecretInput) {
    return { clientId: client };
  }

  /** With an overlap of 0, the old secrets end at once. */
  async prepare(
    { clientId: client, secret: custom, overlapSeconds: overlap }: RotateSecretInput,
    database: OwnAccountReads,
  ): Promise<PreparedOwnAccountChange<RotatedSecret>> {
    const id = parseClientId(client);
    const overlapSeconds = parseOverlap(overlap);
    const secret = await generateSecret(this.secrets, custom, () => database.read((tx) => namesOf(tx, id)));
    if (overlapSeconds === 0)
      return { kind: 'revokes', run: async (tx) => replaceAtOnce(tx, await lockActive(tx, id), secret) };
    return {
      kind: 'changes',
      run: async (tx) => {
        // Before the lock: what is refused anyway must not keep others from the account.
        const seen = await tx.credentials.find(id);
        if (seen) assertRoom(assertActive(seen), await tx.now());
        return addBeside(tx, await lockActive(tx, id), secret, overlapSeconds);
      },
    };
  }
}

const lockActive = async (tx: OwnAccountChangeTransaction, id: ClientId): Promise<Locked<Credential>> =>
  assertActive(await tx.credentials.lock(id));

const replaceAtOnce = async (
  tx: OwnAccountRevokeTransaction,
  credential: Locked<Credential>,
  secret: NewSecret,
): Promise<RotatedSecret> => {
  // A registered key is no older copy of the secret: it goes on until it is revoked itself.
  for (const { id } of credential.secrets.filter(isText)) await tx.credentials.revokeSecret(credential, id);
  return findAdded(tx, credential, secret);
};

const addBeside = async (
  tx: OwnAccountChangeTransaction,
  credential: Locked<Credential>,
  secret: NewSecret,
  overlapSeconds: number,
): Promise<RotatedSecret> => {
  await tx.credentials.retireExpiredSecrets(credential);
  const now = await tx.now();
  const valid = assertRoom(credential, now);
  const until = new Date(now.getTime() + overlapSeconds * 1000);
  for (const old of valid) {
    // A secret that expires sooner keeps its expiry: a rotation never extends a secret.
    if (old.expiresAt === null || old.expiresAt > until)
      await tx.credentials.expireSecret(credential, old.id, until);
  }
  return findAdded(tx, credential, secret);
};

/** Returns the secrets that have not expired. Throws when there is no room for another. */
const assertRoom = ({ secrets }: Credential, now: Date): readonly ActiveSecret[] => {
  const valid = secrets.filter((old) => isText(old) && !hasExpired(old, now));
  if (valid.length >= activeSecretsMax) throw tooMany(valid);
  return valid;
};

const findAdded = async (
  tx: OwnAccountChangeTransaction,
  locked: Locked<Credential>,
  secret: NewSecret,
): Promise<RotatedSecret> => {
  const secretId = await tx.credentials.addSecret(locked, secret.digest);
  const credential = (await tx.credentials.find(locked.clientId)) ?? locked;
  const account = await findAccountOf(tx, locked.accountId);
  return { account, credential, secretId, secret: secret.shown };
};

const hasExpired = ({ expiresAt }: ActiveSecret, now: Date): boolean =>
  expiresAt !== null && expiresAt <= now;

const tooMany = (valid: readonly ActiveSecret[]): ManagementError => {
  const ids = valid.map(({ id }) => id).join(' and ');
  const problem = `secrets ${ids} are both valid, and a credential has at most ${activeSecretsMax}. Revoke one first`;
  return new ManagementError(
    'conflict',
    `client id: ${problem}, or rotate with an overlap of 0 to revoke both`,
    'client id',
    { forMerchants: `client id: ${problem}` },
  );
};

const namesOf = async (tx: OwnAccountReadTransaction, id: ClientId): Promise<readonly string[]> => {
  const credential = await tx.credentials.find(id);
  const account = credential && (await tx.accounts.find(credential.accountId));
  return [id, credential?.label ?? '', ...namesOfAccount(account)];
};

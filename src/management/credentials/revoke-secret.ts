import type { Credential } from '../../core/credentials/credential.js';
import { hourSeconds } from '../../core/shared/durations.js';
import type { SecretId } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { OwnAccountReadTransaction } from '../../core/shared/own-account-transactions.js';
import { findAccountOf } from '../accounts/find-account-of.js';
import { parseClientId, parseSecretId } from '../fields.js';
import type { OwnAccountRevocation } from '../use-case.js';
import type { CredentialWithAccount } from './show-credential.js';

const lastUseSecondsMin = hourSeconds;

export interface RevokeSecretInput {
  /** The owner of the secret: a mistyped number must not revoke another merchant's. */
  readonly clientId: string;
  readonly secretId: string;
  /** Revokes the secret even if it was used within the last hour, or is the only one. */
  readonly force?: boolean;
}

/**
 * Revokes one secret of a credential, and ends the tokens that were obtained with it. The result
 * has the secrets that are left.
 */
export const revokeSecret: OwnAccountRevocation<RevokeSecretInput, CredentialWithAccount> = {
  action: 'secret.revoke',
  targetsOf: ({ clientId: client }) => ({ clientId: client }),
  prepare: ({ clientId: client, secretId: secret, force = false }) => {
    const [owner, id] = [parseClientId(client), parseSecretId(secret)];
    return {
      kind: 'revokes',
      run: async (tx) => {
        // Before the lock: what is refused anyway must not keep others from the account.
        const seen = await tx.credentials.find(owner);
        if (seen) await refuse(tx, seen, { id, force });
        const locked = await tx.credentials.lock(owner);
        await refuse(tx, locked, { id, force });
        await tx.credentials.revokeSecret(locked, id);
        const credential = (await tx.credentials.find(owner)) ?? locked;
        return { account: await findAccountOf(tx, locked.accountId), credential };
      },
    };
  },
};

const refuse = async (
  tx: OwnAccountReadTransaction,
  credential: Credential,
  { id, force }: { readonly id: SecretId; readonly force: boolean },
): Promise<void> => {
  if (!force) await refuseHasty(tx, credential, id);
  if (!(await tx.credentials.everHad(credential, id))) throw unknownSecret(credential);
};

/** The number is not repeated: it may be a secret that a caller took for its id. */
const unknownSecret = ({ clientId: owner }: Credential): ManagementError =>
  new ManagementError('not_found', `secret id: ${owner} has no such secret`, 'secret id');

const refuseHasty = async (
  tx: OwnAccountReadTransaction,
  { secrets }: Credential,
  id: SecretId,
): Promise<void> => {
  const secret = secrets.find((candidate) => candidate.id === id);
  if (!secret) return;
  if (secrets.length === 1) {
    throw hasty('it is the only one, so the client would be locked out. Rotate first, or use force');
  }
  const unusedSeconds =
    secret.lastUsedAt && ((await tx.now()).getTime() - secret.lastUsedAt.getTime()) / 1000;
  if (unusedSeconds !== null && unusedSeconds < lastUseSecondsMin) {
    throw hasty(
      'it was used within the last hour, so a program still uses it. Change that program first, or use force',
    );
  }
};

const hasty = (problem: string): ManagementError =>
  new ManagementError('conflict', `secret id: ${problem}`, 'secret id');

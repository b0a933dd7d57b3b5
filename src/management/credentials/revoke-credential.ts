import { findAccountOf } from '../accounts/find-account-of.js';
import { parseClientId } from '../fields.js';
import type { UseCase } from '../use-case.js';
import type { CredentialWithAccount } from './show-credential.js';

/** Revokes a credential permanently, and ends its tokens. Revoking it again is harmless. */
export const revokeCredential: UseCase<string, CredentialWithAccount> = {
  action: 'credential.revoke',
  targetsOf: (client) => ({ clientId: client }),
  prepare: (client) => {
    const id = parseClientId(client);
    return {
      kind: 'revokes',
      run: async (tx) => {
        const locked = await tx.credentials.lock(id);
        await tx.credentials.revoke(locked);
        const credential = { ...locked, status: 'revoked' as const };
        return { account: await findAccountOf(tx, locked.accountId), credential };
      },
    };
  },
};

import { accountOf } from '../accounts/account-of.js';
import { clientId } from '../fields.js';
import type { UseCase } from '../use-case.js';
import type { CredentialPage } from './show-credential.js';

/** Ends a credential permanently, and its tokens. Revoking again is harmless. */
export const revokeCredential: UseCase<string, CredentialPage> = {
  action: 'credential.revoke',
  names: (client) => ({ clientId: client }),
  prepare: (client) => {
    const id = clientId(client);
    return {
      kind: 'revokes',
      run: async (tx) => {
        const locked = await tx.credentials.lock(id);
        await tx.credentials.revoke(locked);
        const credential = { ...locked, status: 'revoked' as const };
        return { account: await accountOf(tx, locked.accountId), credential };
      },
    };
  },
};

import type { Account } from '../../core/accounts/account.js';
import type { AccountScopedRead } from '../../core/shared/account-scope.js';
import { type AccountId, type Fingerprint, fingerprintFrom } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { accountOf } from '../accounts/account-of.js';
import { accountId } from '../fields.js';
import type { AccountScopedUseCase } from '../use-case.js';
import { fingerprintStart, theOne } from './resolve-fingerprint.js';

export interface Unlinking {
  readonly account: string;
  /** Whole, or its first digits when they name one of the account's certificates. */
  readonly fingerprint: string;
}

/** A link that is no more. */
export interface Unlinked {
  readonly account: Account;
  readonly fingerprint: Fingerprint;
}

/**
 * Says that a certificate is no longer an account's, and ends the tokens that the account got with it. The result has the
 * whole fingerprint. Unlinking again is harmless.
 */
export const unlinkCertificate: AccountScopedUseCase<Unlinking, Unlinked> = {
  action: 'certificate.unlink',
  names: ({ account, fingerprint }) => ({ account, fingerprint }),
  prepare: ({ account, fingerprint }) => {
    const id = accountId(account);
    const start = fingerprintStart(fingerprint);
    return {
      kind: 'revokes',
      run: async (tx) => {
        const locked = await tx.accounts.lock(id);
        const found = fingerprintFrom(start) ?? (await linkedFrom(tx, id, start));
        if (await tx.certificates.unlink(locked, found))
          return { account: await accountOf(tx, id), fingerprint: found };
        throw new ManagementError(
          'not_found',
          `fingerprint: it was never linked to account ${id}`,
          'fingerprint',
        );
      },
    };
  },
};

const linkedFrom = async (tx: AccountScopedRead, account: AccountId, start: string): Promise<Fingerprint> => {
  const linked = await tx.certificates.ofAccount(account);
  return theOne(
    linked.map((link) => link.fingerprint).filter((fingerprint) => fingerprint.startsWith(start)),
  );
};

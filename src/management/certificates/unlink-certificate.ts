import type { Account } from '../../core/accounts/account.js';
import { type AccountId, type Fingerprint, fingerprintFrom } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { OwnAccountReadTransaction } from '../../core/shared/own-account-transactions.js';
import { assertExists, findAccountOf } from '../accounts/find-account-of.js';
import { parseAccountId } from '../fields.js';
import type { OwnAccountRevocation } from '../use-case.js';
import { parseFingerprintStart, resolveFingerprint } from './resolve-fingerprint.js';

export interface UnlinkCertificateInput {
  readonly account: string;
  /** The whole fingerprint, or first digits that match only one of the account's certificates. */
  readonly fingerprint: string;
}

/** A link that was ended. */
export interface Unlinked {
  readonly account: Account;
  readonly fingerprint: Fingerprint;
}

/**
 * Unlinks a certificate from an account, and ends the tokens that the account got with it. The
 * result has the whole fingerprint. Unlinking again is harmless.
 */
export const unlinkCertificate: OwnAccountRevocation<UnlinkCertificateInput, Unlinked> = {
  action: 'certificate.unlink',
  targetsOf: ({ account, fingerprint }) => ({ account, fingerprint }),
  prepare: ({ account, fingerprint }) => {
    const id = parseAccountId(account);
    const start = parseFingerprintStart(fingerprint);
    return {
      kind: 'revokes',
      run: async (tx) => {
        // Before the lock: what is refused anyway must not keep others from the account.
        await assertExists(tx, id);
        const found = fingerprintFrom(start) ?? (await findLinked(tx, id, start));
        if (!(await tx.certificates.wasLinkedTo(id, found))) throw neverLinked(id);
        await tx.certificates.unlink(await tx.accounts.lock(id), found);
        return { account: await findAccountOf(tx, id), fingerprint: found };
      },
    };
  },
};

const neverLinked = (id: AccountId): ManagementError =>
  new ManagementError('not_found', `fingerprint: it was never linked to account ${id}`, 'fingerprint');

const findLinked = async (
  tx: OwnAccountReadTransaction,
  account: AccountId,
  start: string,
): Promise<Fingerprint> => {
  const linked = await tx.certificates.ofAccount(account);
  return resolveFingerprint(
    linked.map((link) => link.fingerprint).filter((fingerprint) => fingerprint.startsWith(start)),
  );
};

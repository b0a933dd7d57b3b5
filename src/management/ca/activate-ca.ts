import type { NewCa, StoredCa } from '../../core/ca/certificate-authority.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { ChangeTransaction } from '../../core/shared/unit-of-work.js';

/**
 * Makes an authority the signing one. Another one that signs now is retired if `replace` is set;
 * otherwise it is a conflict.
 */
export const activateCa = async (tx: ChangeTransaction, ca: NewCa, replace: boolean): Promise<StoredCa> => {
  const signing = (await tx.cas.list()).find(({ retiredAt }) => retiredAt === null);
  if (signing && !replace) {
    throw new ManagementError(
      'conflict',
      `ca: ${signing.subject} already signs, until ${signing.notAfter.toISOString()}. To replace it, add --replace`,
      'ca',
    );
  }
  if (signing) await tx.cas.retire(await tx.cas.lock(signing.fingerprint));
  return tx.cas.add(ca);
};

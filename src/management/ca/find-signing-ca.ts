import type { StoredCa } from '../../core/ca/certificate-authority.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { OwnAccountRead } from '../../core/shared/own-account-transactions.js';

/**
 * Returns the authority that signs now. Throws `ManagementError('conflict')` when there is none,
 * `refused` when it has expired.
 */
export const findSigningCa = async (tx: Pick<OwnAccountRead, 'cas' | 'now'>): Promise<StoredCa> => {
  const authority = (await tx.cas.list()).find(({ retiredAt }) => retiredAt === null);
  if (!authority) throw noCa();
  if ((await tx.now()) >= authority.notAfter)
    throw new ManagementError(
      'refused',
      `authority: ${authority.subject} expired on ${authority.notAfter.toISOString()}; replace it`,
      'authority',
    );
  return authority;
};

export const noCa = (): ManagementError =>
  new ManagementError(
    'conflict',
    'authority: the gateway has none yet; make or import one first',
    'authority',
  );

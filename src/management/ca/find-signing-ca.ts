import type { StoredCa } from '../../core/ca/certificate-authority.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { OwnAccountReadTransaction } from '../../core/shared/own-account-transactions.js';

/**
 * Returns the authority that signs now. Throws `ManagementError('conflict')` when there is none,
 * `refused` when it has expired.
 */
export const findSigningCa = async (
  tx: Pick<OwnAccountReadTransaction, 'cas' | 'now'>,
): Promise<StoredCa> => {
  const ca = (await tx.cas.list()).find(({ retiredAt }) => retiredAt === null);
  if (!ca) throw noCa();
  if ((await tx.now()) >= ca.notAfter)
    throw new ManagementError(
      'refused',
      `ca: ${ca.subject} expired on ${ca.notAfter.toISOString()}. Create or import another CA with --replace`,
      'ca',
      { forMerchants: signsNothing },
    );
  return ca;
};

export const noCa = (): ManagementError =>
  new ManagementError('conflict', 'ca: the gateway has no CA yet. Create or import one first', 'ca', {
    forMerchants: signsNothing,
  });

const signsNothing =
  'ca: the gateway cannot sign certificates now. Send a certificate in pem, or ask the operator of the gateway';

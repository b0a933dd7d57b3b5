import type { BookReader } from '../core/books.js';
import type { KeptAuthority } from '../core/certificate-authority.js';
import { ManagementError } from '../core/management-error.js';

/** The authority that signs now. Throws `ManagementError('conflict')` when there is none, `refused` when it has expired. */
export const signingAuthority = async (books: BookReader): Promise<KeptAuthority> => {
  const authority = (await books.authorities()).find(({ retiredAt }) => retiredAt === null);
  if (!authority) throw noAuthority();
  if ((await books.now()) >= authority.notAfter)
    throw new ManagementError(
      'refused',
      `authority: ${authority.subject} expired on ${authority.notAfter.toISOString()}; replace it`,
      'authority',
    );
  return authority;
};

export const noAuthority = (): ManagementError =>
  new ManagementError(
    'conflict',
    'authority: the gateway has none yet; make or import one first',
    'authority',
  );

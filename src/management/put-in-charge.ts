import type { BookWriter } from '../core/books.js';
import type { KeptAuthority, NewAuthority } from '../core/certificate-authority.js';
import { ManagementError } from '../core/management-error.js';

/** Makes it the authority that signs. Another one that does so now is retired when that is wanted, and else stands against it. */
export const putInCharge = async (
  books: BookWriter,
  authority: NewAuthority,
  replace: boolean,
): Promise<KeptAuthority> => {
  const signing = (await books.authorities()).find(({ retiredAt }) => retiredAt === null);
  if (signing && !replace) {
    throw new ManagementError(
      'conflict',
      `authority: ${signing.subject} signs already, until ${signing.notAfter.toISOString()}; replace it (--replace) if that is what you want`,
      'authority',
    );
  }
  if (signing) await books.retireAuthority(await books.holdAuthority(signing.fingerprint));
  return books.addAuthority(authority);
};

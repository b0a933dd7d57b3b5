import { type Credential, isActive } from '../../core/credentials/credential.js';
import { ManagementError } from '../../core/shared/management-error.js';

/** Returns the credential. Throws when it was revoked: nothing about it can be changed any more. */
export const assertActive = <T extends Credential>(credential: T): T => {
  if (isActive(credential)) return credential;
  throw new ManagementError(
    'refused',
    'client id: the credential is revoked permanently. Create another',
    'client id',
  );
};

import type { ManagementError } from '../../core/shared/management-error.js';
import { invalid } from '../fields.js';

/**
 * Attack: an operator asks for a new operator with a key made here. The receiver of the archive has a key of another
 * operator, and needs only the secret to be two operators. So with approval the key of an operator is made where
 * it is used: the one who asks may have it, and the one who approves gets the secret.
 */
export const privateKeyWouldBeShared = (field: string, instead: string): ManagementError =>
  invalid(
    field,
    `a private key that is made here would be shown to the operator who approves. Let the operator make the key, and send ${instead}`,
  );

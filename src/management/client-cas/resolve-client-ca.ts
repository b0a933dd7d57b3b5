import type { ClientCa } from '../../core/client-cas/client-ca.js';
import type { Fingerprint } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { parseFingerprintStart } from '../certificates/resolve-fingerprint.js';

/**
 * Returns the client CA whose fingerprint begins with these digits. Throws
 * `ManagementError`.
 */
export const resolveClientCa = (trusted: readonly ClientCa[], fingerprint: string): ClientCa => {
  const start = parseFingerprintStart(fingerprint);
  const begins = ({ fingerprint: own }: { fingerprint: Fingerprint }): boolean => own.startsWith(start);
  const [only, another] = trusted.filter(begins);
  if (only && !another) return only;
  throw another
    ? new ManagementError(
        'conflict',
        'fingerprint: more than one begins with these digits. Give more digits',
        'fingerprint',
      )
    : new ManagementError('not_found', 'fingerprint: no client CA has it', 'fingerprint');
};

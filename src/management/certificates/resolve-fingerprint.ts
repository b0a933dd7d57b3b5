import { type Fingerprint, fingerprintFrom } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { invalid } from '../fields.js';

const fingerprintDigitsMin = 8;

/**
 * Parses the first digits of a fingerprint into lower case without colons. Throws
 * `ManagementError('invalid')`.
 */
export const parseFingerprintStart = (text: string, field = 'fingerprint'): string => {
  const folded = text.replaceAll(':', '').toLowerCase();
  if (fingerprintFrom(folded)) return folded;
  if (/^[0-9a-f]+$/.test(folded) && folded.length >= fingerprintDigitsMin && folded.length < 64)
    return folded;
  throw invalid(
    field,
    `must be the certificate's SHA-256 in hex, or at least its first ${fingerprintDigitsMin} digits`,
  );
};

/**
 * Returns the only fingerprint that was found. Throws `ManagementError('conflict')` when there are
 * more, `not_found` when there is none.
 */
export const resolveFingerprint = (found: readonly Fingerprint[]): Fingerprint => {
  const [only, another] = found;
  if (another)
    throw new ManagementError(
      'conflict',
      'fingerprint: more than one begins with these digits. Give more digits',
      'fingerprint',
    );
  if (!only) throw unknownFingerprint();
  return only;
};

export const unknownFingerprint = (): ManagementError =>
  new ManagementError('not_found', 'fingerprint: no stored certificate has it', 'fingerprint');

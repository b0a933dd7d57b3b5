import { clientCaTarget } from '../../core/audit/audit-event.js';
import type { StoredClientCa } from '../../core/audit/current-state.js';
import { memberOf } from '../../core/audit/images.js';
import type { Fingerprint } from '../../core/shared/ids.js';
import type { RecordedStates } from './recorded-states.js';
import type { Unexplained } from './unexplained-permissions.js';

/** Returns the fingerprint of exactly one certificate in PEM; `null` for any other text. */
type FingerprintOf = (pem: string) => Fingerprint | null;

/**
 * Compares a client CA with the trail. Attack: with the application's database login alone, someone
 * plants a CA of their own, brings a removed one back, or puts another certificate into the row of
 * a known one; NGINX accepts what it signed once the file is written from the table.
 */
export const unexplainedClientCa = (
  { fingerprint, pem, subject, notAfter }: StoredClientCa,
  recorded: RecordedStates,
  fingerprintOf: FingerprintOf,
): Unexplained[] => {
  const target = clientCaTarget(fingerprint);
  const named = (known: string | null, found: string): Unexplained[] => [
    { target, what: 'the client CA', recorded: known, found: JSON.stringify(found) },
  ];
  const known = recorded.stateOf(target);
  if (known === null) return named(null, 'trusted');
  if (memberOf(known, 'trusted') !== true) return named('"not trusted"', 'trusted');
  const inRow = fingerprintOf(pem);
  if (inRow !== fingerprint) return named(JSON.stringify(fingerprint), inRow ?? 'no certificate');
  const before = JSON.stringify([memberOf(known, 'subject'), memberOf(known, 'notAfter')]);
  // Not toISOString: the column may have been set to infinity, which is no Date.
  const now = JSON.stringify([subject, notAfter]);
  return before === now ? [] : named(before, now);
};

import type { Fingerprint } from '../shared/ids.js';
import type { AuditEvent, RecordedState } from './audit-event.js';

/** Computes the hashes of the trail, in hex. */
export abstract class AuditHasher {
  /** Computes the hash of an event from its fields and the previous hash that it carries. */
  abstract hash(event: Omit<AuditEvent, 'hash'>): string;
  /** Computes the hash of what is kept of archived events. */
  abstract hashStates(states: readonly RecordedState[]): string;
  /** Computes the fingerprint of one certificate in PEM; `null` for any other text. */
  abstract fingerprintOf(pem: string): Fingerprint | null;
}

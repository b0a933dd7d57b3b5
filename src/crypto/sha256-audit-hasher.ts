import { createHash } from 'node:crypto';
import type { AuditEvent, RecordedState } from '../core/audit/audit-event.js';
import { AuditHasher } from '../core/audit/audit-hasher.js';
import { type Fingerprint, fingerprintFrom } from '../core/shared/ids.js';
import { derOfPem } from './certificates/der-of-pem.js';

const format = 'portaria-audit-1';

/**
 * Writes a field as its length in octets, a colon and its octets, so that two different lists of
 * fields never give the same text. A missing value is a minus.
 */
const field = (value: string | null): string =>
  value === null ? '-' : `${Buffer.byteLength(value)}:${value}`;

/**
 * Computes the same bytes as the SQL function audit_hash of migration 1795219200010, from an
 * exported event (docs/reference/audit-format.md).
 */
export class Sha256AuditHasher extends AuditHasher {
  hash(event: Omit<AuditEvent, 'hash'>): string {
    const { id, at, actor, action, targets, outcome, reason, before, after, requestId, address } = event;
    const fields = [
      ...[format, id, at, actor.kind, actor.name, actor.accountId, actor.clientId, action],
      ...[targets.map(field).join(''), outcome, reason, before, after, requestId, address],
    ];
    return createHash('sha256')
      .update(Buffer.from(event.previousHash, 'hex'))
      .update(fields.map(field).join(''), 'utf8')
      .digest('hex');
  }

  /** As archive_audit of migration 1795219200025 does: in the order of the targets. */
  hashStates(states: readonly RecordedState[]): string {
    const sorted = [...states].sort((one, other) => (one.target < other.target ? -1 : 1));
    const fields = sorted.flatMap(({ target, state }) => [target, state]);
    return createHash('sha256').update(fields.map(field).join(''), 'utf8').digest('hex');
  }
  fingerprintOf(pem: string): Fingerprint | null {
    try {
      return fingerprintFrom(createHash('sha256').update(derOfPem(pem)).digest('hex'));
    } catch {
      return null;
    }
  }
}

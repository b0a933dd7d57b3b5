import { createHash } from 'node:crypto';
import { type AuditEvent, AuditHasher } from '../core/audit-event.js';

const format = 'portaria-audit-1';

/** Its length in octets, a colon and its octets, so that no text can be taken for two; a minus for what is not there. */
const field = (value: string | null): string =>
  value === null ? '-' : `${Buffer.byteLength(value)}:${value}`;

/** The same bytes as audit_hash of migration 1795219200010, made from what was exported (docs/audit.md). */
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
}

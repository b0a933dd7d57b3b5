import type { BookReader } from '../../core/books.js';
import {
  accountTarget,
  certificateTarget,
  credentialTarget,
  type NamedThings,
  RefusedDeeds,
} from '../../core/audit-event.js';
import type { Deed } from '../../core/deed.js';
import { accountIdFrom, clientIdFrom, fingerprintFrom, isMadeClientId } from '../../core/ids.js';
import type { ManagementError } from '../../core/management-error.js';
import { appendAudit } from './append-audit.js';
import type { BookConnection } from './book-connection.js';
import { PostgresBookReader } from './postgres-book-reader.js';

/** Refused deeds in the audit trail of PostgreSQL. */
export class PostgresRefusedDeeds extends RefusedDeeds {
  constructor(private readonly connection: BookConnection) {
    super();
  }

  note(deed: Deed, refusal: ManagementError, named: NamedThings): Promise<void> {
    return this.connection.transaction('READ COMMITTED', async (rows) => {
      const targets = await targetsNamed(new PostgresBookReader(rows), named);
      const told = { targets, before: null, after: null };
      await appendAudit(rows, deed, { ...told, outcome: 'refused', reason: refusal.message });
    });
  }
}

/**
 * What may be written down of what was named. People paste secrets into every field, and the trail is for ever: a client id
 * must exist or have the form that we make, a fingerprint must be in the books.
 */
const targetsNamed = async (books: BookReader, named: NamedThings): Promise<string[]> => {
  const account = accountIdFrom(named.account ?? '');
  const clientId = clientIdFrom(named.clientId ?? '');
  const fingerprint = fingerprintFrom(named.fingerprint ?? '');
  const credential = clientId && (await books.credential(clientId));
  const certificate = fingerprint && (await books.certificate(fingerprint));
  const targets = [
    ...(clientId && (credential || isMadeClientId(clientId)) ? [credentialTarget(clientId)] : []),
    ...(credential ? [accountTarget(credential.accountId)] : []),
    ...(account ? [accountTarget(account)] : []),
    ...(certificate ? [certificateTarget(certificate.fingerprint)] : []),
  ];
  return [...new Set(targets)];
};

import { keysTarget, type NamedThings, RefusedDeeds } from '../../core/audit-event.js';
import type { Action, Deed } from '../../core/deed.js';
import { appendAudit } from './append-audit.js';
import type { BookConnection } from './book-connection.js';
import { namedTargets } from './named-targets.js';
import { PostgresBookReader } from './postgres-book-reader.js';

/** What is done to the ring of signing keys as a whole, whichever key was named. */
const ofTheRing: readonly Action[] = ['key.drop', 'key.rotate'];

/** Refused deeds in the audit trail of PostgreSQL. */
export class PostgresRefusedDeeds extends RefusedDeeds {
  constructor(private readonly connection: BookConnection) {
    super();
  }

  note(deed: Deed, reason: string, named: NamedThings): Promise<void> {
    return this.connection.transaction('READ COMMITTED', async (rows) => {
      const ring = ofTheRing.includes(deed.action) ? [keysTarget] : [];
      const targets = [...ring, ...(await namedTargets(new PostgresBookReader(rows), named))];
      const told = { targets, before: null, after: null };
      await appendAudit(rows, deed, { ...told, outcome: 'refused', reason });
    });
  }
}

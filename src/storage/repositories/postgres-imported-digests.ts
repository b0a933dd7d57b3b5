import { credentialTarget, realmUserTarget } from '../../core/audit/audit-event.js';
import type { ImportedDigestWriter, StoredImportedDigest } from '../../core/credentials/digest-repository.js';
import type { ClientId } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import type { ChangeContext } from '../transaction/change-context.js';

/** The forms of migration 1795219200026, and the sealed one. */
const isImported = (column: string): string => `${column} ~ '^([$]|pbkdf2_|imported[$])'`;

/** Rows are locked in the order of their ids, as by every writer of digests, so that none deadlocks. */
const lockAll = [
  `SELECT 'credential_secret' AS "table", s.id::text AS id, c.client_id AS owner, s.digest
   FROM credential_secret s JOIN credential c ON c.id = s.credential_id
   WHERE s.retired_at IS NULL AND ${isImported('s.digest')} ORDER BY s.id FOR NO KEY UPDATE OF s`,
  `SELECT 'resource_owner' AS "table", u.id::text AS id, u.username AS owner, u.digest
   FROM resource_owner u WHERE ${isImported('u.digest')} ORDER BY u.id FOR NO KEY UPDATE OF u`,
];

const replace: Readonly<Record<StoredImportedDigest['table'], string>> = {
  credential_secret: 'UPDATE credential_secret SET digest = $2 WHERE id = $1::bigint',
  resource_owner: 'UPDATE resource_owner SET digest = $2 WHERE id = $1::uuid',
};

/** Writes digests that another system made, in one transaction. */
export class PostgresImportedDigests implements ImportedDigestWriter {
  constructor(private readonly change: ChangeContext) {}

  async lockAll(): Promise<readonly Locked<StoredImportedDigest>[]> {
    const all: Locked<StoredImportedDigest>[] = [];
    for (const statement of lockAll) {
      const found: unknown = await this.change.manager.query(statement);
      all.push(...(found as Locked<StoredImportedDigest>[]));
    }
    return all;
  }

  async replace({ table, id, owner }: Locked<StoredImportedDigest>, digest: string): Promise<void> {
    const target = table === 'resource_owner' ? realmUserTarget(owner) : credentialTarget(owner as ClientId);
    this.change.audit.addTarget(target);
    await this.change.manager.query(replace[table], [id, digest]);
  }
}

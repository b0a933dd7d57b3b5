import { reasonOf } from '../core/shared/error-message.js';
import { Readiness, type ReadinessReport } from '../core/shared/readiness.js';
import type { KeyRing } from '../crypto/tokens/key-ring.js';
import type { ClientReadHealth } from '../storage/hot-path/client-read-health.js';
import type { RecordHealth } from '../storage/hot-path/record-health.js';
import type { RevocationFeed } from '../storage/hot-path/revocation-feed.js';
import type { Partitions } from '../storage/maintenance/partitions.js';
import type { SchemaCheck } from '../storage/maintenance/schema-check.js';
import { withTimeout } from '../storage/timed-statements.js';

/** A check waits for a connection and then for its statement, each up to the limit of statements. */
const checkMsMax = 6000;

/**
 * Reports whether this process can issue tokens, and whether it can verify them. Checks again on
 * each call.
 */
export class ProcessReadiness extends Readiness {
  #draining = false;

  constructor(
    private readonly schemaCheck: SchemaCheck,
    private readonly ring: KeyRing,
    private readonly partitions: Partitions,
    private readonly revocations: RevocationFeed,
    private readonly records: RecordHealth,
    private readonly clients: ClientReadHealth,
  ) {
    super();
  }

  /** Reports not ready from now on, so that no load balancer sends new requests. */
  drain(): void {
    this.#draining = true;
  }

  async toIssue(): Promise<ReadinessReport> {
    // All at once: in turn, a database that hangs would take the time of a probe three times.
    const [database, partition, records, clients] = await Promise.all([
      okOrWords(this.schemaCheck.check()),
      okOrWords(this.partitions.checkToday()),
      okOrWords(this.records.check()),
      okOrWords(this.clients.check()),
    ]);
    const [process, key] = [this.processCheck(), this.keyCheck()];
    // The name of the check says "database" already.
    const named = database.replace(/^database: /, '');
    return reportOf({ process, database: named, key, partition, records, clients });
  }

  toVerify(): ReadinessReport {
    const revocations = this.revocations.isFresh() ? 'ok' : 'the revocations were not read for too long';
    const isStale = this.ring.isLoaded && !this.ring.isFresh();
    const key = isStale ? 'the key ring was not read for too long' : this.keyCheck();
    return reportOf({ process: this.processCheck(), key, revocations });
  }

  private processCheck(): string {
    return this.#draining ? 'draining' : 'ok';
  }

  private keyCheck(): string {
    return this.ring.isLoaded ? 'ok' : 'the key ring was not read yet, or a key that signs cannot be opened';
  }
}

const okOrWords = (check: Promise<void>): Promise<string> =>
  withTimeout(check, checkMsMax).then(
    () => 'ok',
    (error: unknown) => reasonOf(error),
  );

const reportOf = (checks: Readonly<Record<string, string>>): ReadinessReport => ({
  status: Object.values(checks).every((check) => check === 'ok') ? 'ok' : 'unavailable',
  checks,
});

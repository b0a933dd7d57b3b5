import type { EntityManager } from 'typeorm';
import type {
  EligibleOperators,
  OperatorLocker,
  OperatorReader,
} from '../../core/accounts/operator-repository.js';
import type { Fingerprint } from '../../core/shared/ids.js';
import { advisoryLocks } from '../advisory-locks.js';
import { fingerprintBytes } from '../fingerprint-bytes.js';
import { anyOperatorEligible, eligibleOperators } from './eligible-operators.js';

/** Finds out in one transaction whether operators can still get a token. */
export class PostgresOperatorReader implements OperatorReader {
  constructor(protected readonly manager: EntityManager) {}

  async isAnyEligible(without: readonly Fingerprint[] = []): Promise<boolean> {
    const found: unknown = await this.manager.query(anyOperatorEligible, [
      without.map(fingerprintBytes),
      null,
      0,
    ]);
    return (found as { able: boolean }[])[0]?.able ?? false;
  }
}

export class PostgresOperatorLocker extends PostgresOperatorReader implements OperatorLocker {
  async lock(): Promise<void> {
    await this.manager.query('SELECT pg_advisory_xact_lock($1)', [advisoryLocks.operators]);
  }

  async eligible({
    address,
    afterDays,
  }: {
    readonly address: string | null;
    readonly afterDays: number;
  }): Promise<EligibleOperators> {
    const found: unknown = await this.manager.query(eligibleOperators, [address, afterDays]);
    const [left] = found as EligibleOperators[];
    if (!left) throw new Error('the database returned no row');
    return left;
  }
}

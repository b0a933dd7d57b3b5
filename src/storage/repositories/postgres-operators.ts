import type { EntityManager } from 'typeorm';
import type {
  OperatorLocker,
  OperatorReader,
  OperatorsLeft,
} from '../../core/accounts/operator-repository.js';
import type { Fingerprint } from '../../core/shared/ids.js';
import { advisoryLocks } from '../advisory-locks.js';
import { fingerprintBytes } from '../fingerprint-bytes.js';
import { anyOperatorEligible, operatorsLeft } from './eligible-operators.js';

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

  async left({
    address,
    afterDays,
  }: {
    readonly address: string | null;
    readonly afterDays: number;
  }): Promise<OperatorsLeft> {
    const found: unknown = await this.manager.query(operatorsLeft, [address, afterDays]);
    const [left] = found as OperatorsLeft[];
    if (!left) throw new Error('the database returned no row');
    return left;
  }
}

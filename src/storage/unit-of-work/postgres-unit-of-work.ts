import { setTimeout as pause } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { Operation } from '../../core/audit/operation.js';
import { ManagementError } from '../../core/shared/management-error.js';
import {
  type ChangeRule,
  type ChangeSteps,
  type ChangeTransaction,
  type ReadTransaction,
  type RevocationRule,
  type RevokeTransaction,
  UnitOfWork,
} from '../../core/shared/unit-of-work.js';
import { PostgresOperatorLocker } from '../repositories/postgres-operators.js';
import { AuditRecorder } from '../transaction/audit-recorder.js';
import type { ChangeContext } from '../transaction/change-context.js';
import { ExpectedVersion } from '../transaction/expected-version.js';
import type { ManagementPool } from '../transaction/management-pool.js';
import { RevocationWriter } from '../transaction/revocation-writer.js';
import { barrierTimeoutMs, setRevocationTimes, waitForInFlightIssuance } from './barrier.js';
import { IdempotencyStore } from './idempotency-store.js';
import { PostgresChangeSteps } from './postgres-change-steps.js';
import { changeTransaction, readTransaction, revokeTransaction } from './transactions.js';

/** One millisecond more, because timers may end early. */
const untilLaterSecond = `
  SELECT coalesce(ceil(1000 * extract(epoch FROM
           date_trunc('second', max(effective_at)) + interval '1 second' - clock_timestamp())) + 1, 0)::integer AS "waitMs"
  FROM revocation WHERE id = ANY ($1::bigint[])`;

/** More than a second only when the database's clock stepped back after a token was recorded. */
const laterSecondMsMax = 5000;

const clockSteppedBack = (waitMs: number): ManagementError =>
  new ManagementError(
    'unavailable',
    `${doneBut(waitMs)}: the clock of the database stepped back after the revocation. Check the time service of its machine`,
    null,
    { forMerchants: doneBut(waitMs) },
  );

const doneBut = (waitMs: number): string =>
  `it is done, but tokens issued in the next ${String(Math.ceil(waitMs / 1000))} s will be rejected`;

/** The first sentence alone: the others say that nothing was changed, which is true of the wait and not of the revocation. */
const whyNotWaited = ({ message }: Error): string =>
  `the wait for it failed: ${message.replace(/\. .*$/s, '')}`;

/** `RevocationEvents`: what those who run the gateway must hear of a revocation. */
export interface RevocationEvents {
  /** Called with the newest time of issue that was ignored, because it is too far ahead of the clock. */
  ignoredRecords(newest: Date): void;
}

const noRevocationRule = (): Promise<void> => Promise.resolve();

/**
 * The transactions of management in PostgreSQL. This folder owns transactions, the barrier and the
 * audit trail's writes; it must never know a use case. READ COMMITTED where something is written: a
 * read after a row lock must see what the previous lock owner committed.
 */
export class PostgresUnitOfWork extends UnitOfWork {
  constructor(
    private readonly connection: ManagementPool,
    private readonly timeoutMs = barrierTimeoutMs,
    private readonly events: RevocationEvents = { ignoredRecords: () => undefined },
  ) {
    super();
  }

  read<T>(work: (tx: ReadTransaction) => Promise<T>): Promise<T> {
    return this.connection.transaction('REPEATABLE READ', (manager) => work(readTransaction(manager)));
  }

  change<T>(
    operation: Operation,
    rule: ChangeRule,
    work: (tx: ChangeTransaction, steps: ChangeSteps) => Promise<T>,
  ): Promise<T> {
    return this.connection.transaction('READ COMMITTED', (manager) => {
      const change = contextOf(manager, operation, rule, noRevocationRule);
      return work(changeTransaction(change), new PostgresChangeSteps(operation, change, null));
    });
  }

  revoke<T>(
    operation: Operation,
    rule: RevocationRule,
    work: (tx: RevokeTransaction, steps: ChangeSteps) => Promise<T>,
  ): Promise<T> {
    return this.connection.transaction('READ COMMITTED', (manager) => {
      const revocations = new RevocationWriter(manager);
      const operators = new PostgresOperatorLocker(manager);
      const change = contextOf(manager, operation, rule, () => rule.lockOperators(operators));
      const steps = new PostgresChangeSteps(operation, change, revocations);
      return work(revokeTransaction({ ...change, revocations }), steps);
    });
  }

  /** Waits without a connection and without locks. */
  async waitForLaterSecond(revocations: readonly string[]): Promise<void> {
    for (;;) {
      const waitMs = await this.msUntilLaterSecond(revocations);
      if (waitMs <= 0) return;
      if (waitMs > laterSecondMsMax) throw clockSteppedBack(waitMs);
      await pause(waitMs);
    }
  }

  async passBarrier(operation: Operation, revocations: readonly string[]): Promise<void> {
    const [account, key] = IdempotencyStore.of(operation)?.id ?? [null, null];
    try {
      await waitForInFlightIssuance(this.connection, this.timeoutMs);
      const found: unknown = await this.connection.transaction(undefined, (manager) =>
        manager.query(setRevocationTimes, [revocations, account, key]),
      );
      const ignoredUntil = (found as { ignoredUntil: Date | null }[])[0]?.ignoredUntil;
      if (ignoredUntil) this.events.ignoredRecords(ignoredUntil);
    } catch (cause) {
      const words = 'it is done, but a token request that began before may still get its token. Try again';
      throw new ManagementError('unavailable', `${words} (${whyNotWaited(cause as Error)})`, null, {
        cause,
        forMerchants: words,
      });
    }
  }

  private async msUntilLaterSecond(revocations: readonly string[]): Promise<number> {
    const found: unknown = await this.connection.transaction(undefined, (manager) =>
      manager.query(untilLaterSecond, [revocations]),
    );
    return (found as { waitMs: number }[])[0]?.waitMs ?? 0;
  }
}

const contextOf = (
  manager: EntityManager,
  { expectedVersion }: Operation,
  rule: ChangeRule,
  lockOperators: () => Promise<void>,
): ChangeContext => ({
  manager,
  audit: new AuditRecorder(),
  earlierRevocations: [],
  expectedVersion: new ExpectedVersion(expectedVersion),
  rule,
  lockOperators,
});

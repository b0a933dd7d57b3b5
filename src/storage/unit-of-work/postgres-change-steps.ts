import { imageOf } from '../../core/audit/images.js';
import type { Operation } from '../../core/audit/operation.js';
import type { ChangedFields } from '../../core/shared/dry-run.js';
import type { IdempotencyRecord } from '../../core/shared/idempotency.js';
import type { ChangeSteps } from '../../core/shared/unit-of-work.js';
import { appendAudit } from '../transaction/append-audit.js';
import type { ChangeContext } from '../transaction/change-context.js';
import type { RevocationWriter } from '../transaction/revocation-writer.js';
import { IdempotencyStore } from './idempotency-store.js';

/** Writes what the pipeline records around a use case, in PostgreSQL. */
export class PostgresChangeSteps implements ChangeSteps {
  readonly #idempotency: IdempotencyStore | null;

  constructor(
    private readonly operation: Operation,
    private readonly change: ChangeContext,
    private readonly written: RevocationWriter | null,
  ) {
    this.#idempotency = IdempotencyStore.of(operation);
  }

  async claimIdempotencyKey(): Promise<IdempotencyRecord | null> {
    return (await this.#idempotency?.claim(this.change.manager)) ?? null;
  }

  get unacknowledgedRevocations(): readonly string[] | null {
    return this.written?.ids ?? null;
  }

  get endsTokens(): boolean {
    return this.written?.endsTokens ?? false;
  }

  get earlierRevocations(): readonly string[] {
    return this.change.earlierRevocations;
  }

  assertVersionChecked(): void {
    this.change.expectedVersion.assertChecked();
  }

  get comparedVersion(): number | null {
    return this.change.expectedVersion.compared;
  }

  async changedFields(): Promise<ChangedFields> {
    const { targets, before, after } = await this.change.audit.readImages();
    return { targets, before: imageOf(before), after: imageOf(after) };
  }

  async recordOutcome(result: unknown): Promise<void> {
    await this.#idempotency?.recordOutcome(this.change.manager, result, this);
  }

  async recordEvent(): Promise<void> {
    if (this.change.audit.isOmitted) return;
    const images = await this.change.audit.readImages();
    if (this.operation.recordedOnlyIfChanged && images.before === null && images.after === null) {
      await this.#idempotency?.release(this.change.manager);
      return;
    }
    await appendAudit(this.change.manager, this.operation, { ...images, outcome: 'done', reason: null });
  }
}

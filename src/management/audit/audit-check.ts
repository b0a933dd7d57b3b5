import { ManagementError } from '../../core/shared/management-error.js';
import type { AuditState } from '../../core/shared/service-load.js';
import type { VerifyAudit } from './verify-audit.js';

const firstWithinMs = 60_000;
const everyMs = 3_600_000;
/** The verification of a large trail takes at most a twentieth of the time. */
const restPerVerification = 20;

/** `CheckClocks`: when to verify, and when that was. */
export interface CheckClocks {
  readonly monotonicClock: () => number;
  readonly processClock: () => number;
  /** From 0 to 1. */
  readonly chance: () => number;
  /** Rejects when the signal is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * `AuditCheck`: verifies the whole trail now and then, for the metrics. Between two pages it rests as
 * long as a page takes, so that it never needs more than half of one connection.
 */
export class AuditCheck {
  #state: AuditState | null = null;
  #dueMs: number;

  constructor(
    private readonly verify: VerifyAudit,
    private readonly clocks: CheckClocks,
  ) {
    this.#dueMs = clocks.monotonicClock() + clocks.chance() * firstWithinMs;
  }

  /** `null` until the first verification has ended. */
  get state(): AuditState | null {
    return this.#state;
  }

  /** Verifies when it is time. Resolves to whether it did; another process may be verifying. */
  async checkIfDue(signal: AbortSignal): Promise<boolean> {
    const begunMs = this.clocks.monotonicClock();
    if (begunMs < this.#dueMs) return false;
    try {
      await this.check(signal);
    } catch (error) {
      // Another process verifies, and the caller asks again; or this one ends.
      if (signal.aborted || (error instanceof ManagementError && error.code === 'conflict')) return false;
      throw error;
    }
    const tookMs = this.clocks.monotonicClock() - begunMs;
    // Jitter, so that processes that were started together do not verify together.
    this.#dueMs =
      this.clocks.monotonicClock() +
      Math.max(everyMs, tookMs * restPerVerification) * (0.9 + this.clocks.chance() * 0.2);
    return true;
  }

  private async check(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    let pageBegunMs = this.clocks.monotonicClock();
    const result = await this.verify.run({
      progress: async () => {
        await this.clocks.pause(this.clocks.monotonicClock() - pageBegunMs, signal);
        pageBegunMs = this.clocks.monotonicClock();
      },
    });
    const { broken, unexplained } = result;
    this.#state = {
      chainValid: broken === null,
      unexplained: unexplained?.length ?? 0,
      at: new Date(this.clocks.processClock()),
    };
  }
}

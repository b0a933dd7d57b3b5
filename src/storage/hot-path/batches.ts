import DataLoader from 'dataloader';
import { Refusal } from '../../core/refusals/refusal.js';
import { congestionRetrySeconds } from '../../core/refusals/retry-after.js';
import type { BatchLoad } from '../../core/shared/service-load.js';

export interface BatchLimits {
  /** Batches in flight at once. */
  readonly maxInFlight: number;
  /** The most members of one batch. */
  readonly batchMax: number;
}

/**
 * Batches that may wait to be sent. Beyond it the database cannot keep up, and the answer is a 503.
 */
const waitingBatchesMax = 64;

/**
 * Collects concurrent requests and answers them with one statement per batch. Nothing is cached:
 * `dataloader` collects the requests, and the maximum in flight holds the next batch until one in
 * flight has returned. dataloader's own scheduler would send each request of keep-alive traffic in
 * a batch of one.
 *
 * This folder owns the statements of token requests and verifications. It must never cache anything
 * that can be revoked.
 */
export class Batches<Question extends object, Answer> {
  readonly #loader: DataLoader<Question, Answer>;
  readonly #waiting: (() => void)[] = [];
  #inFlight = 0;
  #sent = 0;
  #members = 0;

  /** `answer` returns the answers in the order of its questions. */
  constructor(
    private readonly limits: BatchLimits,
    private readonly answer: (questions: readonly Question[]) => Promise<readonly Answer[]>,
  ) {
    this.#loader = new DataLoader<Question, Answer>((questions) => this.send(questions), {
      cache: false,
      maxBatchSize: limits.batchMax,
      batchScheduleFn: (dispatch) => {
        this.schedule(dispatch);
      },
    });
  }

  get load(): BatchLoad {
    return {
      inFlight: this.#inFlight,
      waiting: this.#waiting.length,
      sent: this.#sent,
      members: this.#members,
    };
  }

  enqueue(question: Question): Promise<Answer> {
    if (this.#waiting.length > waitingBatchesMax) {
      throw new Refusal('overloaded', 'too many batches wait for the database', {
        retryAfterSeconds: congestionRetrySeconds,
      });
    }
    return this.#loader.load(question);
  }

  /**
   * Sends a batch at the end of this turn of the event loop, or, at the maximum in flight, when the
   * next batch returns.
   */
  private schedule(dispatch: () => void): void {
    if (this.#inFlight >= this.limits.maxInFlight) {
      this.#waiting.push(dispatch);
      return;
    }
    this.#inFlight += 1;
    setImmediate(dispatch);
  }

  private async send(questions: readonly Question[]): Promise<(Answer | Error)[]> {
    this.#sent += 1;
    this.#members += questions.length;
    try {
      return await this.inHalves(questions);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#inFlight -= 1;
    }
  }

  /**
   * Retries a batch that fails for its data in halves, so that one bad member does not fail the
   * others.
   */
  private async inHalves(questions: readonly Question[]): Promise<(Answer | Error)[]> {
    try {
      return [...(await this.answer(questions))];
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      // Without a database every half would fail as well, and each would wait for its own timeout.
      if (questions.length === 1 || error instanceof Refusal) return questions.map(() => error);
      const middle = Math.ceil(questions.length / 2);
      return [
        ...(await this.inHalves(questions.slice(0, middle))),
        ...(await this.inHalves(questions.slice(middle))),
      ];
    }
  }
}

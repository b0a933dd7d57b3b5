import DataLoader from 'dataloader';
import { Refusal } from '../../core/refusals/refusal.js';
import { congestionRetrySeconds, recoveryRetrySeconds } from '../../core/refusals/retry-after.js';
import type { MonotonicClock } from '../../core/shared/durations.js';
import type { BatchLoad } from '../../core/shared/service-load.js';
import type { Tracing } from '../../core/shared/tracing.js';

export interface BatchLimits {
  /** The most batches in flight at once, when the database is slow or a whole batch waits. */
  readonly maxInFlight: number;
  /** The most members of one batch. */
  readonly maxBatchSize: number;
  /** Left out: this process makes no traces. */
  readonly tracing?: Tracing | null;
}

interface BatchSettings extends BatchLimits {
  /** The statement that answers a batch. */
  readonly statement: string;
}

/**
 * Batches that may wait to be sent. Beyond it the database cannot keep up, and the answer is a 503.
 */
const waitingBatchesMax = 64;

/**
 * A batch that is out for longer than this no longer holds back the next one: one statement that
 * waits for a lock would otherwise stop every request.
 */
const patienceMs = 100;

/** A member waits no longer for its answer, with the time in which its batch waits to be sent. */
const answerMsMax = 10_000;
/** What waited longer to be sent would take its turn from a batch that can still be answered in time. */
const waitMsMax = 5000;

/** A batch that waits to be sent. */
interface WaitingBatch {
  readonly dispatch: () => void;
  readonly sinceMs: number;
}

/**
 * Collects concurrent requests and answers them with one statement per batch. Nothing is cached:
 * `dataloader` collects the requests, and the next batch is held until the one in flight has
 * returned. So batches are as large as they can be without waiting for anything, and a commit, which
 * is what the database is slow at, serves as many tokens as have come meanwhile. dataloader's own
 * scheduler would send each request of keep-alive traffic in a batch of one.
 *
 * This folder owns the statements of token requests and verifications. What a process remembers of clients
 * is here too; it must never decide without the record, which compares it with the database.
 */
export class Batches<Question extends object, Answer> {
  readonly #loader: DataLoader<Question, Answer>;
  readonly #waiting: WaitingBatch[] = [];
  readonly #inFlight = new Set<{ late: boolean }>();
  /** Since when the batch that is dispatched now has waited. */
  #sinceMs = 0;
  #sent = 0;
  #members = 0;

  /** `answer` returns the answers in the order of its questions; an error fails one of them alone. */
  constructor(
    private readonly settings: BatchSettings,
    private readonly answer: (questions: readonly Question[]) => Promise<readonly (Answer | Error)[]>,
    private readonly monotonicClock: MonotonicClock,
  ) {
    this.#loader = new DataLoader<Question, Answer>((questions) => this.send(questions), {
      cache: false,
      maxBatchSize: settings.maxBatchSize,
      batchScheduleFn: (dispatch) => {
        this.schedule(dispatch);
      },
    });
  }

  get load(): BatchLoad {
    return {
      inFlight: this.#inFlight.size,
      waiting: this.#waiting.length,
      sent: this.#sent,
      members: this.#members,
    };
  }

  enqueue(question: Question): Promise<Answer> {
    if (this.#waiting.length > waitingBatchesMax) {
      throw overloaded('too many batches are waiting for the database');
    }
    this.settings.tracing?.noteMember(question);
    return this.#loader.load(question);
  }

  /** Sends the batch at the end of this turn of the event loop, or later: see `sendNext`. */
  private schedule(dispatch: () => void): void {
    this.#waiting.push({ dispatch, sinceMs: this.monotonicClock() });
    setImmediate(() => {
      this.sendNext();
    });
  }

  private sendNext(): void {
    for (let next = this.nextToGo(); next; next = this.nextToGo()) {
      this.#sinceMs = next.sinceMs;
      next.dispatch();
    }
  }

  private nextToGo(): WaitingBatch | undefined {
    return this.#waiting.length > 0 && this.mayGo() ? this.#waiting.shift() : undefined;
  }

  private mayGo(): boolean {
    if (this.#inFlight.size >= this.settings.maxInFlight) return false;
    // A batch behind the first one that waits means that the first is full.
    return this.#waiting.length > 1 || [...this.#inFlight].every(({ late }) => late);
  }

  /** Called by `sendNext`, by way of dataloader, in the same turn. */
  private async send(questions: readonly Question[]): Promise<(Answer | Error)[]> {
    const waitedMs = this.monotonicClock() - this.#sinceMs;
    if (waitedMs > waitMsMax) {
      const error = overloaded(`the batch waited longer than ${inSeconds(waitMsMax)} for others`);
      return questions.map(() => error);
    }
    this.#sent += 1;
    this.#members += questions.length;
    const flight = { late: false };
    this.#inFlight.add(flight);
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<Error[]>((resolve) => {
      timer = setTimeout(() => {
        flight.late = true;
        timer = setTimeout(
          () => {
            resolve(questions.map(tooSlow));
          },
          answerMsMax - waitedMs - patienceMs,
        );
        this.sendNext();
      }, patienceMs);
    });
    try {
      return await Promise.race([this.inHalves(questions), deadline]);
    } finally {
      clearTimeout(timer);
      this.#inFlight.delete(flight);
      this.sendNext();
    }
  }

  private answerInSpan(questions: readonly Question[]): Promise<readonly (Answer | Error)[]> {
    const { tracing, statement } = this.settings;
    if (!tracing) return this.answer(questions);
    return tracing.batch(statement, questions, () => this.answer(questions));
  }

  /**
   * Retries a batch that fails for its data in halves, so that one bad member does not fail the
   * others.
   */
  private async inHalves(questions: readonly Question[]): Promise<(Answer | Error)[]> {
    try {
      return [...(await this.answerInSpan(questions))];
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

const inSeconds = (ms: number): string => `${String(ms / 1000)} s`;

const overloaded = (detail: string): Refusal =>
  new Refusal('overloaded', detail, { retryAfterSeconds: congestionRetrySeconds });

const tooSlow = (): Refusal =>
  new Refusal('too_slow', `the database did not answer within ${inSeconds(answerMsMax)}`, {
    retryAfterSeconds: recoveryRetrySeconds,
  });

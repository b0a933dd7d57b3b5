import { once } from 'node:events';
import { extname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import PQueue from 'p-queue';
import type { CustomSecret } from '../../core/credentials/secret-generator.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { StrengthAnswer, StrengthQuestion } from './secret-strength-thread.js';

/**
 * Guesses before a thief of a digest finds the text. A client secret is read by programs, so it may
 * as well be generated: it has to stand more. zxcvbn's score 3 begins at 10^8.
 */
const guessesMin = { secret: 10 ** 10, password: 10 ** 8 } as const;

/**
 * The same for a phrase, whose words count less than zxcvbn counts them (`secret-phrases.ts`). A person
 * remembers a password, so four words are enough when two of them are uncommon: 100 * 100 * 30 * 30.
 */
const phraseGuessesMin = { secret: 10 ** 10, password: 9 * 10 ** 6 } as const;

export interface StrengthLimits {
  /** Judgements that wait. One that finds as many is not accepted. */
  readonly waitingMax: number;
  /** How long a judgement waits for a thread that loads. The thread goes on, so a later one finds it ready. */
  readonly loadMsMax: number;
  /** How long the thread may take for one judgement. */
  readonly answerMsMax: number;
}

/**
 * Judges custom secrets in a thread, one at a time: a judgement takes up to a second, in which the
 * event loop would answer no token request. The thread, with its 250,000 words and their
 * digests, takes 80 MB, which a process has only once a secret is chosen.
 */
export class SecretStrength {
  readonly #queue = new PQueue({ concurrency: 1 });
  #thread: JudgingThread | null = null;

  constructor(private readonly limits: StrengthLimits) {}

  /** Throws `ManagementError('unavailable')` when nothing can judge now: an unjudged secret is not accepted. */
  async weaknessOf({ secret, field, names }: CustomSecret): Promise<StrengthAnswer> {
    if (this.#queue.size >= this.limits.waitingMax)
      throw unavailable('too many secrets are being checked at once');
    return this.#queue.add(() =>
      secret.reveal((text) =>
        this.ask({
          text,
          names,
          guessesMin: guessesMin[field],
          phraseGuessesMin: phraseGuessesMin[field],
        }),
      ),
    );
  }

  private async ask(question: StrengthQuestion): Promise<StrengthAnswer> {
    const { worker, loaded } = (this.#thread ??= this.start());
    worker.ref();
    try {
      await this.untilLoaded(loaded);
      return await this.answerOf(worker, question);
    } catch (cause) {
      throw unavailable('the strength of the secret cannot be checked now', cause);
    } finally {
      // A command ends, although the thread waits for the next secret.
      worker.unref();
    }
  }

  /** Throws after `loadMsMax`. A busy machine takes seconds for it: to end the thread would begin that again. */
  private async untilLoaded(loaded: Promise<unknown>): Promise<void> {
    const waiting = new AbortController();
    const tooLate = async (): Promise<never> => {
      await pause(this.limits.loadMsMax, undefined, { signal: waiting.signal });
      throw new Error('the words are still being loaded');
    };
    try {
      await Promise.race([loaded, tooLate()]);
    } finally {
      waiting.abort();
    }
  }

  private async answerOf(worker: Worker, question: StrengthQuestion): Promise<StrengthAnswer> {
    worker.postMessage(question);
    try {
      const signal = AbortSignal.timeout(this.limits.answerMsMax);
      const answers: readonly unknown[] = await once(worker, 'message', { signal });
      const [answer] = answers;
      return answer === null || typeof answer === 'string' ? answer : 'cannot be judged';
    } catch (cause) {
      this.forget(worker);
      throw cause;
    }
  }

  private start(): JudgingThread {
    const extension = extname(import.meta.url);
    const worker = new Worker(new URL(`./secret-strength-thread${extension}`, import.meta.url), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 4 },
    });
    // Also while nothing is asked: an error without a listener would end the process.
    worker.on('error', () => {
      this.forget(worker);
    });
    const loaded = once(worker, 'message');
    loaded.catch(() => undefined);
    return { worker, loaded };
  }

  /** The next secret gets a thread of its own. */
  private forget(worker: Worker): void {
    if (this.#thread?.worker === worker) this.#thread = null;
    void worker.terminate();
  }
}

interface JudgingThread {
  readonly worker: Worker;
  /** Settles with its first message, or with the error that prevents it. */
  readonly loaded: Promise<unknown>;
}

const unavailable = (problem: string, cause?: unknown): ManagementError =>
  new ManagementError('unavailable', `${problem}. Try again, or let portaria generate one`, null, { cause });

/** Of a request, which NGINX gives up after 15 s. */
const ofRequests = new SecretStrength({ waitingMax: 8, loadMsMax: 6_000, answerMsMax: 7_000 });
/** Of a command, which cannot be tried again in the same process. */
const ofCommands = new SecretStrength({ waitingMax: 8, loadMsMax: 60_000, answerMsMax: 60_000 });

/**
 * Says why a custom secret or password is easy to guess, in words that follow its name; `null` when
 * it is not (OWASP ASVS 5.0, 6.2.4 and 6.2.11).
 */
export const weaknessOf = (custom: CustomSecret): Promise<string | null> => ofRequests.weaknessOf(custom);

/** The same with the patience of a command. */
export const weaknessInCommand = (custom: CustomSecret): Promise<string | null> =>
  ofCommands.weaknessOf(custom);

import { errorMessageOf } from '../../src/core/shared/error-message.js';
import { type FaultResult, resultsVariable, writeResult } from '../../tools/reliability/fault-result.js';
import type { FaultName } from '../../tools/reliability/faults.js';
import type { TestDatabase } from '../support/database.js';
import { compareWithRecords, countByStatus, type Entry } from './ledger.js';

/** `FaultRecord`: what a test finds about one fault, for the report. It never decides the verdict. */
export class FaultRecord {
  #rounds = 0;
  #requests: Record<string, number> = {};
  #tokens: FaultResult['tokens'] = null;
  #slowestMs: number | null = null;
  #backAfterMs: number | null = null;
  readonly #notes: string[] = [];

  /** Counts how often the fault was made. */
  rounds(times = 1): void {
    this.#rounds += times;
  }

  /** Counts responses that are in no ledger. */
  responses(counts: Readonly<Record<string, number>>): void {
    for (const [status, n] of Object.entries(counts))
      this.#requests[status] = (this.#requests[status] ?? 0) + n;
  }

  slowest(ms: number): void {
    if (Number.isFinite(ms)) this.#slowestMs = Math.max(ms, this.#slowestMs ?? 0);
  }

  backAfter(ms: number): void {
    if (Number.isFinite(ms)) this.#backAfterMs = Math.max(ms, this.#backAfterMs ?? 0);
  }

  note(text: string): void {
    this.#notes.push(text);
  }

  tokens(received: number, withoutRecord: number): void {
    const before = this.#tokens ?? { received: 0, withoutRecord: 0 };
    this.#tokens = {
      received: before.received + received,
      withoutRecord: before.withoutRecord + withoutRecord,
    };
  }

  /** Counts the requests of a ledger, and compares its tokens with their records. */
  async ledger(entries: readonly Entry[], database: Pick<TestDatabase, 'sql'>): Promise<void> {
    this.responses(countByStatus(entries));
    this.slowest(Math.max(...entries.map(({ sentAt, answeredAt }) => answeredAt - sentAt)));
    const compared = await compareWithRecords({ entries }, database);
    this.tokens(compared.tokens, compared.withoutRecord.length);
  }

  /** What was found so far. */
  found(): Pick<FaultResult, 'rounds' | 'requests' | 'tokens' | 'slowestMs' | 'backAfterMs' | 'notes'> {
    return {
      rounds: this.#rounds,
      requests: this.#requests,
      tokens: this.#tokens,
      slowestMs: this.#slowestMs,
      backAfterMs: this.#backAfterMs,
      notes: this.#notes,
    };
  }
}

const write = async (result: FaultResult): Promise<void> => {
  const folder = process.env[resultsVariable];
  if (folder !== undefined) await writeResult(folder, result);
};

const firstLineOf = (error: unknown): string =>
  errorMessageOf(error)
    // The colours of an assertion's message.
    .replaceAll(/\x1b\[\d+m/g, '')
    .split('\n')[0] ?? '';

/** Makes a fault, and writes what it found for the report, also when an assertion fails. */
export const recordFault = async (
  fault: FaultName,
  make: (record: FaultRecord) => Promise<void>,
): Promise<void> => {
  const [record, startedAtMs] = [new FaultRecord(), Date.now()];
  let problem: string | null = null;
  try {
    await make(record);
  } catch (error) {
    problem = firstLineOf(error);
    throw error;
  } finally {
    await write({ fault, startedAtMs, endedAtMs: Date.now(), ...record.found(), problem, skipped: null });
  }
};

/** Says in the report that a fault cannot be made on this machine. */
export const recordSkipped = (fault: FaultName, skipped: string): Promise<void> => {
  const nowMs = Date.now();
  return write({
    ...{ fault, startedAtMs: nowMs, endedAtMs: nowMs },
    ...new FaultRecord().found(),
    ...{ problem: null, skipped },
  });
};

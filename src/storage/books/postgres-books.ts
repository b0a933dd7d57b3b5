import type { EntityManager } from 'typeorm';
import { type BookReader, type BookRevoker, Books, type BookWriter } from '../../core/books.js';
import type { Deed } from '../../core/deed.js';
import { ManagementError } from '../../core/management-error.js';
import { advisoryLocks } from '../advisory-locks.js';
import { appendAudit } from './append-audit.js';
import type { BookConnection } from './book-connection.js';
import { ExpectedVersion } from './expected-version.js';
import { KeptOutcome, NotYetAcknowledged } from './kept-outcome.js';
import { PostgresBookReader } from './postgres-book-reader.js';
import { factExpiry } from './fact-expiry.js';
import { PostgresBookRevoker } from './postgres-book-revoker.js';
import { type ChangeUnderWay, PostgresBookWriter } from './postgres-book-writer.js';
import { Witnesses } from './witnesses.js';

/**
 * A record that does not end is a database in trouble. Waiting on would make it worse: every later record queues
 * behind the one who waits for the lock exclusively. Less than NGINX waits for an answer of ours (15 s), so that whoever asked is
 * told what became of it.
 */
const barrierPatienceMs = 12_000;
/** So that it is the patience with the lock that ends, which says what it waited for. */
const barrierMarginMs = 1000;

/** One parameter, however many there are: PostgreSQL takes no more than 65,535 of them. */
const moveFacts = `
  UPDATE revocation SET effective_at = clock_timestamp(), expires_at = ${factExpiry()} WHERE id = ANY ($1::bigint[])`;

/** Ends a transaction that is not to be kept. */
class Rehearsed extends Error {
  constructor(readonly result: unknown) {
    super('rehearsed');
  }
}

/** The books in PostgreSQL. */
export class PostgresBooks extends Books {
  constructor(
    private readonly connection: BookConnection,
    /** What every change made by these books is; without one they are for reading. */
    private readonly deed: Deed | null,
    private readonly patienceMs = barrierPatienceMs,
  ) {
    super();
  }

  read<T>(work: (books: BookReader) => Promise<T>): Promise<T> {
    return this.connection.transaction('REPEATABLE READ', (rows) => work(new PostgresBookReader(rows)));
  }

  async change<T>(work: (books: BookWriter) => Promise<T>): Promise<T> {
    return this.written(null, (change) => work(new PostgresBookWriter(change)));
  }

  async rehearse<T>(work: (books: BookWriter) => Promise<T>): Promise<T> {
    const rehearsal = this.connection.transaction('READ COMMITTED', async (rows) => {
      const change = { rows, witnesses: new Witnesses(), expectedVersion: new ExpectedVersion(null) };
      throw new Rehearsed(await work(new PostgresBookWriter(change)));
    });
    return rehearsal.catch((thrown: unknown) => {
      if (thrown instanceof Rehearsed) return thrown.result as T;
      throw thrown;
    });
  }

  async revoke<T>(work: (books: BookRevoker) => Promise<T>): Promise<T> {
    const facts: string[] = [];
    const result = await this.written(facts, (change) => work(new PostgresBookRevoker(change, facts)));
    await this.acknowledge(facts);
    return result;
  }

  /**
   * One transaction with its audit event, and with what is kept for a repeat. `facts` gets the revocations that it writes;
   * `null`: it takes nothing away.
   * READ COMMITTED: what is read after a row was locked must be what the one who had it before left.
   */
  private async written<T>(
    facts: readonly string[] | null,
    work: (change: ChangeUnderWay) => Promise<T>,
  ): Promise<T> {
    const deed = this.deedToWrite();
    const kept = KeptOutcome.of(deed);
    try {
      return await this.connection.transaction('READ COMMITTED', async (rows) => {
        await kept?.claim(rows);
        const witnesses = new Witnesses();
        const expectedVersion = new ExpectedVersion(deed.expectedVersion);
        const result = await work({ rows, witnesses, expectedVersion });
        expectedVersion.assertCompared();
        await kept?.keep(rows, result, facts);
        await appendAudit(rows, deed, { ...(await witnesses.testify()), outcome: 'done', reason: null });
        return result;
      });
    } catch (error) {
      if (!(error instanceof NotYetAcknowledged)) throw error;
      await this.acknowledge(error.facts);
      throw error.done;
    }
  }

  /** Resolves when no process can issue on what was taken. */
  private async acknowledge(facts: readonly string[]): Promise<void> {
    try {
      await this.passBarrier();
      await this.moveForward(facts);
    } catch (cause) {
      const words =
        'it is done, but a token request that began before may still get its token: run this again';
      throw new ManagementError('unavailable', `${words} (${(cause as Error).message})`, null, { cause });
    }
  }

  /** A change that nobody has done could not be written into the audit trail. */
  private deedToWrite(): Deed {
    if (!this.deed) throw new Error('these books are for reading');
    return this.deed;
  }

  /** Waits for the records of issue in flight; those that begin later see what was committed. */
  private passBarrier(): Promise<void> {
    const wait = async (rows: EntityManager): Promise<void> => {
      await rows.query(`SET LOCAL lock_timeout = ${this.patienceMs}`);
      await rows.query('SELECT pg_advisory_xact_lock($1)', [advisoryLocks.recordBarrier]);
    };
    // The facts are committed: this transaction may take longer than those that write some.
    return this.connection.transaction('READ COMMITTED', wait, this.patienceMs + barrierMarginMs);
  }

  /**
   * Only now is it certain that no token of a later second leaves. A crash before this leaves the facts earlier, and a repeat
   * under the same key (`KeptOutcome`) moves them then.
   */
  private moveForward(facts: readonly string[]): Promise<void> {
    return this.connection.transaction('READ COMMITTED', async (rows) => {
      await rows.query(moveFacts, [facts]);
      if (this.deed) await KeptOutcome.of(this.deed)?.settle(rows);
    });
  }
}

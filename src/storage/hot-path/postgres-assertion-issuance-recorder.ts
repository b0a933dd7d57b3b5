import type { MonotonicClock } from '../../core/shared/durations.js';
import { AssertionIssuanceRecorder } from '../../core/tokens/assertion-issuance-recorder.js';
import { assertionEndMs, type ClientAssertion } from '../../core/tokens/client-assertion.js';
import type { Grant } from '../../core/tokens/grant.js';
import type { TokenRequest } from '../../core/tokens/token-request.js';
import type { Database } from '../database.js';
import { Batches, type BatchLimits } from './batches.js';
import type { LastUseRecorder } from './last-use-recorder.js';
import { accountsOf, columnsOf, type IssuanceEntry } from './postgres-issuance-recorder.js';
import type { RecordDeadline } from './record-deadline.js';
import type { RecordHealth } from './record-health.js';

type Outcome = Awaited<ReturnType<AssertionIssuanceRecorder['record']>>;

/** A function of the migrations: `record_tokens`, and the use of each assertion, in one transaction. */
const recordTokensOnce = {
  name: 'record-tokens-once',
  text: `
    SELECT jti, outcome, NULL::numeric AS now_ms
    FROM record_tokens_once($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[],
      $5::bigint[], $6::uuid[], $7::bigint[], $8::bigint[], $9::bytea[], $10::text[], $11::text[], $12::inet[],
      $13::text[], $14::text[], $15::interval, $16::text[], $17::timestamptz[])
    UNION ALL SELECT NULL, NULL, extract(epoch FROM clock_timestamp()) * 1000`,
};

/** The last row has the database's time behind the others, and no token. */
interface Row {
  readonly jti: string | null;
  readonly outcome: Outcome | null;
  readonly now_ms: string | null;
}

interface Entry extends IssuanceEntry {
  readonly assertion: ClientAssertion;
}

/** Records tokens with the assertions that they used up, in batches. */
export class PostgresAssertionIssuanceRecorder extends AssertionIssuanceRecorder {
  readonly #batches: Batches<Entry, Outcome>;

  constructor(
    private readonly database: Database,
    limits: BatchLimits,
    private readonly lastUseRecorder: LastUseRecorder,
    private readonly deadline: RecordDeadline,
    private readonly health: RecordHealth,
    monotonicClock: MonotonicClock,
  ) {
    super();
    this.#batches = new Batches(
      { ...limits, statement: recordTokensOnce.name },
      (entries) => this.recordAll(entries),
      monotonicClock,
    );
  }

  record(
    token: Entry['token'],
    grant: Grant,
    { contract, source }: Pick<TokenRequest, 'contract' | 'source'>,
    assertion: ClientAssertion,
  ): Promise<Outcome> {
    return this.#batches.enqueue({ token, grant, contract, source, assertion });
  }

  private async recordAll(entries: readonly Entry[]): Promise<(Outcome | Error)[]> {
    const values = [
      ...columnsOf(entries),
      this.deadline.max,
      entries.map(({ assertion }) => assertion.id),
      entries.map(({ assertion }) => new Date(assertionEndMs(assertion)).toISOString()),
    ];
    const latenessAt = this.deadline.watch();
    const rows = await this.database
      .query<Row>(recordTokensOnce, values)
      .catch((thrown: unknown) => this.health.rethrow(accountsOf(entries), thrown));
    if (rows.some(({ outcome }) => outcome === 'recorded')) this.health.noteRecorded();
    const outcomes = new Map(rows.map(({ jti, outcome }) => [jti, outcome]));
    const latenessOf = latenessAt(Number(rows.at(-1)?.now_ms));
    return entries.map(({ token, grant }) => {
      const outcome = outcomes.get(token.id) ?? 'changed';
      if (outcome === 'recorded') this.lastUseRecorder.note(grant.client, grant.issuedAtSeconds);
      return (outcome === 'changed' && latenessOf(grant)) || outcome;
    });
  }
}

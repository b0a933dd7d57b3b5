import { Agent } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Issued } from '../../src/cli/deployment/pki.js';
import type { TestProxy } from '../http/nginx/support.js';
import type { TestAccount } from '../support/accounts.js';
import type { TestDatabase } from '../support/database.js';

/** One request as the client saw it; times in milliseconds of this machine's clock. */
export interface Entry {
  readonly sentAt: number;
  readonly answeredAt: number;
  /** The status; `null` when the connection was refused or reset. */
  readonly status: number | null;
  readonly retryAfter: number | null;
  readonly accountId: string;
  /** The id of the token, when there is one. */
  readonly jti: string | null;
}

export interface Client {
  readonly account: TestAccount;
  readonly certificate: Issued;
}

const idIn = (body: string): string | null => {
  const { access_token: token } = JSON.parse(body) as { readonly access_token?: string };
  const claims = JSON.parse(Buffer.from(String(token?.split('.')[1]), 'base64url').toString()) as {
    readonly jti: string;
  };
  return claims.jti;
};

/** What clients asked for and got, to be compared with what the database has. */
export class Ledger {
  readonly entries: Entry[] = [];
  #stopping = false;
  #work: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly proxy: TestProxy,
    private readonly clients: readonly Client[],
  ) {}

  /** Asks for tokens with `connections` keep-alive connections, until `stop`. */
  start(connections: number, pauseMs = 15): void {
    const agents = this.clients.map(() => new Agent({ keepAlive: true }));
    const askOnAndOn = async (first: number): Promise<void> => {
      for (let n = first; !this.#stopping; n += 1) {
        const index = n % this.clients.length;
        await this.ask(this.clients[index], agents[index]);
        await pause(pauseMs);
      }
    };
    this.#work = Promise.all(Array.from({ length: connections }, (_, n) => askOnAndOn(n))).finally(() => {
      for (const agent of agents) agent.destroy();
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#work;
  }

  private async ask(client: Client | undefined, agent: Agent | undefined): Promise<void> {
    if (!client || !agent) throw new Error('there is no client');
    const { clientId, clientSecret, id: accountId } = client.account;
    const sentAt = Date.now();
    const answer = await this.proxy
      .ask('tls', {
        client: client.certificate,
        agent,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ clientId, clientSecret }),
      })
      .catch(() => null);
    const retryAfter = answer?.headers['retry-after'];
    this.entries.push({
      sentAt,
      answeredAt: Date.now(),
      status: answer?.status ?? null,
      retryAfter: retryAfter === undefined ? null : Number(retryAfter),
      accountId,
      jti: answer?.status === 201 ? idIn(answer.body) : null,
    });
  }

  /** The entries whose request was sent in a time. */
  between(fromMs: number, toMs = Infinity): Entry[] {
    return this.entries.filter(({ sentAt }) => sentAt >= fromMs && sentAt < toMs);
  }

  /** Milliseconds from `fromMs` until the first token of a request that was sent from then on. */
  backAfterMs(fromMs: number): number {
    return Math.min(
      ...this.between(fromMs)
        .filter(({ status }) => status === 201)
        .map(({ answeredAt }) => answeredAt - fromMs),
    );
  }
}

/** The tokens of the ledger that have no record, and those that have more than one. */
export const compareWithRecords = async (
  ledger: Ledger,
  database: TestDatabase,
): Promise<{ tokens: number; withoutRecord: string[]; twice: string[] }> => {
  const ids = ledger.entries.flatMap(({ jti }) => (jti === null ? [] : [jti]));
  const rows = await database.sql<{ jti: string; n: string }>(
    'SELECT jti, count(*) AS n FROM token_issuance WHERE jti = ANY ($1::uuid[]) GROUP BY jti',
    [ids],
  );
  const recorded = new Map(rows.map(({ jti, n }) => [jti, Number(n)]));
  return {
    tokens: ids.length,
    withoutRecord: ids.filter((id) => !recorded.has(id)),
    twice: [...recorded].filter(([, n]) => n > 1).map(([id]) => id),
  };
};

/** Every token that a client holds has its record, exactly one. */
export const expectEveryTokenRecorded = async (ledger: Ledger, database: TestDatabase): Promise<void> => {
  await ledger.stop();
  const compared = await compareWithRecords(ledger, database);
  process.stdout.write(`${String(compared.tokens)} tokens compared with their records\n`);
  expect(compared.tokens).toBeGreaterThan(100);
  expect(compared.withoutRecord).toEqual([]);
  expect(compared.twice).toEqual([]);
};

/** Counts by status, for people: `201 x 812, 503 x 14, no answer x 3`. */
export const describeStatuses = (entries: readonly Entry[]): string => {
  const counts = new Map<string, number>();
  for (const { status } of entries) {
    const word = status === null ? 'no answer' : String(status);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts]
    .sort()
    .map(([word, count]) => `${word} x ${String(count)}`)
    .join(', ');
};

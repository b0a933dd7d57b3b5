import { Agent } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import type { TestProxy } from '../http/nginx/support.js';
import type { TestAccount } from '../support/accounts.js';
import type { TestDatabase } from '../support/database.js';
import type { OperatorsStack } from './stack.js';

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
  /** What the response says instead of a token. */
  readonly refusal: string | null;
}

export interface Client {
  readonly account: TestAccount;
  readonly certificate: IssuedCertificate;
}

/** Makes an account with a credential, and a certificate that is linked to it. */
export const openClient = async ({
  proxy,
  accounts,
}: Pick<OperatorsStack, 'proxy' | 'accounts'>): Promise<Client> => {
  const certificate = await proxy.issue();
  return { certificate, account: await accounts.create({ certificate: certificate.certPem }) };
};

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
      refusal: answer && answer.status !== 201 ? answer.body.slice(0, 300) : null,
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
  ledger: { readonly entries: readonly Entry[] },
  database: Pick<TestDatabase, 'sql'>,
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

/** Counts entries by the status of their response. */
export const countByStatus = (entries: readonly Pick<Entry, 'status'>[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { status } of entries) {
    const word = status === null ? 'no answer' : String(status);
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return counts;
};

/** Counts by status, for people: `201 x 812, 503 x 14, no answer x 3`. */
export const describeStatuses = (entries: readonly Entry[]): string =>
  Object.entries(countByStatus(entries))
    .sort()
    .map(([word, count]) => `${word} x ${String(count)}`)
    .join(', ');

/** The first responses without a token, for people; empty when every request got one. */
export const describeRefusals = (entries: readonly Entry[]): string =>
  entries
    .filter(({ status }) => status !== 201)
    .slice(0, 5)
    .map(({ status, sentAt, answeredAt, refusal }) =>
      [
        new Date(sentAt).toISOString(),
        `after ${String(answeredAt - sentAt)} ms`,
        status === null ? 'no answer' : String(status),
        refusal ?? '',
      ].join(' '),
    )
    .join('\n');

import { expect, test } from 'vitest';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin();

interface CountedRefusals {
  readonly events: number;
  readonly refusals: number;
}

/** What a flood of an operator left: events, and the refusals that these and their counters tell of. */
const leftBy = async (account: string): Promise<CountedRefusals> => {
  const [row] = await proxied.app.database.sql<CountedRefusals>(
    `SELECT count(*)::integer AS events,
            (count(*) + (SELECT coalesce(sum(repeats), 0) FROM repeated_refusal WHERE actor_account_id = $1))::integer AS refusals
     FROM audit_event WHERE outcome = 'refused' AND actor_account_id = $1`,
    [account],
  );
  return row ?? { events: 0, refusals: 0 };
};

test(
  '200 requests that name 200 things that do not exist leave a handful of events, which tell of 200',
  { timeout: 120_000 },
  async () => {
    const hex = (turn: number): string => turn.toString(16).padStart(64, '0');
    const flood: readonly ((turn: number) => readonly [string, unknown])[] = [
      (turn) => [`POST /accounts/${String(700_000 + turn)}/suspend`, {}],
      (turn) => [`POST /accounts/${String(700_000 + turn)}/suspend`, { unknown: 1 }],
      (turn) => [`POST /credentials/account-7-${hex(turn).slice(-8)}/revoke`, {}],
      (turn) => [`POST /realm-users/absent-${String(turn)}/disable`, {}],
      (turn) => [`POST /tokens/revoke`, { tokenId: `019ab000-0000-7000-8000-${hex(turn).slice(-12)}` }],
    ];
    for (const [operator, status] of [
      [await proxied.operator({ scopes: ['admin:read'] }), 403],
      [await proxied.operator(), 404],
    ] as const) {
      const askOnce = async (turn: number): Promise<void> => {
        const [what, body] = flood[turn % flood.length]?.(turn) ?? ['', {}];
        const answer = await operator.ask(what, { body });
        expect([what, answer.status]).toEqual([what, status === 404 && turn % 5 === 1 ? 400 : status]);
      };
      for (let turn = 0; turn < 200; turn += 10)
        await Promise.all(Array.from({ length: 10 }, (_, next) => askOnce(turn + next)));
      const { events, refusals } = await leftBy(operator.id);
      expect(refusals).toBe(200);
      expect(events).toBeLessThanOrEqual(flood.length);
    }
  },
);

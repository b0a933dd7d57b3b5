import { expect, test } from 'vitest';
import { Refusal } from '../../src/core/refusals/refusal.js';
import { dayMs, hourMs } from '../../src/core/shared/durations.js';
import type { AccountId } from '../../src/core/shared/ids.js';
import { LruTokenBudget } from '../../src/storage/hot-path/lru-token-budget.js';

const [loja, other] = ['7' as AccountId, '8' as AccountId];

/** A budget under a clock that the test sets, and how many of these tokens an account gets. */
const budgetOf = (perDay: number, remembered?: number) => {
  const at = { ms: 0 };
  const budget = new LruTokenBudget(() => at.ms, perDay, remembered);
  const taken = (account: AccountId, asked: number): number => {
    let count = 0;
    for (let turn = 0; turn < asked; turn += 1) if (refusalOf(budget, account) === null) count += 1;
    return count;
  };
  return { at, budget, taken };
};

const refusalOf = (budget: LruTokenBudget, account: AccountId): Refusal | null => {
  try {
    budget.take(account);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
};

test('an account gets the tokens of a day at once, and another account its own', () => {
  const { taken } = budgetOf(200);
  expect(taken(loja, 300)).toBe(200);
  expect(taken(other, 300)).toBe(200);
});

test('an account that spent its budget goes on with as many as a day has on average', () => {
  const { at, taken } = budgetOf(240);
  taken(loja, 300);
  at.ms += hourMs;
  expect(taken(loja, 300)).toBe(10);
  at.ms += 2 * dayMs;
  expect(taken(loja, 300)).toBe(240);
});

test('the refusal says when there is a token again, and whose budget was spent', () => {
  const { at, budget, taken } = budgetOf(2400);
  taken(loja, 2400);
  const refused = refusalOf(budget, loja);
  expect(refused).toMatchObject({
    reason: 'token_budget_spent',
    publicDetail: { retryAfterSeconds: 36 },
    subject: { accountId: loja },
  });
  expect(refused?.privateDetail).toContain('PORTARIA_ACCOUNT_TOKENS_PER_DAY');
  at.ms += 35_000;
  expect(taken(loja, 1)).toBe(0);
  at.ms += 1000;
  expect(taken(loja, 2)).toBe(1);
});

test('steady asking at the average is never refused', () => {
  const { at, taken } = budgetOf(7000);
  taken(loja, 6999);
  for (let turn = 0; turn < 20_000; turn += 1) {
    at.ms += dayMs / 7000;
    expect(taken(loja, 1)).toBe(1);
  }
});

test('0 is no limit', () => {
  expect(budgetOf(0).taken(loja, 5000)).toBe(5000);
});

test('what is remembered is bounded, and an account that asks all the time is not forgotten', () => {
  const { taken } = budgetOf(100, 10);
  taken(loja, 100);
  for (let id = 100; id < 1000; id += 1) {
    expect(taken(String(id) as AccountId, 1)).toBe(1);
    expect(taken(loja, 1)).toBe(0);
  }
});

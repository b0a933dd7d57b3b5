import pg from 'pg';
import { expect, test } from 'vitest';
import { openAdmin } from '../admin/admin-front.js';
import { afterFile } from '../support/cleanup.js';

/** Everything that is sent to PostgreSQL, BEGIN and COMMIT included, each with the application name of its connection. */
const sent: { readonly by: string; readonly text: string }[] = [];
// As it is in pg: its callers give it text, or an object with it.
type Query = (
  this: { readonly connectionParameters: { application_name: string } },
  ...all: unknown[]
) => unknown;
const { prototype } = pg.Client as unknown as { prototype: { query: Query } };
const { query } = prototype;
prototype.query = function (...all) {
  const [first] = all;
  const text = typeof first === 'string' ? first : String((first as { text?: unknown }).text);
  sent.push({ by: this.connectionParameters.application_name, text: text.trim().replace(/\s+/g, ' ') });
  return query.apply(this, all);
};
afterFile(() => {
  prototype.query = query;
});

const front = await openAdmin();
const operator = await front.operator();
await front.operator();

/** The statements of a request: all of management, and the read that admits. What runs beside requests does not count. */
const statementsOf = async (what: string): Promise<string[]> => {
  sent.length = 0;
  const answer = await operator.ask(what);
  expect(answer.status).toBe(200);
  return sent
    .filter(({ by, text }) => by === 'portaria management' || text.includes('read_client_snapshots'))
    .map(({ text }) => text);
};

const isFirst = (text: string): boolean => /^(START TRANSACTION|BEGIN)/.test(text);
const countOf = (texts: readonly string[], part: string): number =>
  texts.filter((text) => text.includes(part)).length;

test('suspending an account is one transaction, and with admission and barrier at most 15 statements', async () => {
  const { id } = await front.merchant();
  const { id: warm } = await front.merchant();
  // The first change of a process opens a connection, which asks the server who it is.
  await statementsOf(`POST /accounts/${warm}/suspend`);
  const texts = await statementsOf(`POST /accounts/${id}/suspend`);
  expect(texts.length, texts.join('\n')).toBeLessThanOrEqual(15);
  // One before the commit; the other one moves the revocation, and begins after the barrier.
  expect(texts.filter(isFirst)).toHaveLength(2);
  expect(countOf(texts, 'append_audit')).toBe(1);
  expect(countOf(texts, 'FROM account a WHERE a.id = $1')).toBe(2);
  // A merchant's account takes no operator away.
  expect(countOf(texts, 'admin:write')).toBe(0);
});

test('where an operator may be taken away, two statements ask and one locks', async () => {
  const { id } = await front.operator();
  const texts = await statementsOf(`POST /accounts/${id}/suspend`);
  expect(countOf(texts, 'admin:write')).toBe(2);
  expect(texts.slice(0, texts.indexOf('COMMIT') + 1).length).toBeLessThanOrEqual(15);
});

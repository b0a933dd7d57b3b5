import { expect, test } from 'vitest';
import { openAdmin } from '../admin/proxied-admin-api.js';
import { recordStatements } from '../support/sent-statements.js';

const sent = recordStatements();
const proxied = await openAdmin();
const operator = await proxied.operator();
await proxied.operator();

const tokenCheck = 'FROM read_clients(';

/** The statements of a request: all of management, and the read that admits. What runs beside requests does not count. */
const statementsOf = async (what: string): Promise<string[]> => {
  sent.length = 0;
  const answer = await operator.ask(what);
  expect(answer.status).toBe(200);
  return sent
    .filter(
      ({ applicationName, text }) => applicationName === 'portaria management' || text.includes(tokenCheck),
    )
    .map(({ text }) => text);
};

const [begin, limits, commit] = ['START TRANSACTION', 'SELECT set_config(l.name', 'COMMIT'];
const [lock, state, event] = [
  'UPDATE account SET version',
  'FROM account a WHERE a.id = $1',
  'SELECT append_audit(',
];
const [suspend, barrier, move] = [
  'WITH suspended AS (',
  'pg_advisory_xact_lock',
  'UPDATE revocation SET effective_at',
];
/** Together with the limits, in one message. */
const readCommitted = 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED';
const operators = 'admin:write';
const parts = [
  tokenCheck,
  readCommitted,
  begin,
  limits,
  commit,
  operators,
  lock,
  state,
  event,
  suspend,
  barrier,
  move,
];

/** Each statement by the part that identifies it; one that has none of them, whole. */
const inShort = (texts: readonly string[]): string[] =>
  texts.map((text) => parts.find((part) => text.includes(part)) ?? text);

test('suspending an account is one transaction, and with tokenCheck and barrier 15 statements', async () => {
  const { id } = await proxied.merchant();
  const { id: warm } = await proxied.merchant();
  // The first change of a process opens a connection, which asks the server who it is.
  await statementsOf(`POST /accounts/${warm}/suspend`);
  const texts = await statementsOf(`POST /accounts/${id}/suspend`);
  // A merchant's account takes no operator away: nothing asks for operators.
  const change = [begin, readCommitted, lock, state, suspend, state, event, tokenCheck, commit];
  // The revocation is moved after the barrier.
  expect(inShort(texts)).toEqual([tokenCheck, ...change, barrier, begin, limits, move, commit]);
});

test('where an operator may be taken away, two statements ask and one locks', async () => {
  const { id } = await proxied.operator();
  const texts = await statementsOf(`POST /accounts/${id}/suspend`);
  expect(texts.filter((text) => text.includes(operators))).toHaveLength(2);
  const untilCommit = texts.slice(0, texts.indexOf(commit) + 1);
  expect(untilCommit.length, untilCommit.join('\n')).toBeLessThanOrEqual(15);
});

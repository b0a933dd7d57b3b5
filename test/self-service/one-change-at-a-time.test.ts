import pg from 'pg';
import { expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { type AccountAnswer, openSelfService, type TestOwner } from './proxied-self-service.js';

const proxied = await openSelfService();

/** What comes of changes of an account while another session holds its row. */
const whileHeld = async (owner: TestOwner, ask: () => Promise<AccountAnswer[]>): Promise<AccountAnswer[]> => {
  const other = new pg.Client(proxied.app.database.appUrl);
  afterFile(() => other.end());
  await other.connect();
  await other.query('BEGIN');
  await other.query('SELECT FROM account WHERE id = $1 FOR UPDATE', [owner.id]);
  const answers = await ask();
  await other.query('ROLLBACK');
  return answers;
};

const unlinking = (): string => `DELETE /certificates/${'0'.repeat(64)}`;
const rotation = ({ clientId }: TestOwner): string => `POST /credentials/${clientId}/secrets`;

const eventsOf = async ({ id }: TestOwner): Promise<number> => {
  const found = await proxied.app.database.sql(`SELECT FROM audit_event WHERE actor_account_id = $1`, [id]);
  return found.length;
};

test('a change of an account that another process holds is 429 after a moment, and leaves no event', async () => {
  const owner = await proxied.owner();
  const startMs = performance.now();
  const [answer] = await whileHeld(owner, async () => [await owner.ask(rotation(owner))]);
  expect(performance.now() - startMs).toBeLessThan(3000);
  expect(answer).toMatchObject({ status: 429, json: { code: 'rate_limited', title: 'Too Many Requests' } });
  expect(answer?.headers['retry-after']).toBe('1');
  expect(await eventsOf(owner)).toBe(0);
  expect((await owner.ask(rotation(owner))).status).toBe(201);
});

test('of many changes of one account at once a few wait, the others are 429 at once, and other accounts go on', async () => {
  const [owner, other] = [await proxied.owner(), await proxied.owner()];
  const answers = await whileHeld(owner, async () => {
    const requested = Array.from({ length: 12 }, () => owner.ask(rotation(owner)));
    const first = await Promise.race(requested);
    expect(first.status).toBe(429);
    expect((await other.ask(rotation(other))).status).toBe(201);
    return Promise.all(requested);
  });
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([429]));
  const details = answers.map(({ json }) => json['detail']);
  expect(details.filter((detail) => String(detail).includes('one change after another'))).not.toHaveLength(0);
});

test('what is not there is said without the lock of the account', async () => {
  const owner = await proxied.owner();
  const answers = await whileHeld(owner, async () => [
    await owner.ask(unlinking()),
    await owner.ask(`DELETE /credentials/${owner.clientId}/secrets/987654`),
    await owner.ask(`DELETE /credentials/${owner.clientId}/secrets/${owner.secretId}`),
    await owner.ask('POST /certificates', { body: { pem: owner.certificate.certPem } }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 409, 409]);
});

import { expect, test } from 'vitest';
import { openPortaria } from './portaria.js';

const { run, database } = await openPortaria();
const requestId = '5f0c6b1e9a7d4c3b8e2f1a0d9c8b7a65';
await database.sql(
  `INSERT INTO refusal (at, request_id, contract, door, reason, detail, client_id, account_id, source_address)
   VALUES (now(), $1, 'avista', 'tls', 'wrong_secret', 'none of 1 live secrets match', 'account-7-1a2b3c4d', 7, '203.0.113.9')`,
  [requestId],
);

test('refusal show tells the true cause in words, what would have passed, and what to do', async () => {
  const { exitCode, out, err } = await run(`refusal show ${requestId}`, { columns: 80 });
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  expect(out).toMatch(/^reason +wrong_secret$/m);
  expect(out).toMatch(/^what happened +The client secret matched none of the live secrets/m);
  expect(out).toMatch(/^detail +none of 1 live secrets match$/m);
  expect(out).toMatch(/^would have passed +A live secret/m);
  expect(out).toMatch(/^next +See whether/m);
});

test('as JSON it is an array', async () => {
  expect((await run(`refusal show ${requestId} --json`)).json()).toEqual([
    expect.objectContaining({
      requestId,
      reason: 'wrong_secret',
      accountId: '7',
      address: '203.0.113.9',
      happened: expect.any(String),
    }),
  ]);
});

test('an unknown request id is 3, one of another form 2', async () => {
  expect((await run(`refusal show ${'0'.repeat(32)}`)).exitCode).toBe(3);
  expect((await run('refusal show 42')).exitCode).toBe(2);
});

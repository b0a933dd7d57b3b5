import { expect, test } from 'vitest';
import { refusalReasons } from '../../src/core/refusals/refusal.js';
import { openPortaria } from './portaria.js';

const { run, database } = await openPortaria();
const requestId = '5f0c6b1e9a7d4c3b8e2f1a0d9c8b7a65';
await database.sql(
  `INSERT INTO refusal (at, request_id, contract, door, reason, detail, client_id, account_id, source_address)
   VALUES (now(), $1, 'avista', 'tls', 'wrong_secret', 'the secret matches none of the active secrets (1)', 'account-7-1a2b3c4d', 7, '203.0.113.9')`,
  [requestId],
);

test('refusal show tells the true cause in words, what would have passed, and what to do', async () => {
  const { exitCode, out, err } = await run(`refusal show ${requestId}`, { columns: 80 });
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  expect(out).toMatch(/^reason +wrong_secret$/m);
  expect(out).toMatch(/^what happened +The client secret matches no active secret/m);
  expect(out).toMatch(/^detail +the secret matches none of the active secrets \(1\)$/m);
  expect(out).toMatch(/^would have passed +An active secret/m);
  expect(out).toMatch(/^next +Check whether/m);
  expect(out).toMatch(/^command +portaria credential list 7 --secrets$/m);
  expect(out).toMatch(/^at +\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/m);
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('as JSON it is one object; another rejection of the same request is in it', async () => {
  const shown = (await run(`refusal show ${requestId} --json`)).json();
  expect(shown).not.toHaveProperty('others');
  expect(shown).toEqual(
    expect.objectContaining({
      requestId,
      reason: 'wrong_secret',
      accountId: '7',
      address: '203.0.113.9',
      happened: expect.any(String),
      command: 'portaria credential list 7 --secrets',
    }),
  );
  const twice = 'd'.repeat(32);
  for (const reason of ['wrong_secret', 'unavailable'])
    await database.sql(
      `INSERT INTO refusal (at, request_id, contract, door, reason, detail) VALUES (now(), $1, 'avista', 'tls', $2, '')`,
      [twice, reason],
    );
  expect((await run(`refusal show ${twice} --json`)).json()).toMatchObject({
    reason: 'wrong_secret',
    others: [{ reason: 'unavailable', requestId: twice }],
  });
});

test('an unknown request id is 3, one of another form 2', async () => {
  const unknown = await run(`refusal show ${'0'.repeat(32)}`);
  expect(unknown.exitCode).toBe(3);
  expect(unknown.err).toMatch(
    /^portaria: request id: no rejected request is recorded for it\. .*the request was not rejected.*protected API.*the log of the application/,
  );
  expect((await run('refusal show 42')).exitCode).toBe(2);
});

test('every command that is to be pasted is one that the command line understands, and only shows something', async () => {
  const fingerprint = 'ab'.repeat(32);
  const told: string[] = [];
  for (const [index, reason] of refusalReasons.entries()) {
    const id = index.toString(16).padStart(32, '0');
    await database.sql(
      `INSERT INTO refusal (at, request_id, contract, door, reason, detail, client_id, account_id, fingerprint)
       VALUES (now(), $1, 'avista', 'tls', $2, '', 'account-7-1a2b3c4d', 7, $3)`,
      [id, reason, Buffer.from(fingerprint, 'hex')],
    );
    const { command = null } = (await run(`refusal show ${id} --json`)).json() as {
      command?: string | null;
    };
    if (command === null) continue;
    told.push(reason);
    expect(command).toMatch(
      /^portaria (account (list|show)|credential list|certificate (list|inspect)|realm-user list)\b/,
    );
    const { exitCode } = await run(command.replace(/^portaria /, ''));
    // 3: there is no account 7 here; what matters is that no word is wrong (2).
    expect([0, 3], `${reason}: ${command}`).toContain(exitCode);
  }
  expect(told).toEqual(
    expect.arrayContaining(['account_suspended', 'certificate_not_in_handshake', 'contract_not_allowed']),
  );
});

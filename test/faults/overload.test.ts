import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FloodSender, startFlood } from '../support/flood.js';
import { recordFault } from './fault-record.js';
import { type Client, describeStatuses, Ledger, openClient } from './ledger.js';
import { openOperatorsStack, type OperatorsStack } from './stack.js';

/**
 * Far more requests than the processes can do. Each record goes alone and takes 100 ms in the database, so
 * what two processes can do is known, whatever else the machine does: about twenty tokens a second.
 */
const connections = 12;
const floodConnections = 200;
const floodMs = 15_000;
const slowRecord = `
  CREATE FUNCTION slow_record() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(0.1); RETURN NEW; END $$;
  CREATE TRIGGER slow_record BEFORE INSERT ON token_issuance FOR EACH ROW EXECUTE FUNCTION slow_record()`;
const answeredWithinMs = 12_000;
const backWithinMs = 5000;

let stack: OperatorsStack;
let client: Client;
let ledger: Ledger;
beforeAll(async () => {
  stack = await openOperatorsStack({
    PORTARIA_DATABASE_MAX_IN_FLIGHT: '1',
    PORTARIA_DATABASE_MAX_BATCH_SIZE: '1',
  });
  client = await openClient(stack);
  ledger = new Ledger(stack.proxy, [client]);
  ledger.start(connections);
  await pause(2000);
}, 120_000);
afterAll(() => ledger.stop());

const sender = (): FloodSender => {
  const { clientId, clientSecret } = client.account;
  return {
    ...{ address: '127.0.0.1', certificate: client.certificate, path: '/api/auth/token' },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId, clientSecret }),
    ...{ connections: floodConnections, everyMs: 100 },
  };
};

test('excess requests get a 503 with Retry-After, and every token has its record', { timeout: 180_000 }, () =>
  recordFault('ten times the capacity', async (record) => {
    const beganAt = Date.now();
    await stack.database.sql(slowRecord);
    const flood = startFlood({
      ...{ port: stack.proxy.ports.tls, caPem: stack.proxy.ca.certPem, senders: [sender()] },
    });
    await pause(floodMs);
    const answers = await flood.stop();
    const endedAt = Date.now();
    while (Date.now() < endedAt + backWithinMs && ledger.backAfterMs(endedAt) === Infinity) await pause(50);
    await pause(1000);
    await ledger.stop();
    const during = ledger.between(beganAt);
    record.rounds();
    record.responses(answers);
    record.backAfter(ledger.backAfterMs(endedAt));
    await record.ledger(during, stack.database);
    const all = record.found().requests;
    const sent = Object.values(all).reduce((sum, n) => sum + n, 0);
    const ratio = sent / (all['201'] ?? 0);
    record.note(
      `${String(sent)} requests in ${String(floodMs / 1000)} s, ${ratio.toFixed(0)} for each token.`,
    );
    process.stdout.write(`${JSON.stringify(all)}; of the ledger ${describeStatuses(during)}\n`);
    expect(ratio).toBeGreaterThan(10);
    expect(Object.keys(all).filter((status) => !['201', '429', '503'].includes(status))).toEqual([]);
    const others = during.filter(({ status }) => status !== 201);
    expect(others.filter(({ retryAfter }) => !(Number(retryAfter) > 0))).toEqual([]);
    expect(Math.max(...during.map(({ sentAt, answeredAt }) => answeredAt - sentAt))).toBeLessThan(
      answeredWithinMs,
    );
    expect(ledger.backAfterMs(endedAt)).toBeLessThan(backWithinMs);
    expect(record.found().tokens?.withoutRecord).toBe(0);
  }),
);

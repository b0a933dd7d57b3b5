import { expect, test } from 'vitest';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin();
const reader = await proxied.operator({ scopes: ['admin:read', 'audit:read'] });
const writer = await proxied.operator();

interface Row {
  readonly action: string;
  readonly outcome: string;
  readonly reason: string;
  readonly targets: string[];
  readonly request_id: string;
  readonly account: string;
  readonly name: string;
  readonly address: string;
}

const newest = async (): Promise<Row | undefined> => {
  const [row] = await proxied.app.database.sql<Row>(
    `SELECT action, outcome, reason, targets, request_id, actor_account_id::text AS account, actor_name AS name,
            address
     FROM audit_event ORDER BY id DESC LIMIT 1`,
  );
  return row;
};
const counted = async (): Promise<number> =>
  (await proxied.app.database.sql('SELECT FROM audit_event')).length;

test('an operator without the scope of a route is in the audit trail, with what the route is about', async () => {
  const answer = await reader.ask(`POST /accounts/${writer.id}/suspend`, { body: {} });
  expect(answer.status).toBe(403);
  expect(await newest()).toMatchObject({
    action: 'admin.request',
    outcome: 'refused',
    reason: 'token: it lacks the scope access:write',
    targets: ['POST /api/admin/accounts/:account/suspend', `account ${writer.id}`],
    request_id: answer.headers['x-request-id'],
    account: reader.id,
    address: '127.0.0.1',
  });
});

test('also who may not read, and the log line of the refusal says who it was', async () => {
  const auditor = await proxied.operator({ scopes: ['audit:read'] });
  const { fingerprint } = reader.certificate;
  const answer = await auditor.ask(`GET /certificates/${fingerprint}`);
  expect(answer.status).toBe(403);
  expect(await newest()).toMatchObject({
    targets: ['GET /api/admin/certificates/:fingerprint', `certificate ${fingerprint}`],
    account: auditor.id,
  });
  const requestId = String(answer.headers['x-request-id']);
  const line = proxied.app
    .log()
    .split('\n')
    .find((text) => text.includes(requestId));
  expect(JSON.parse(line ?? '')).toMatchObject({ clientId: auditor.clientId, outcome: 'insufficient_scope' });
});

test('a body and a header that cannot be understood leave an event and a line of the log, in which nothing of them is', async () => {
  const pasted = 'hunter2-correct-horse';
  const answer = await writer.ask(`PATCH /accounts/${reader.id}`, {
    body: { name: 7, [pasted]: pasted, scopes: pasted },
  });
  expect(answer.status).toBe(400);
  const event = await newest();
  expect(event).toMatchObject({
    action: 'admin.request',
    outcome: 'refused',
    targets: ['PATCH /api/admin/accounts/:account', `account ${reader.id}`],
    request_id: answer.headers['x-request-id'],
    account: writer.id,
  });
  expect(event?.reason).toContain('name: must be a string');
  expect(event?.reason).toContain('body: it has unknown fields');
  await writer.ask(`POST /accounts/${reader.id}/suspend`, { body: {}, headers: { 'if-match': pasted } });
  expect((await newest())?.reason).toMatch(/^If-Match: must be/);
  const many = Array.from({ length: 900 }, () => 1);
  expect((await writer.ask('POST /accounts', { body: { name: 'Loja', scopes: many } })).status).toBe(400);
  expect((await newest())?.reason).toHaveLength(500);
  const rows = await proxied.app.database.sql<{ text: string }>('SELECT e::text AS text FROM audit_event e');
  expect(rows.map(({ text }) => text).join('\n')).not.toContain(pasted);
  expect(proxied.app.log()).toContain('body: it has unknown fields');
  expect(proxied.app.log()).not.toContain(pasted);
});

test('what is pasted into a path is written down only when it names something that is stored', async () => {
  await writer.ask('POST /realm-users/hunter2-correct-horse/disable', { body: { unknown: 1 } });
  expect((await newest())?.targets).toEqual(['POST /api/admin/realm-users/:username/disable']);
});

test('a query that cannot be parsed, and a caller without a valid token, leave none', async () => {
  const before = await counted();
  expect((await writer.ask('GET /accounts?limit=-1')).status).toBe(400);
  expect((await writer.ask('POST /accounts', { token: 'x', body: {} })).status).toBe(401);
  expect((await writer.ask('POST /accounts', { client: reader.certificate, body: {} })).status).toBe(401);
  expect(await counted()).toBe(before);
});

test('a refusal whose event cannot be written is the same refusal, and the log says so', async () => {
  const { sql } = proxied.app.database;
  await sql('ALTER TABLE audit_head RENAME TO audit_head_away');
  try {
    const statuses = [
      (await reader.ask('POST /accounts', { body: { name: 'Loja' } })).status,
      (await writer.ask('POST /accounts', { body: { name: 7 } })).status,
    ];
    expect(statuses).toEqual([403, 400]);
  } finally {
    await sql('ALTER TABLE audit_head_away RENAME TO audit_head');
  }
  expect(proxied.app.log().match(/"notInTrail"/g)).toHaveLength(2);
});

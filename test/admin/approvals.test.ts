import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { sealedTextOf } from '../../src/core/approvals/approval.js';
import type { AccountId, ClientId, Fingerprint } from '../../src/core/shared/ids.js';
import { PepperedApprovalSealer } from '../../src/crypto/secrets/peppered-approval-sealer.js';
import { pendingApprovalsMax } from '../../src/management/approvals/request-approval.js';
import { approve, idIn, openApproving } from './approving.js';
import type { AdminAnswer, TestOperator } from './proxied-admin-api.js';

const { proxied, ana, bia, stored, newestEvent } = await openApproving();
const { database } = proxied.app;
const newOperator = (name: string) => ({ name, kind: 'operator' });
const askForOperator = (name: string, by: TestOperator = ana) =>
  by.ask('POST /accounts', { body: newOperator(name) });
const named = async (name: string): Promise<number> =>
  ((await ana.ask(`GET /accounts?name=${name}`)).json['items'] as unknown[]).length;
const detailOf = ({ status, json }: AdminAnswer): [number, string] => [status, String(json['detail'])];

test('a change that needs approval waits, another operator approves it, and the audit event names both', async () => {
  const asked = await ana.ask('POST /accounts', {
    body: newOperator('Rui'),
    headers: { 'idempotency-key': 'rui' },
  });
  const id = idIn(asked);
  expect(asked.json).toMatchObject({
    waitsForApproval: true,
    approval: {
      ...{ action: 'account.create', state: 'pending', scope: 'admin:write', version: null, decidedBy: null },
      input: { name: 'Rui', kind: 'operator' },
      effect: { action: 'account.create', after: { [`account ${newAccountIn(asked)}`]: { name: 'Rui' } } },
      askedBy: { accountId: ana.id, name: 'Ana', clientId: ana.clientId },
    },
  });
  expect(await named('Rui')).toBe(0);
  expect(await newestEvent()).toMatchObject({
    ...{ action: 'approval.request', outcome: 'done', targets: [`approval ${id}`] },
    actor: { accountId: ana.id },
  });
  const approved = await approve(bia, id);
  expect([approved.status, approved.json['result']]).toEqual([
    200,
    expect.objectContaining({ name: 'Rui', kind: 'operator', role: 'administrator' }),
  ]);
  expect(await named('Rui')).toBe(1);
  expect(await stored(id)).toMatchObject({
    state: 'approved',
    decidedBy: { accountId: bia.id, name: 'Bia' },
  });
  const event = await newestEvent();
  expect(event).toMatchObject({ action: 'account.create', outcome: 'done', actor: { accountId: bia.id } });
  expect((event['targets'] as string[])[1]).toBe(`approval ${id}`);
  expect(event['after']).toMatchObject({
    [`approval ${id}`]: {
      state: 'approved',
      askedBy: { account: ana.id, name: 'Ana' },
      decidedBy: { name: 'Bia' },
    },
  });
});

const newAccountIn = ({ json }: AdminAnswer): string => {
  const { effect } = json['approval'] as { effect: { targets: string[] } };
  return effect.targets[0]?.replace('account ', '') ?? '';
};

test('a dry run is answered at once, also of an approval, and changes nothing', async () => {
  const dry = await ana.ask('POST /accounts?dryRun=true', { body: newOperator('Dora') });
  expect([dry.status, dry.json['dryRun']]).toEqual([200, true]);
  const id = idIn(await askForOperator('Dora'));
  const dryApproval = await bia.ask(`POST /approvals/${id}/approve?dryRun=true`, { body: {} });
  expect([dryApproval.status, dryApproval.json['action']]).toEqual([200, 'account.create']);
  expect([(await stored(id))['state'], await named('Dora')]).toEqual(['pending', 0]);
});

test('the same request is stored once, and a repeat under its key gets the same answer', async () => {
  const headers = { 'idempotency-key': 'once' };
  const first = await ana.ask('POST /accounts', { body: newOperator('Eva'), headers });
  const again = await askForOperator('Eva');
  expect([idIn(again), again.json['wasPending']]).toEqual([idIn(first), true]);
  const repeat = await ana.ask('POST /accounts', { body: newOperator('Eva'), headers });
  expect([repeat.status, repeat.headers['idempotency-replayed'], repeat.json]).toEqual([
    202,
    'true',
    first.json,
  ]);
  // Of another operator it is another request: the first one may be of an account that is suspended.
  expect(idIn(await askForOperator('Eva', bia))).not.toBe(idIn(first));
});

test('a change that would be refused is refused when it is asked for', async () => {
  const answer = await ana.ask('DELETE /keys/unknown');
  expect(answer.status).toBe(404);
  expect(await newestEvent()).toMatchObject({ action: 'approval.request', outcome: 'refused' });
});

test('neither the operator who asked approves, nor one with the same certificate', async () => {
  const id = idIn(await askForOperator('Gil'));
  expect(detailOf(await approve(ana, id))).toEqual([
    422,
    'approval: the operator who asked cannot decide about it. Another operator does, or withdraw it',
  ]);
  const [row] = await database.sql<{ certificate: string }>(
    'SELECT certificate FROM approval WHERE id = $1',
    [id],
  );
  expect(row?.certificate).toBe(ana.certificate.fingerprint);
  await database.sql(
    `INSERT INTO account_certificate (account_id, certificate_id)
     SELECT $1, id FROM certificate WHERE fingerprint = decode($2, 'hex')`,
    [bia.id, ana.certificate.fingerprint],
  );
  const token = await tokenWith(bia, ana);
  const shared = await bia.ask(`POST /approvals/${id}/approve`, { body: {}, token, client: ana.certificate });
  expect(detailOf(shared)).toEqual([
    422,
    'approval: the operator who asked has the same certificate. Another operator approves it',
  ]);
  expect((await stored(id))['state']).toBe('pending');
  expect(await newestEvent()).toMatchObject({
    ...{ action: 'account.create', outcome: 'refused', targets: [`approval ${id}`] },
    actor: { accountId: bia.id },
  });
});

const tokenWith = async (operator: TestOperator, { certificate }: TestOperator): Promise<string> => {
  const answer = await proxied.askToken('admin', operator, { client: certificate });
  return (JSON.parse(answer.body) as { access_token: string }).access_token;
};

test('an operator who was created after it was asked for does not approve', async () => {
  const id = idIn(await askForOperator('Hugo'));
  const second = await proxied.operator();
  expect(detailOf(await approve(second, id))).toEqual([
    422,
    'approval: only an operator who was one before it was asked for may approve it',
  ]);
  expect(idIn(await askForOperator('Hugo, again'))).not.toBe(id);
  expect((await approve(second, idIn(await askForOperator('Hugo, again')))).status).toBe(200);
});

test('approving needs the scope of the change, which is read at that moment', async () => {
  const security = await proxied.operator({
    scopes: ['admin:read', 'audit:read', 'access:write', 'keys:write', 'client-cas:write'],
  });
  const id = idIn(await askForOperator('Iara'));
  const answer = await approve(security, id);
  expect([answer.status, answer.json['code']]).toEqual([403, 'insufficient_scope']);
  expect((await security.ask(`POST /approvals/${id}/reject`, { body: { reason: 'no' } })).status).toBe(403);
  const key = idIn(await ana.ask('POST /keys/rotate', { body: {} }));
  expect((await approve(security, key)).status).toBe(200);
});

test('a request that was not approved in time has expired', async () => {
  const id = idIn(await askForOperator('Jane'));
  await letExpire(id);
  expect((await stored(id))['state']).toBe('expired');
  const answer = await approve(bia, id);
  expect([answer.status, answer.json['code']]).toEqual([409, 'conflict']);
  expect(String(answer.json['detail'])).toContain('it was not approved before');
  const listed = async (state: string) =>
    ((await ana.ask(`GET /approvals?state=${state}`)).json['items'] as { id: string }[]).map((one) => one.id);
  expect([(await listed('expired')).includes(id), (await listed('pending')).includes(id)]).toEqual([
    true,
    false,
  ]);
  expect(idIn(await askForOperator('Jane'))).not.toBe(id);
});

/** Writes what the product would have written a day and a minute ago, with its seal. */
const letExpire = async (id: string): Promise<void> => {
  const [row] = await database.sql<
    Record<string, string> & { version: number | null; asker_version: number | null }
  >(
    `UPDATE approval SET asked_at = date_trunc('milliseconds', asked_at - interval '1441 minutes'),
                         expires_at = date_trunc('milliseconds', expires_at - interval '1441 minutes')
     WHERE id = $1
     RETURNING id::text, action, input, effect, scope, version, account_id::text AS account, client_id AS client,
               certificate, asked_at AS asked, expires_at AS until, asker_version`,
    [id],
  );
  if (!row) throw new Error('no such request');
  const text = sealedTextOf({
    ...{ id, action: row['action'] ?? '', input: row['input'] ?? '', effect: row['effect'] ?? '' },
    ...{ scope: 'admin:write', version: row.version },
    askedBy: {
      accountId: row['account'] as AccountId,
      clientId: row['client'] as ClientId,
      certificate: row['certificate'] as Fingerprint,
    },
    ...{ askedAt: new Date(row['asked'] ?? ''), until: new Date(row['until'] ?? '') },
    askerVersion: row.asker_version,
  });
  const seal = new PepperedApprovalSealer(proxied.app.config.secrets.pepper).seal(text);
  await database.sql('UPDATE approval SET seal = $2 WHERE id = $1', [id, seal]);
};

test('when the account changed since it was asked for, the change is not made', async () => {
  const lia = await proxied.operator({ scopes: ['admin:read'] });
  const id = idIn(await ana.ask(`PATCH /accounts/${lia.id}`, { body: { role: 'security' } }));
  await ana.ask(`POST /accounts/${lia.id}/suspend`, { body: {} });
  const answer = await approve(bia, id);
  expect([answer.status, answer.json['code']]).toEqual([412, 'stale']);
  expect((await stored(id))['state']).toBe('pending');
  const withVersion = await bia.ask(`POST /approvals/${id}/approve`, {
    body: {},
    headers: { 'if-match': '"2"' },
  });
  expect(withVersion.status).toBe(400);
});

test('a sign-out and the revocation of one token change nothing of the account: the change is made', async () => {
  const lia = await proxied.operator({ scopes: ['admin:read'] });
  const id = idIn(await ana.ask(`PATCH /accounts/${lia.id}`, { body: { role: 'security' } }));
  const { accessToken } = (await lia.ask('POST /session/renew', { body: {} })).json;
  const { jti } = decodeJwt(String(accessToken));
  expect((await ana.ask('POST /tokens/revoke', { body: { tokenId: jti } })).status).toBe(200);
  await expect.poll(async () => (await lia.ask('GET /accounts?limit=1')).status, { timeout: 5000 }).toBe(401);
  const signedIn = await proxied.operator();
  const forSignedIn = idIn(await ana.ask(`PATCH /accounts/${signedIn.id}`, { body: { role: 'support' } }));
  expect((await signedIn.ask('POST /session/end', { body: {} })).status).toBe(200);
  for (const request of [id, forSignedIn]) expect((await approve(bia, request)).status).toBe(200);
});

test('a secret is made when the change is approved, shown once to the one who approves, and stored nowhere', async () => {
  const id = idIn(await ana.ask(`POST /credentials/${bia.clientId}/secrets`, { body: {} }));
  const headers = { 'idempotency-key': 'secret' };
  const approved = await approve(bia, id, headers);
  const { clientSecret } = approved.json['result'] as { clientSecret: string };
  expect(clientSecret).toMatch(/^ptr_/);
  const repeat = await approve(bia, id, headers);
  expect([repeat.status, repeat.json['result']]).toEqual([
    200,
    expect.objectContaining({ secretAlreadyShown: true }),
  ]);
  expect(JSON.stringify(await stored(id))).not.toContain('ptr_');
  const rows = await database.sql(
    `SELECT * FROM approval WHERE input || effect || coalesce(reason, '') LIKE '%ptr_%'`,
  );
  expect(rows).toEqual([]);
});

test('a custom secret is refused, because a request is stored', async () => {
  const { certPem: pem } = await proxied.proxy.issue();
  const body = { name: 'Vera', pem, clientSecret: 'correct-horse-battery-9' };
  const custom = await ana.ask('POST /operators', { body });
  expect(detailOf(custom)[1]).toMatch(
    /^clientSecret: a change that waits for approval is stored, and a secret is not/,
  );
  expect(custom.body).not.toContain('correct-horse');
});

test('a request is rejected with a reason by another operator, or withdrawn by the one who asked', async () => {
  const rejected = idIn(await askForOperator('Pia'));
  const reason = { body: { reason: 'Pia left' } };
  expect((await ana.ask(`POST /approvals/${rejected}/reject`, reason)).status).toBe(422);
  expect((await bia.ask(`POST /approvals/${rejected}/reject`, { body: { reason: ' ' } })).status).toBe(400);
  const done = await bia.ask(`POST /approvals/${rejected}/reject`, reason);
  expect(done.json).toMatchObject({ state: 'rejected', reason: 'Pia left', decidedBy: { name: 'Bia' } });
  expect(await newestEvent()).toMatchObject({ action: 'approval.reject', targets: [`approval ${rejected}`] });
  const withdrawn = idIn(await askForOperator('Quim'));
  expect((await bia.ask(`POST /approvals/${withdrawn}/withdraw`, { body: {} })).status).toBe(422);
  expect((await ana.ask(`POST /approvals/${withdrawn}/withdraw`, { body: {} })).json['state']).toBe(
    'withdrawn',
  );
  expect(await newestEvent()).toMatchObject({ action: 'approval.withdraw', actor: { accountId: ana.id } });
  for (const id of [rejected, withdrawn]) expect((await approve(bia, id)).status).toBe(409);
  expect((await approve(bia, '999999')).status).toBe(404);
});

test('an account has a limited number of pending requests', async () => {
  const asker = await proxied.operator();
  for (let count = 1; count <= pendingApprovalsMax; count += 1) {
    const answer = await askForOperator(`Many ${String(count)}`, asker);
    expect([answer.status, answer.body]).toEqual([202, answer.body]);
  }
  const more = await askForOperator('One more', asker);
  expect([more.status, more.json['code'], more.headers['retry-after']]).toEqual([429, 'rate_limited', '60']);
  const { json } = await asker.ask('GET /approvals?limit=1');
  const [first] = json['items'] as { id: string }[];
  await asker.ask(`POST /approvals/${first?.id ?? ''}/withdraw`, { body: {} });
  expect((await askForOperator('One more', asker)).status).toBe(202);
});

test('the list is newest first, with pages', async () => {
  const first = await ana.ask('GET /approvals?limit=2');
  const ids = (first.json['items'] as { id: string }[]).map(({ id }) => Number(id));
  expect(ids[0]).toBeGreaterThan(ids[1] ?? 0);
  const next = await ana.ask(`GET /approvals?limit=1&cursor=${String(first.json['nextCursor'])}`);
  expect(Number((next.json['items'] as { id: string }[])[0]?.id)).toBeLessThan(ids[1] ?? 0);
  expect((await ana.ask('GET /approvals?state=unknown')).status).toBe(400);
});

test('every page says how many requests of all operators wait, and whether changes wait at all', async () => {
  const count = async (): Promise<unknown> =>
    (await bia.ask('GET /approvals?state=rejected&limit=1')).json['pendingCount'];
  const before = Number(await count());
  const id = idIn(await askForOperator('Counted'));
  expect(await count()).toBe(before + 1);
  await letExpire(id);
  expect(await count()).toBe(before);
  expect((await ana.ask('GET /approvals?limit=1')).json['enabled']).toBe(true);
});

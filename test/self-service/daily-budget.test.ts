import { expect, test } from 'vitest';
import { openSelfService, type TestOwner } from './proxied-self-service.js';

const environment = { PORTARIA_ACCOUNT_CHANGES_PER_DAY: '6', PORTARIA_ACCOUNT_REFUSED_CHANGES_PER_DAY: '3' };
const proxied = await openSelfService({ environment });

const eventsOf = async ({ id }: TestOwner): Promise<number> => {
  const found = await proxied.app.database.sql('SELECT FROM audit_event WHERE actor_account_id = $1', [id]);
  return found.length;
};

const inTurn = async (owner: TestOwner, what: string, times: number): Promise<number[]> => {
  const statuses: number[] = [];
  for (let turn = 0; turn < times; turn += 1) statuses.push((await owner.ask(what)).status);
  return statuses;
};

/** Of a rotation, which is limited, and of a revocation, which is not. */
const absentClient = 'POST /credentials/account-1-0a1b2c3d/secrets';
const absentCertificate = `DELETE /certificates/${'0'.repeat(64)}`;

const countsOf = async ({ id }: TestOwner): Promise<unknown> => {
  const [found] = await proxied.app.database.sql(
    'SELECT changes, refused, revocations FROM account_changes WHERE account_id = $1',
    [id],
  );
  return found;
};

const newSecretId = async (owner: TestOwner): Promise<string> => {
  expect((await owner.ask(`POST /credentials/${owner.clientId}/secrets`)).status).toBe(201);
  const newest = 'SELECT max(id)::text AS id FROM credential_secret WHERE credential_id = $1';
  return (await proxied.app.database.sql<{ id: string }>(newest, [owner.credentialId]))[0]?.id ?? '';
};

test('like refused changes leave one event, and beyond the daily limit of the account they are 429', async () => {
  const [owner, other] = [await proxied.owner(), await proxied.owner()];
  expect(await inTurn(owner, absentClient, 5)).toEqual([404, 404, 404, 429, 429]);
  expect(await eventsOf(owner)).toBe(1);
  const refused = await owner.ask(`POST /credentials/${owner.clientId}/secrets`);
  expect(refused).toMatchObject({ status: 429, json: { code: 'rate_limited' } });
  expect(refused.json['detail']).toContain('Try again tomorrow');
  const seconds = Number(refused.headers['retry-after']);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(86_400);
  expect((await other.ask(`POST /credentials/${other.clientId}/secrets`)).status).toBe(201);
  expect((await owner.ask('GET ')).status).toBe(200);
});

test('bodies that cannot be understood are counted up to the same limit', async () => {
  const owner = await proxied.owner();
  for (let turn = 0; turn < 6; turn += 1)
    expect((await owner.ask('POST /certificates', { body: { wrong: turn } })).status).toBe(400);
  expect(await eventsOf(owner)).toBe(1);
  const counted = await proxied.app.database.sql<{ repeats: string }>(
    'SELECT repeats FROM repeated_refusal WHERE actor_account_id = $1',
    [owner.id],
  );
  expect(counted).toEqual([{ repeats: '2' }]);
});

test('changes are limited as well, and a new day begins anew', async () => {
  const owner = await proxied.owner();
  const retire = `DELETE /credentials/${owner.clientId}/secrets`;
  // The revocations in between are not counted.
  for (let turn = 0; turn < 6; turn += 1)
    expect((await owner.ask(`${retire}/${await newSecretId(owner)}?force=true`)).status).toBe(200);
  expect((await owner.ask(`POST /credentials/${owner.clientId}/secrets`)).status).toBe(429);
  await proxied.app.database.sql('UPDATE account_changes SET day = day - 1 WHERE account_id = $1', [
    owner.id,
  ]);
  expect((await owner.ask(`POST /credentials/${owner.clientId}/secrets`)).status).toBe(201);
});

test('refused revocations are never 429, take nothing from other changes, and leave a limited number of events', async () => {
  const owner = await proxied.owner();
  const digits = Array.from({ length: 10 }, (_, digit) => String(digit));
  for (const digit of digits)
    expect((await owner.ask(`DELETE /certificates/${digit.repeat(64)}`)).status).toBe(404);
  expect(await countsOf(owner)).toEqual({ changes: 0, refused: 0, revocations: digits.length });
  const recorded = await proxied.app.database.sql<{ repeats: string }>(
    'SELECT repeats FROM repeated_refusal WHERE actor_account_id = $1',
    [owner.id],
  );
  expect(recorded).toEqual([{ repeats: '2' }]);
  expect((await owner.ask(`POST /credentials/${owner.clientId}/secrets`)).status).toBe(201);
});

test('an account that has used up its limits revokes a secret and unlinks a certificate, each with its event', async () => {
  const owner = await proxied.owner();
  const id = await newSecretId(owner);
  const unused = await proxied.merchant();
  await proxied.app.database.sql(
    `INSERT INTO account_certificate (account_id, certificate_id)
     SELECT $1, certificate_id FROM account_certificate WHERE account_id = $2`,
    [owner.id, unused.id],
  );
  const { fingerprint } = unused.certificate;
  expect(await inTurn(owner, absentClient, 4)).toEqual([404, 404, 404, 429]);
  expect(await inTurn(owner, absentCertificate, 5)).toEqual([404, 404, 404, 404, 404]);
  const before = await eventsOf(owner);
  expect((await owner.ask(`DELETE /credentials/${owner.clientId}/secrets/${id}?force=true`)).status).toBe(
    200,
  );
  const unlink = `DELETE /certificates/${fingerprint}`;
  expect((await owner.ask(unlink)).status).toBe(200);
  expect(await eventsOf(owner)).toBe(before + 2);
  expect((await owner.ask('POST /certificates', { body: { pem: 'none' } })).status).toBe(429);
});

test('a revocation that is repeated without end adds no event, no revocation and no idempotency key', async () => {
  const owner = await proxied.owner();
  const id = await newSecretId(owner);
  const revoke = `DELETE /credentials/${owner.clientId}/secrets/${id}?force=true`;
  const kept = async (): Promise<unknown> => {
    const events = await eventsOf(owner);
    const [rows] = await proxied.app.database.sql(
      `SELECT (SELECT count(*) FROM revocation WHERE kind = 'secret' AND subject = $1) AS revocations,
              (SELECT count(*) FROM idempotency WHERE account_id = $2) AS keys`,
      [id, owner.id],
    );
    return { events, rows };
  };
  expect(await inTurn(owner, revoke, 3)).toEqual([200, 200, 200]);
  const before = await kept();
  expect(before).toMatchObject({ rows: { revocations: '1', keys: '0' } });
  for (const key of ['a', 'b', 'b'])
    expect((await owner.ask(revoke, { headers: { 'idempotency-key': key } })).status).toBe(200);
  expect(await kept()).toEqual(before);
});

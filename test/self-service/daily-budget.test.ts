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

const absent = `DELETE /certificates/${'0'.repeat(64)}`;

test('like refused changes leave one event, and beyond the daily limit of the account they are 429', async () => {
  const [owner, other] = [await proxied.owner(), await proxied.owner()];
  expect(await inTurn(owner, absent, 5)).toEqual([404, 404, 404, 429, 429]);
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
  const secretId = async (): Promise<string> => {
    expect((await owner.ask(`POST /credentials/${owner.clientId}/secrets`)).status).toBe(201);
    const newest = 'SELECT max(id)::text AS id FROM credential_secret WHERE credential_id = $1';
    return (await proxied.app.database.sql<{ id: string }>(newest, [owner.credentialId]))[0]?.id ?? '';
  };
  for (let turn = 0; turn < 3; turn += 1)
    expect((await owner.ask(`${retire}/${await secretId()}?force=true`)).status).toBe(200);
  expect((await owner.ask(`POST /credentials/${owner.clientId}/secrets`)).status).toBe(429);
  await proxied.app.database.sql('UPDATE account_changes SET day = day - 1 WHERE account_id = $1', [
    owner.id,
  ]);
  expect((await owner.ask(`POST /credentials/${owner.clientId}/secrets`)).status).toBe(201);
});

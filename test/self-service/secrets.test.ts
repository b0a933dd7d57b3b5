import { expect, test } from 'vitest';
import { eventually } from '../http/proxied-app.js';
import { openSelfService, type TestOwner, tokenOf } from './proxied-self-service.js';

const proxied = await openSelfService();

interface ShownSecret {
  readonly id: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly ofThisToken: boolean;
}

const secretsOf = async (owner: TestOwner): Promise<ShownSecret[]> => {
  const { json } = await owner.ask('GET /credentials');
  const [credential] = json['items'] as { secrets: ShownSecret[] }[];
  return credential?.secrets ?? [];
};
const withoutId = (body: string): string => body.replace(/"requestId":"[0-9a-f]{32}"/, '');
const addTo = (clientId: string): string => `POST /credentials/${clientId}/secrets`;

test('a second secret is shown once, overlaps for 7 days, and the first is retired with a token of the second', async () => {
  const owner = await proxied.owner();
  const added = await owner.ask(addTo(owner.clientId), { headers: { 'idempotency-key': 'second' } });
  expect([added.status, added.json['clientId']]).toEqual([201, owner.clientId]);
  const clientSecret = String(added.json['clientSecret']);
  expect(clientSecret).toMatch(/^ptr_/);
  const retire = `DELETE /credentials/${owner.clientId}/secrets/${owner.secretId}`;
  expect((added.json['next'] as string[]).join('\n')).toContain(retire.replace(' ', ' /api/account'));

  const [first, second] = await secretsOf(owner);
  const days = (Date.parse(first?.expiresAt ?? '') - Date.now()) / 86_400_000;
  expect([Math.round(days), first?.ofThisToken]).toEqual([7, true]);
  expect(second).toMatchObject({ expiresAt: null, lastUsedAt: null, ofThisToken: false });

  const again = await owner.ask(addTo(owner.clientId), { headers: { 'idempotency-key': 'second' } });
  expect(again.json).toMatchObject({ secretAlreadyShown: true });
  expect(again.json['hint']).toContain(`/api/account/credentials/${owner.clientId}/secrets`);
  expect(again.body).not.toContain(clientSecret);
  expect(await secretsOf(owner)).toHaveLength(2);

  const token = await tokenOf(proxied, { ...owner, clientSecret }, owner.certificate);
  await eventually(async () => (await secretsOf(owner))[0]?.lastUsedAt);
  const hasty = await owner.ask(retire, { token });
  expect([hasty.status, hasty.json['code']]).toEqual([409, 'conflict']);
  const forced = await owner.ask(`${retire}?force=true`, { token });
  expect(forced.status).toBe(200);
  expect(forced.json['secrets']).toMatchObject([{ id: second?.id, ofThisToken: true }]);
  expect((await proxied.askToken('tls', owner, { client: owner.certificate })).status).toBe(401);
  expect((await owner.ask('GET ')).status).toBe(401);
});

test('credentials are told without anything that would help to guess a secret', async () => {
  const owner = await proxied.owner();
  const { body, json } = await owner.ask('GET /credentials');
  expect(json['items']).toMatchObject([{ clientId: owner.clientId, accountId: owner.id }]);
  expect(body).not.toContain('digest');
  expect(body).not.toContain(owner.clientSecret);
});

test('the secret that the token was got with is never retired, not by force, and not by replacing it at once', async () => {
  const owner = await proxied.owner();
  await owner.ask(addTo(owner.clientId));
  const own = `DELETE /credentials/${owner.clientId}/secrets/${owner.secretId}?force=true`;
  const refused = await owner.ask(own);
  expect([refused.status, refused.json['code']]).toEqual([409, 'conflict']);
  expect(refused.json['detail']).toContain('Get a token with another secret');

  const other = await proxied.owner();
  expect((await other.ask(addTo(other.clientId), { body: { overlapSeconds: 0 } })).status).toBe(409);
  for (const overlapSeconds of [1, -1, 1.5, 1e9]) {
    const answer = await other.ask(addTo(other.clientId), { body: { overlapSeconds } });
    expect([answer.status, answer.json['errors']], String(overlapSeconds)).toMatchObject([
      400,
      [{ field: 'overlapSeconds' }],
    ]);
  }
  expect(await secretsOf(other)).toHaveLength(1);
});

test('of two who retire each other at once, by force, one is left', async () => {
  const owner = await proxied.owner();
  const added = await owner.ask(addTo(owner.clientId));
  const clientSecret = String(added.json['clientSecret']);
  const token = await tokenOf(proxied, { ...owner, clientSecret }, owner.certificate);
  const [, second] = await secretsOf(owner);
  const retire = (id = '') => `DELETE /credentials/${owner.clientId}/secrets/${id}?force=true`;
  const both = await Promise.all([
    owner.ask(retire(second?.id)),
    owner.ask(retire(owner.secretId), { token }),
  ]);
  expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
  const [left] = await proxied.app.database.sql<{ count: string }>(
    'SELECT count(*) FROM credential_secret WHERE credential_id = $1 AND retired_at IS NULL',
    [owner.credentialId],
  );
  expect(left?.count).toBe('1');
});

test("another account's client id and secret are 404s that are byte-identical to ones that do not exist", async () => {
  const [owner, other] = [await proxied.owner(), await proxied.owner()];
  const absent = 'account-987654-00000000';
  const pairs = [
    [addTo(other.clientId), addTo(absent)],
    [
      `DELETE /credentials/${other.clientId}/secrets/${other.secretId}?force=true`,
      `DELETE /credentials/${absent}/secrets/987654?force=true`,
    ],
  ];
  for (const [foreign = '', unknown = ''] of pairs) {
    const [one, none] = [await owner.ask(foreign), await owner.ask(unknown)];
    expect(one.status, foreign).toBe(404);
    expect(withoutId(one.body)).toBe(withoutId(none.body));
  }
  const own = `DELETE /credentials/${owner.clientId}/secrets`;
  const [one, none] = [
    await owner.ask(`${own}/${other.secretId}?force=true`),
    await owner.ask(`${own}/987654?force=true`),
  ];
  expect(one.status).toBe(404);
  expect(withoutId(one.body)).toBe(withoutId(none.body));
  expect(await secretsOf(other)).toHaveLength(1);
});

test('a chosen secret is taken and never answered; ids and words that cannot be used are 400 with the field', async () => {
  const owner = await proxied.owner();
  const clientSecret = 'x7Kp2-qLmZ9-merchant-1';
  const answer = await owner.ask(addTo(owner.clientId), { body: { clientSecret } });
  expect(answer.status).toBe(201);
  expect(answer.body).not.toContain(clientSecret);
  await tokenOf(proxied, { ...owner, clientSecret }, owner.certificate);
  const bad: [string, string][] = [
    ['DELETE /credentials/a%20b/secrets/1', 'clientId'],
    [`DELETE /credentials/${owner.clientId}/secrets/${clientSecret}`, 'secretId'],
    [`DELETE /credentials/${owner.clientId}/secrets/1?force=yes`, 'force'],
    [`GET /credentials?limit=0`, 'limit'],
  ];
  for (const [what, field] of bad) {
    const { status, json, body } = await owner.ask(what);
    expect([status, json['errors']], what).toMatchObject([400, [{ field }]]);
    expect(body).not.toContain(clientSecret);
  }
});

test('a token that may do less than the account manages its own secrets alone', async () => {
  const owner = await proxied.owner({ scopes: ['pix:read', 'pix:write'] });
  const { clientId, secretId } = owner;
  const narrow = await proxied.app.accounts.addCredential(owner.id, { credentialScopes: ['pix:read'] });
  const token = await tokenOf(proxied, narrow, owner.certificate);
  const bodies = [
    await owner.ask(addTo(clientId), { token, body: { overlapSeconds: 0 } }),
    await owner.ask(`DELETE /credentials/${clientId}/secrets/${secretId}?force=true`, { token }),
  ];
  for (const { status, json } of bodies) {
    expect([status, json['code']]).toEqual([422, 'refused']);
    expect(json['clientSecret']).toBeUndefined();
  }
  expect((await owner.ask(addTo(narrow.clientId), { token })).status).toBe(201);
  expect((await owner.ask(addTo(narrow.clientId))).status).toBe(409);
});

test('the token of a secret that has expired manages nothing any more', async () => {
  const owner = await proxied.owner();
  expect((await owner.ask('GET ')).status).toBe(200);
  await proxied.app.database.sql('UPDATE credential_secret SET expires_at = now() WHERE id = $1', [
    owner.secretId,
  ]);
  expect((await owner.ask('GET ')).status).toBe(401);
});

test('a secret that the merchant chooses is judged: their own name and what everyone chooses are refused', async () => {
  const owner = await proxied.owner();
  const name = String((await owner.ask('GET ')).json['name']);
  for (const clientSecret of [
    `${name.replaceAll('o', '0').replaceAll('a', '4')}-2026`,
    'Senha@2026',
    'admin@123456',
  ]) {
    const answer = await owner.ask(addTo(owner.clientId), { body: { clientSecret } });
    const message = expect.stringMatching(/^must not be .*\. Leave it out to let portaria generate one/);
    expect([clientSecret, answer.status, answer.json['errors']]).toEqual([
      ...[clientSecret, 400],
      [{ field: 'clientSecret', message }],
    ]);
    expect(answer.body).not.toContain(clientSecret);
  }
  const taken = await owner.ask(addTo(owner.clientId), {
    body: { clientSecret: 'gopher unlit crayon sprout badge wafer' },
  });
  expect(taken.status).toBe(201);
});

import { expect, test } from 'vitest';
import { openPortaria } from './portaria.js';

const { database, run, runWords } = await openPortaria();

test('account create prints the account, tab-separated with a header into a pipe', async () => {
  const { exitCode, out, err } = await runWords([
    'account',
    'create',
    'Loja Exemplo',
    '--tax-id',
    '12.345.678/0001-95',
  ]);
  expect(exitCode).toBe(0);
  const [head, row, ...rest] = out
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  expect(rest).toEqual([]);
  expect(head?.slice(0, 5)).toEqual(['id', 'name', 'kind', 'status', 'tax id']);
  expect(row?.slice(1, 5)).toEqual(['Loja Exemplo', 'merchant', 'active', '12345678000195']);
  expect(err).toMatch(/^Account \d+ is created\. .*\n$/);
});

test('account create --json prints the account as one object, and says nothing else', async () => {
  const words = 'account create Loja --scope pix:read --scope pix:write --network 203.0.113.0/24 --json';
  const ended = await run(words);
  expect(ended).toMatchObject({ exitCode: 0, err: '' });
  expect(ended.json()).toEqual({
    id: expect.stringMatching(/^\d+$/),
    name: 'Loja',
    taxId: null,
    kind: 'merchant',
    status: 'active',
    scopes: ['pix:read', 'pix:write'],
    networks: ['203.0.113.0/24'],
    taxIdOnCertificate: false,
    resourceServer: false,
    role: null,
    version: 1,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  });
});

test('account list narrows, and is an array as JSON', async () => {
  const { id } = (await run('--json account create Padaria')).json() as { id: string };
  await run(`account suspend ${id} --yes`);
  const suspended = (await run('account list --status suspended --name pada --json')).json() as {
    id: string;
  }[];
  expect(suspended.map((account) => account.id)).toEqual([id]);
  expect((await run('account list --kind operator --json')).json()).toEqual([]);
});

test('account list finds by CNPJ, however it is written, and says when it is none', async () => {
  const words = ['account', 'create', 'Mercado', '--tax-id', '11.222.333/0001-81', '--json'];
  const { id } = (await runWords(words)).json() as { id: string };
  await run('account create Mercado --tax-id 12.345.678/0001-95');
  for (const cnpj of ['11.222.333/0001-81', '11222333000181'])
    expect((await run(`account list --tax-id ${cnpj} --json`)).json()).toMatchObject([{ id }]);
  const wrong = await run('account list --tax-id 11222');
  expect(wrong).toMatchObject({ exitCode: 2, out: '' });
  expect(wrong.err).toContain('tax id: must be a CNPJ');
});

test('account suspend and reactivate say in words what now holds', async () => {
  const { id } = (await run('account create Loja --json')).json() as { id: string };
  const suspended = await run(`account suspend ${id} --yes`);
  expect(suspended.exitCode).toBe(0);
  expect(suspended.err).toBe(
    `Account ${id} (Loja) is suspended. No process issues tokens for it any more, and its tokens are revoked.\n`,
  );
  expect((await run(`account suspend ${id} --json --yes`)).json()).toMatchObject({ id, status: 'suspended' });
  const active = await run(`account reactivate ${id}`);
  expect(active.err).toContain(`Account ${id} (Loja) is active`);
});

test('account show has the account, its credentials, secrets by id, and certificates', async () => {
  const { id } = (await run('account create Loja --json')).json() as { id: string };
  const { credential } = (await run(`credential create ${id} --json`)).json() as {
    credential: { clientId: string };
  };
  expect((await run(`account show ${id} --json`)).json()).toMatchObject({
    account: { id },
    credentials: [{ clientId: credential.clientId, secrets: [{ shape: 'generated' }] }],
    certificates: [],
  });
  const { out } = await run(`account show ${id}`, { columns: 80 });
  expect(out).toMatch(/^id +\d+\nname +Loja\n/);
  expect(out).toContain(`\nCredentials\nCLIENT ID `);
  expect(out).toContain('\nCertificates\nnone\n');
});

test('a scope that is none of the usual ones is kept, with a note', async () => {
  const ended = await run('account create Loja --scope pix:raed --scope pix:write');
  expect(ended.exitCode).toBe(0);
  expect(ended.err).toMatch(/^Note: pix:raed: not a usual scope \(pix:read pix:write balance:read\)/);
});

test.each([
  ['a zero-width space', 'Lo\u{200b}ja'],
  ['a soft hyphen', 'Lo\u{ad}ja'],
  ['a Hangul filler', 'Loja \u{3164}'],
  ['a change of direction', 'Loja \u{202e}ajoL'],
  ['a second line', 'Loja\nLoja'],
])('two names that look the same cannot differ by %s', async (_what, name) => {
  const refused = await runWords(['account', 'create', name]);
  expect(refused.exitCode).toBe(2);
  expect(refused.err).toContain(
    'name: must be one line of text without control characters and invisible characters',
  );
});

test('a name cannot steer the terminal, turn the writing round, or hide in JSON', async () => {
  const name = 'Loja \u{202e}oãçatropxe\u{2066} \u{e0041}';
  expect((await runWords(['account', 'create', name])).exitCode).toBe(2);
  // Of a release before that one, or from a certificate.
  const { id } = (await run('account create Loja --json')).json() as { id: string };
  await database.sql('UPDATE account SET name = $2 WHERE id = $1', [id, name]);
  const asJson = await run(`account show ${id} --json`);
  expect((asJson.json() as { account: { name: string } }).account.name).toBe(name);
  expect(asJson.out).toContain('\\u202eoãçatropxe\\u2066 \\udb40\\udc41');
  for (const ended of [
    asJson,
    await run(`account show ${id}`),
    await run(`account show ${id}`, { columns: 80 }),
    await run('account list', { columns: 80 }),
    await run(`account suspend ${id} --yes`, { columns: 80 }),
  ]) {
    expect(`${ended.out}${ended.err}`).not.toMatch(/[\u{7f}-\u{9f}\p{Cf}]/u);
  }
});

test('a person sees times to the second, with their zone', async () => {
  const { id } = (await run('account create Loja --json')).json() as { id: string };
  const { out } = await run(`account show ${id}`, { columns: 80 });
  expect(out).toMatch(/^created +\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/m);
});

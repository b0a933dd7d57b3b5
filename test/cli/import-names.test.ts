import { expect, test } from 'vitest';
import { openPortaria } from './portaria.js';

const { run, management } = await openPortaria();
const secret = 'gopher unlit crayon sprout badge wafer';
const { id } = await management.createAccount.run({ name: 'Padaria São João', taxId: '12345678000195' });
const { credential } = await management.createCredential.run({ account: id });

test.each([
  ['its number', id],
  ['its CNPJ', '12.345.678/0001-95'],
  ['its CNPJ without signs', '12345678000195'],
  ['its name', 'padaria são joão'],
  ['a client id', credential.clientId],
])('import adds a credential to an account that is named by %s', async (what, account) => {
  const clientId = `loja.${what.replaceAll(/[^a-zA-Z]/g, '')}`;
  const line = { account, credentials: [{ clientId, secrets: [{ secret }] }] };
  const stdin = `${JSON.stringify(line)}\n`;
  const dry = await run('import - --dry-run --json', { stdin });
  expect(JSON.parse(dry.out)).toMatchObject({ outcome: 'could be imported', account: id });
  const done = await run('import - --json', { stdin });
  expect(JSON.parse(done.out)).toMatchObject({ outcome: 'imported', account: id });
  const again = await run('import - --json', { stdin });
  expect(JSON.parse(again.out)).toMatchObject({ outcome: 'already exists', account: id });
  expect((await management.showCredential.run(clientId)).credential.accountId).toBe(id);
});

test('a table names it in its column account', async () => {
  const stdin = `account;clientId;secret\n12.345.678/0001-95;loja.csv;${secret}\nPadaria;loja.none;${secret}\n`;
  const { exitCode, out } = await run('import - --format csv', { stdin });
  expect(exitCode).toBe(4);
  expect(out).toMatch(new RegExp(`^2\\timported\\t${id}\\tloja\\.csv\\t$`, 'm'));
  expect(out).toMatch(
    new RegExp(`^3\\tfailed\\t\\t\\taccount: no account matches.*Did you mean ${id} `, 'm'),
  );
});

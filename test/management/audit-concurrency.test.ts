import { expect, test } from 'vitest';
import { runProcess } from '../cli/portaria.js';
import { managementOn, openTestManagement, refusalOf } from './open-test-management.js';

const { database, management, pepper } = await openTestManagement();

test('what many do at once, in two processes, done and refused, is one whole chain', async () => {
  const env = { DATABASE_URL: database.appUrl, PORTARIA_PEPPER: pepper.toString('base64') };
  const here = [management, managementOn(database.appUrl, pepper)];
  // As many at once as there are connections: a queue for them would be what is tried here.
  const worker = async (index: number): Promise<void> => {
    const changes = here[index % 2] ?? management;
    for (let turn = 0; turn < 4; turn += 1) {
      const { id: account } = await changes.createAccount.run({ name: `Loja ${String(index)}` });
      if (turn === 3) await refusalOf(changes.updateAccount.run({ account, scopes: ['a b'] }));
    }
  };
  const work = Array.from({ length: 8 }, (_, index) => worker(index));
  const elsewhere = ['one', 'two'].map((name) => runProcess(['account', 'create', name], { env }));
  await Promise.all([...work, ...elsewhere]);
  const { broken, head } = await management.verifyAudit.run();
  expect({ broken, id: head.id }).toEqual({ broken: null, id: '42' });
  expect(await database.sql('SELECT FROM account')).toHaveLength(34);
});

test('while it grows it can be verified and copied', async () => {
  let growing = true;
  const growth = (async () => {
    while (growing) await management.createAccount.run({ name: 'Loja' });
  })();
  for (let round = 0; round < 5; round += 1) expect((await management.verifyAudit.run()).broken).toBeNull();
  growing = false;
  await growth;
});

import { expect, test } from 'vitest';
import { makeCertificate } from '../support/certificates.js';
import { recordStatements, sentTo } from '../support/sent-statements.js';
import { openPortaria } from './portaria.js';

const sent = recordStatements();
const { run, database } = await openPortaria();

const statementsOf = async (words: string, stdin: string): Promise<number> => {
  sent.length = 0;
  expect((await run(words, { stdin })).exitCode).toBe(0);
  return sentTo(sent, database.appUrl).length;
};

test('a dry run of an import asks the database less than the import itself', async () => {
  const { certPem } = await makeCertificate();
  const lines = Array.from({ length: 5 }, (_, index) =>
    JSON.stringify({
      account: { name: `Loja ${String(index)}` },
      credentials: [
        { clientId: `loja-${String(index)}`, secrets: [{ secret: `Vb7-kk2 plOQ9 ${String(index)}` }] },
      ],
      certificates: [certPem],
      shared: true,
    }),
  ).join('\n');
  // What a connection is asked once does not count.
  await run('account list');
  const dry = await statementsOf('import - --dry-run', lines);
  expect(dry).toBeGreaterThan(0);
  expect(dry).toBeLessThan(await statementsOf('import -', lines));
});

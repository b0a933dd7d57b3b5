import pg from 'pg';
import { expect, test } from 'vitest';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { openPortaria } from './portaria.js';

/** Everything that is sent to PostgreSQL. */
const sent: string[] = [];
type Query = (this: unknown, ...all: unknown[]) => unknown;
const { prototype } = pg.Client as unknown as { prototype: { query: Query } };
const { query } = prototype;
prototype.query = function (...all) {
  const [first] = all;
  sent.push(typeof first === 'string' ? first : String((first as { text?: unknown }).text));
  return query.apply(this, all);
};
afterFile(() => {
  prototype.query = query;
});

const { run } = await openPortaria();

const statementsOf = async (words: string, stdin: string): Promise<number> => {
  sent.length = 0;
  expect((await run(words, { stdin })).exitCode).toBe(0);
  return sent.length;
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

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrayLiteral } from '../../src/storage/array-literal.js';
import { sharedApp } from '../support/test-app.js';

/** Text that PostgreSQL's array syntax has a meaning for, and any text but NUL, which no column takes. */
const texts = fc.oneof(
  fc.constantFrom('', 'NULL', 'null', '"', '\\', ',', '{', '}', '{}', ' a ', '\\x00', 'é', '::1', 'a,b'),
  fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
);

test('PostgreSQL reads the same values, whatever is in them', async () => {
  const { database } = await sharedApp();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(texts)), async (values) => {
      const [row] = await database.sql<{ read: (string | null)[] }>('SELECT $1::text[] AS read', [
        arrayLiteral(values),
      ]);
      expect(row?.read).toEqual(values);
    }),
    { numRuns: 300 },
  );
});

test('bytes are read as bytes', async () => {
  const { database } = await sharedApp();
  const [row] = await database.sql<{ read: Buffer[] }>('SELECT $1::bytea[] AS read', [
    arrayLiteral(['\\x00ff', null]),
  ]);
  expect(row?.read).toEqual([Buffer.from([0, 255]), null]);
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { advisoryLocks } from '../../src/storage/advisory-locks.js';

const repository = join(import.meta.dirname, '../..');
const list = 'src/storage/advisory-locks.ts';

interface Literal {
  readonly file: string;
  readonly number: number;
}

/** A literal in a call of an advisory lock, and every number that looks like one of the product's. */
const lockNumber = /advisory\w*lock\w*\(\s*(\d[\d_]*)|\b(7_?305_?8\d\d)\b/g;

const literalsIn = (folder: string): Literal[] =>
  readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`)
    .flatMap((file) =>
      [...readFileSync(join(repository, file), 'utf8').matchAll(lockNumber)].map(([, called, written]) => ({
        file,
        number: Number((called ?? written ?? '').replaceAll('_', '')),
      })),
    );

test('every advisory lock has a number of its own, in the list exactly once', () => {
  const numbers = Object.values(advisoryLocks);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(literalsIn('src/storage').filter(({ file }) => file === list)).toEqual(
    numbers.map((number) => ({ file: list, number })),
  );
});

test('outside the list and the frozen migrations no number of a lock is written', () => {
  const elsewhere = [...literalsIn('src'), ...literalsIn('tools')].filter(({ file }) => file !== list);
  expect(elsewhere).toEqual([]);
});

test('what the frozen migrations lock is in the list', () => {
  const frozen = literalsIn('migrations').map(({ number }) => number);
  expect([...new Set(frozen)].sort()).toEqual([advisoryLocks.recordBarrier, advisoryLocks.partitions]);
});

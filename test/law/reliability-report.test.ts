import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FaultResult } from '../../tools/reliability/fault-result.js';
import {
  type FaultName,
  faultNames,
  faults,
  filesWithoutFault,
  subjects,
} from '../../tools/reliability/faults.js';
import { faultsInPage, sectionsOf, withResults } from '../../tools/reliability/report.js';
import { faultFiles } from '../../vitest.config.js';

const repository = join(import.meta.dirname, '../..');
const names = faultNames;
const page = readFileSync(join(repository, 'docs/reliability.md'), 'utf8');

test('the rows of the page are the faults of the suite', () => {
  expect([...faultsInPage(page)].sort()).toEqual([...names].sort());
});

test('each fault is made by its test file, and each test file of the suite makes one', () => {
  for (const name of names) {
    const file = faultFiles.find((each) => each.startsWith(faults[name].file));
    expect([name, file && readFileSync(join(repository, file), 'utf8').includes(`'${name}'`)]).toEqual([
      name,
      true,
    ]);
  }
  const known = [...names.map((name) => faults[name].file), ...filesWithoutFault];
  expect(faultFiles.filter((file) => !known.some((start) => file.startsWith(start)))).toEqual([]);
});

test('each group has a fault', () => {
  expect(new Set(names.map((name) => faults[name].subject))).toEqual(new Set(Object.keys(subjects)));
});

const runDetails = { command: 'npm run faults', when: '2026-11-30', machine: '2 x A' };
const result = (fault: FaultName, more: Partial<FaultResult> = {}): FaultResult => ({
  ...{ fault, startedAtMs: 1000, endedAtMs: 4000, rounds: 2 },
  ...{ requests: { '201': 7, 'no answer': 1 }, tokens: { received: 7, withoutRecord: 0 } },
  ...{ slowestMs: 12_345, backAfterMs: 67, notes: ['A note.'], problem: null, skipped: null },
  ...more,
});

test('a row has what the run found, and its verdict', () => {
  const sections = sectionsOf([result('scan of the listeners')], runDetails);
  expect(sections.get('tls')).toContain(
    '| scan of the listeners | 2 | 201: 7, no answer: 1 | 7 | 0 | 12.3 s | 67 ms | met |',
  );
  const failed = sectionsOf([result('bad input', { problem: 'expected `500`' })], runDetails);
  expect(failed.get('input')).toContain('| **not met** |');
  expect(failed.get('input')).toContain("Not met: `expected '500'`");
  const skipped = sectionsOf([result('bad input', { skipped: 'no such program.' })], runDetails);
  expect(skipped.get('input')).toContain('| not run |');
});

test('a run of only some faults of a group is not written', () => {
  expect(() => sectionsOf([result('kill one process')], runDetails)).toThrow(
    '"A part is killed" lacks kill both processes',
  );
});

test('a page says which faults no run was written of', async () => {
  const first = await withResults('', '# Reliability', new Map());
  expect([...faultsInPage(first)].sort()).toEqual([...names].sort());
  expect(first.match(/\| not run +\|/g)).toHaveLength(names.length);
});

test('a run replaces its own sections, and leaves the others', async () => {
  const first = await withResults('', '# Reliability', sectionsOf([result('bad input')], runDetails));
  expect(first).toMatch(/\| bad input +\| 2 /);
  const tls = sectionsOf([result('scan of the listeners')], runDetails);
  const second = await withResults(first, '# Reliability', tls);
  expect(second).toMatch(/\| bad input +\| 2 /);
  const again = sectionsOf([result('bad input', { rounds: 9 })], runDetails);
  const third = await withResults(second, '# Reliability', again);
  expect(third).toMatch(/\| bad input +\| 9 /);
  expect(third).toMatch(/\| scan of the listeners +\| 2 /);
  expect([...faultsInPage(third)].sort()).toEqual([...names].sort());
});

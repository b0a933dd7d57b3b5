import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { readReport } from '../../bench/ab.js';
import { Belongings } from '../../bench/belongings.js';
import { assertComparable } from '../../bench/comparable-token.js';
import { type Figure, isMet } from '../../bench/figure.js';
import { growth } from '../../bench/growth.js';
import { inTurn, ratios, rotated, spreadOf, warmUps } from '../../bench/pairs.js';
import { writeInto } from '../../bench/report.js';
import { rows } from '../../bench/rows.js';
import { afterFile } from '../support/cleanup.js';

const document = join(import.meta.dirname, '../../docs/benchmarks.md');

/** The output of ab 2.3, without the lines that the bench does not read. */
const printed = `
Concurrency Level:      32
Time taken for tests:   5.001 seconds
Complete requests:      6931
Failed requests:        0
Non-2xx responses:      12
Keep-Alive requests:    6931
Requests per second:    1385.92 [#/sec] (mean)
Time per request:       23.089 [ms] (mean)

Percentage of the requests served within a certain time (ms)
  50%     22
  99%     45
 100%    180 (longest request)
`;

test('the spread is the median with the least and the most, whatever the order', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
  expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, least: 1, most: 4 });
  expect(spreadOf([7])).toEqual({ median: 7, least: 7, most: 7 });
  // As numbers: as text 10 would come before 9.
  expect(spreadOf([10, 9, 100]).median).toBe(10);
});

test('a ratio is taken within its round', () => {
  expect(ratios([1, 9], [2, 3])).toEqual([0.5, 3]);
});

test('every round begins with another contender, and each is measured once a round', async () => {
  expect([0, 1, 2, 3].map((by) => rotated(['a', 'b', 'c'], by).join(''))).toEqual([
    'abc',
    'bca',
    'cab',
    'abc',
  ]);

  const order: string[] = [];
  const contender = (name: string) => async (): Promise<number> => order.push(name);
  const rounds = await inTurn(2, { a: contender('a'), b: contender('b') }, () => undefined);
  expect(order.join('')).toBe('abbaabbaab');
  expect(rounds).toEqual({
    a: { warmUp: [1, 4, 5], kept: [8, 9] },
    b: { warmUp: [2, 3, 6], kept: [7, 10] },
  });
});

test('the rounds that warm up are told as 0 and the others are counted', async () => {
  const told: number[] = [];
  await inTurn(2, { a: async () => 1 }, (round) => told.push(round));
  expect(told).toEqual([...Array<number>(warmUps).fill(0), 1, 2]);
});

test("ab's output is read, and a missing line is an error and no zero", () => {
  const report = { requests: 6931, failed: 0, others: 12, perSecond: 1385.92, p50Ms: 22, p99Ms: 45 };
  expect(readReport(printed)).toEqual(report);
  // ab leaves this line out when every answer was 2xx.
  expect(readReport(printed.replace(/^Non-2xx.*\n/m, ''))).toEqual({ ...report, others: 0 });
  for (const line of [/^Complete.*\n/m, /^Failed.*\n/m, /^Requests per.*\n/m, /^ +50%.*\n/m, /^ +99%.*\n/m]) {
    expect(() => readReport(printed.replace(line, '')), line.source).toThrow('ab did not say');
  }
});

test('a target is met by the median, or by every value where it says so', () => {
  const spread = { median: 150, least: 100, most: 200 };
  const met = (target: Figure['target']): boolean => isMet({ spread, target });
  expect(met({ direction: 'at most', value: 150 })).toBe(true);
  expect(met({ direction: 'at most', value: 150, every: true })).toBe(false);
  expect(met({ direction: 'at most', value: 200, every: true })).toBe(true);
  expect(met({ direction: 'at least', value: 150 })).toBe(true);
  expect(met({ direction: 'at least', value: 101, every: true })).toBe(false);
});

test('growth is the last quarter against the second, and the start does not count', () => {
  expect(growth([300, 300, 100, 100, 110, 110, 120, 120])).toBeCloseTo(1.2);
  expect(growth([90, 100])).toBeCloseTo(100 / 90);
  expect(growth([100])).toBe(1);
});

test('only a token of 1800 s, signed with HS256 and bound to the certificate, is compared', () => {
  const thumbprint = 'A'.repeat(43);
  const good = { alg: 'HS256', seconds: 1800, thumbprint };
  const judge = (token: Partial<typeof good>) => () =>
    assertComparable('it', answerWith({ ...good, ...token }), thumbprint);
  expect(judge({})).not.toThrow();
  expect(judge({ alg: 'RS256' })).toThrow('signed with RS256');
  expect(judge({ seconds: 300 })).toThrow('good for 300 s');
  expect(judge({ thumbprint: 'B'.repeat(43) })).toThrow('another certificate');
  expect(judge({ thumbprint: '' })).toThrow('bound to no certificate');
  expect(() => assertComparable('it', '<html>', thumbprint)).toThrow('not a token');
});

const figureOf = (row: string): Figure => ({
  row,
  what: `a figure of ${row} whose name is longer than any other: product / floor of the whole table`,
  spread: spreadOf([1]),
  unit: 'x',
  target: { direction: 'at most', value: 2 },
  notes: ['one * two * three', '12 of 401, 3 of 503'],
});

const writtenInto = async (file: string, command: string, written: readonly string[]): Promise<string> => {
  const report = { machine: 'a machine', command, when: 'today', figures: written.map(figureOf) };
  await writeInto(file, report);
  return readFile(file, 'utf8');
};

const copyOfDocument = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-table-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'benchmarks.md');
  await copyFile(document, file);
  return file;
};

test('the table that is written passes the format check, with notes that Markdown could misread', async () => {
  const text = await writtenInto(await copyOfDocument(), 'npm run bench -- issue --write', ['issue']);
  expect(text).toContain('`npm run bench -- issue --write`, today, on a machine:');
  expect(text).toMatch(
    /^\| a figure of issue .* \| 1\.00 x \| 1\.00 x to 1\.00 x \| at most 2\.00 x \| yes \|$/m,
  );
  expect(await check(text, { ...(await resolveConfig(document)), filepath: document })).toBe(true);
});

test('every row has its place in the document, and one that is written leaves the others as they are', async () => {
  const file = await copyOfDocument();
  const names = rows.map(({ name }) => name);
  const all = await writtenInto(file, 'all of them', names);
  for (const name of names) expect(all).toContain(`| a figure of ${name} whose name`);
  const again = await writtenInto(file, 'issue alone', ['issue']);
  expect(again.match(/`all of them`/g)).toHaveLength(names.length - 1);
  expect(again.match(/`issue alone`/g)).toHaveLength(1);
  await expect(writtenInto(file, 'another', ['unknown'])).rejects.toThrow('no place for the row unknown');
});

test('what is still starting when the run ends is stopped as well, the last first, and nothing starts after', async () => {
  const stopped: string[] = [];
  const part = (name: string): { stop(): Promise<void> } => ({ stop: async () => void stopped.push(name) });
  const belongings = new Belongings();
  await belongings.keep(async () => part('folder'));
  let arrive = (): void => undefined;
  const arrival = new Promise<void>((resolve) => (arrive = resolve));
  const starting = belongings.keep(() => arrival.then(() => part('database')));

  const [closed, again] = [belongings.close(), belongings.close()];
  await expect(belongings.keep(async () => part('late'))).rejects.toThrow('ending');
  expect(stopped).toEqual([]);
  arrive();
  await Promise.all([starting, closed, again]);
  expect(stopped).toEqual(['database', 'folder']);
});

test('a part that does not stop does not keep the others from it', async () => {
  const stopped: string[] = [];
  const belongings = new Belongings();
  await belongings.keep(async () => ({ stop: async () => void stopped.push('first') }));
  await belongings.keep(async () => ({ stop: () => Promise.reject(new Error('stuck')) }));
  await expect(belongings.close()).rejects.toThrow('stuck');
  expect(stopped).toEqual(['first']);
});

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function answerWith(token: { alg: string; seconds: number; thumbprint: string }): string {
  const claims = { iat: 1000, exp: 1000 + token.seconds, cnf: { 'x5t#S256': token.thumbprint } };
  const jwt = `${encoded({ alg: token.alg })}.${encoded(claims)}.c2lnbmF0dXJl`;
  return JSON.stringify({ access_token: jwt, token_type: 'Bearer', expires_in: 1800 });
}

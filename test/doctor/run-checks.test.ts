import { expect, test } from 'vitest';
import { type Check, ok, problem } from '../../src/doctor/check.js';
import type { ExaminedDeployment } from '../../src/doctor/deployment.js';
import { runChecks } from '../../src/doctor/run-checks.js';

test('a check after one that was skipped is skipped too: it would find what the first problem causes', async () => {
  const ran: string[] = [];
  const check = (name: string, verdict = ok('sound'), after?: string): Check => ({
    name,
    ...(after !== undefined && { after }),
    run: () => {
      ran.push(name);
      return Promise.resolve(verdict);
    },
  });
  const checks = [
    check('database', problem('It does not answer.', 'Start it.')),
    check('schema', ok('complete'), 'database'),
    check('partitions', ok('enough'), 'schema'),
    check('disk'),
  ];
  const reports = await runChecks({
    ...{ checks, deployment: {} as ExaminedDeployment, eachMs: 1000, wholeMs: 5000 },
    progress: () => undefined,
  });
  expect(reports.map(({ result }) => result)).toEqual(['problem', 'skipped', 'skipped', 'ok']);
  expect(ran).toEqual(['database', 'disk']);
});

import { expect, test } from 'vitest';
import { openPortaria } from './portaria.js';

const { run } = await openPortaria();

const verbs = [
  'migrate',
  ...['create', 'list', 'show', 'suspend', 'reactivate'].map((verb) => `account ${verb}`),
  ...['create', 'list', 'revoke', 'rotate-secret', 'retire-secret', 'allow'].map(
    (verb) => `credential ${verb}`,
  ),
  ...['link', 'unlink', 'list', 'inspect'].map((verb) => `certificate ${verb}`),
  'operator create',
  'refusal show',
];

test.each(verbs)('portaria %s --help has an example of itself, and fits a terminal', async (verb) => {
  const { exitCode, out, err } = await run(`${verb} --help`, { columns: 80 });
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  expect(out).toMatch(new RegExp(`Examples?:\\n  (cat .* )?portaria ${verb}`));
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('portaria --help names every noun, the exit codes, and where the configuration comes from', async () => {
  const { exitCode, out } = await run('--help');
  expect(exitCode).toBe(0);
  for (const noun of new Set(verbs.map((verb) => verb.split(' ')[0])))
    expect(out).toMatch(new RegExp(`^  ${String(noun)} `, 'm'));
  for (const code of ['0', '1', '2', '3', '4', '78'])
    expect(out).toMatch(new RegExp(`^  ${code} +[a-z]`, 'm'));
  expect(out).toContain('PORTARIA_ENV_FILE');
});

test('--version prints the version', async () => {
  expect(await run('--version')).toMatchObject({ exitCode: 0, out: '1.2.3\n' });
});

test('a noun alone prints its verbs, and ends with 2', async () => {
  const { exitCode, err } = await run('account');
  expect(exitCode).toBe(2);
  expect(err).toContain('reactivate');
});

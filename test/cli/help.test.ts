import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contractNames } from '../../src/core/credentials/credential.js';
import { openPortaria, runProcess } from './portaria.js';

const { run } = await openPortaria();

const verbs = [
  'migrate',
  ...['create', 'list', 'show', 'update', 'suspend', 'reactivate', 'export'].map((verb) => `account ${verb}`),
  ...['create', 'list', 'show', 'expiring', 'revoke', 'rotate-secret', 'revoke-secret', 'set-policy'].map(
    (verb) => `credential ${verb}`,
  ),
  ...['link', 'unlink', 'list', 'expiring', 'inspect', 'sign', 'bundle', 'revoke'].map(
    (verb) => `certificate ${verb}`,
  ),
  'client-doctor',
  ...['create', 'list', 'set-role'].map((verb) => `operator ${verb}`),
  'refusal show',
  ...['list', 'rotate', 'revoke', 'reseal'].map((verb) => `key ${verb}`),
  'pepper status',
  'pepper apply',
  'refusal list',
  ...['import', 'list', 'show', 'remove'].map((verb) => `routes ${verb}`),
  'token revoke',
  'nginx render',
  ...['list', 'verify', 'export'].map((verb) => `audit ${verb}`),
];

test.each(verbs)('portaria %s --help has an example of itself, and fits a terminal', async (verb) => {
  const { exitCode, out, err } = await run(`${verb} --help`, { columns: 80 });
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  expect(out).toMatch(new RegExp(`Examples?:\\n  (cat .* )?portaria ${verb}`));
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test.each([
  'account',
  'credential',
  'certificate',
  'operator',
  'refusal',
  'key',
  'pepper',
  'audit',
  'ca',
  'client-ca',
  'realm-user',
  'routes',
  'token',
  '',
])('portaria %s --help fits 80 columns, and a narrower screen', async (noun) => {
  const words = [...(noun ? [noun] : []), '--help'].join(' ');
  const widest = ({ out }: { out: string }): number =>
    Math.max(
      ...out
        .split('\n')
        // Commands are there to be pasted.
        .filter((line) => !line.startsWith('  portaria '))
        .map((line) => line.length),
    );
  expect(widest(await run(words))).toBeLessThanOrEqual(80);
  expect(widest(await run(words, { columns: 64 }))).toBeLessThanOrEqual(64);
});

test('portaria client-doctor has its help in both languages, wherever --lang is written', async () => {
  const portuguese = await run('client-doctor --lang pt-BR --help', { columns: 80 });
  expect(portuguese).toMatchObject({ exitCode: 0, err: '' });
  expect(portuguese.out).toMatch(/^Uso: portaria client-doctor --url URL --cert ARQUIVO --key ARQUIVO /);
  expect(portuguese.out).toContain('\nExemplos:\n  portaria client-doctor --url ');
  expect(portuguese.out).not.toMatch(/Usage|Options|Examples|exit code/);
  expect(Math.max(...portuguese.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  const after = await run('client-doctor --help --lang pt-BR', { columns: 80 });
  expect(after.out).toBe(portuguese.out);
  const { out } = await run('client-doctor --help --lang en', { columns: 80 });
  expect(out).toContain('\nExamples:\n  portaria client-doctor --url ');
});

test('called by npm it says how to call it by npm', async () => {
  const { out } = await runProcess(['credential', 'create', '--help'], {
    env: { npm_lifecycle_event: 'portaria' },
  });
  expect(out).toMatch(/^Usage: npm run --silent portaria -- credential create \[options\] <account>\n/);
  expect(out).toContain('\nHere, run portaria as: npm run --silent portaria --\n');
  expect((await runProcess(['credential', 'create', '--help'])).out).toMatch(
    /^Usage: portaria credential create /,
  );
});

test('help names the usual scopes, and every contract', async () => {
  const { out } = await run('credential create --help');
  const text = out.replace(/\s+/g, ' ');
  expect(text).toContain('The usual ones: pix:read pix:write balance:read.');
  expect(text).toContain('Contracts: avista, pix, realm, service-token. ');
});

test('every contract that there is has a name', () => {
  const folders = readdirSync(join(import.meta.dirname, '../../src/contracts'), { withFileTypes: true });
  // `oauth` is what stands around the contracts, and none of them.
  const names = folders
    .filter((entry) => entry.isDirectory() && entry.name !== 'oauth')
    .map(({ name }) => name);
  expect(names).toEqual(contractNames);
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

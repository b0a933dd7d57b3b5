import { expect, test } from 'vitest';
import { openPortaria } from './portaria.js';

const { run, management } = await openPortaria();
const { id: account } = await management.createAccount.run({ name: 'Loja' });

test('realm-user create shows the password once, and says so', async () => {
  const { exitCode, out, err } = await run(`realm-user create ${account} ana`);
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^ana\t[0-9a-f-]{36}\t\d+\tall of the account\t[\w-]{20}$/m);
  expect(err).toMatch(/^The password is shown only once/);
  expect((await run(`realm-user list ${account}`)).out).toContain('ana');
});

test('a chosen password comes from the standard input and is not shown again', async () => {
  const stdin = 'gopher unlit crayon sprout\n';
  const ended = await run(`realm-user create ${account} bia --password-stdin --json`, { stdin });
  expect(ended.json()).toMatchObject({ username: 'bia', status: 'active' });
  expect(ended.out + ended.err).not.toContain('gopher unlit');
});

test('a password on the command line is refused, and treated as leaked', async () => {
  const { exitCode, err } = await run(`realm-user set-password ana --password hunter2hunter2`);
  expect(exitCode).toBe(2);
  expect(err).toContain('--password-stdin');
  expect(err).not.toContain('hunter2');
});

test('a password is replaced only when the username is typed, or with --yes', async () => {
  const asked = await run('realm-user set-password bia', { columns: 100, answer: 'no' });
  expect([asked.exitCode, asked.out]).toEqual([2, '']);
  expect(asked.err).toContain('This cannot be undone.');
  expect((await run('realm-user set-password bia')).exitCode).toBe(2);
  const { exitCode, err } = await run('realm-user set-password bia --yes');
  expect([exitCode, err]).toEqual([0, expect.stringContaining('The password is shown only once')]);
  expect((await run('realm-user set-password bia', { columns: 100, answer: 'Loja' })).exitCode).toBe(2);
  expect((await run('realm-user set-password bia', { columns: 100, answer: 'bia' })).exitCode).toBe(0);
});

test('disable and enable say what is so from now on', async () => {
  expect((await run('realm-user disable ana --yes', { columns: 100 })).err).toContain(
    'They cannot log in, and their logins are ended.',
  );
  expect((await run('realm-user enable ana', { columns: 100 })).err).toContain('may log in again');
  expect(await run('realm-user disable unknown-user --yes')).toMatchObject({ exitCode: 3, out: '' });
});

test('scopes are given at the creation, changed, and taken back', async () => {
  const user = await run(`realm-user create ${account} caio --scope pix:read --scope balance:read --json`);
  expect(user.json()).toMatchObject({ scopes: ['pix:read', 'balance:read'] });
  const updated = await run('realm-user update caio --scope balance:read', { columns: 200 });
  expect(updated.exitCode).toBe(0);
  expect(updated.out).toMatch(/caio .* balance:read /);
  expect((await run(`realm-user list ${account}`)).out).toMatch(/^caio\t.*\tbalance:read\t/m);
  expect((await run('realm-user update caio --all-scopes --json')).json()).toMatchObject({ scopes: null });
  const refused = await run('realm-user update caio --scope hunter2');
  expect(refused.exitCode).toBe(2);
  expect(refused.err).toContain('scope: must be scopes of the account');
  expect(refused.err).not.toContain('hunter2');
  expect(await run('realm-user update caio')).toMatchObject({ exitCode: 2, out: '' });
  expect((await run('realm-user update caio --all-scopes --scope balance:read')).exitCode).toBe(2);
});

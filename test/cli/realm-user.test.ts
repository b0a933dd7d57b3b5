import { expect, test } from 'vitest';
import { openPortaria } from './portaria.js';

const { run, management } = await openPortaria();
const { id: account } = await management.createAccount.run({ name: 'Loja' });

test('realm-user create shows the password once, and says so', async () => {
  const { exitCode, out, err } = await run(`realm-user create ${account} ana`);
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^ana\t[0-9a-f-]{36}\t\d+\t[\w-]{20}$/m);
  expect(err).toMatch(/^The password is shown only now/);
  expect((await run(`realm-user list ${account}`)).out).toContain('ana');
});

test('a chosen password comes from the standard input and is not shown again', async () => {
  const stdin = 'correct horse battery\n';
  const ended = await run(`realm-user create ${account} bia --password-stdin --json`, { stdin });
  expect(ended.json()).toMatchObject({ username: 'bia', status: 'active' });
  expect(ended.out + ended.err).not.toContain('correct horse');
});

test('a password on the command line is refused, and treated as leaked', async () => {
  const { exitCode, err } = await run(`realm-user set-password ana --password hunter2hunter2`);
  expect(exitCode).toBe(2);
  expect(err).toContain('--password-stdin');
  expect(err).not.toContain('hunter2');
});

test('disable and enable say what is so from now on', async () => {
  expect((await run('realm-user disable ana', { columns: 100 })).err).toContain('no login from this moment');
  expect((await run('realm-user enable ana', { columns: 100 })).err).toContain('may log in again');
  expect(await run('realm-user disable unknown-user')).toMatchObject({ exitCode: 3, out: '' });
});

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { openPortaria } from './portaria.js';

const { run, runWords, management } = await openPortaria();

/** The words of the printed command, as a shell splits them. */
const undoIn = (err: string): string[] => {
  const [, command = ''] = /^To undo: portaria (.+)$/m.exec(err) ?? [];
  return execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
    .split('\n')
    .slice(0, -1);
};

test('account update prints the command that restores what it changed, and nothing else', async () => {
  const name = "Padaria d'Ávila $(id) & Cia";
  const { id } = await management.createAccount.run({
    ...{ name, taxId: '12345678000195', scopes: ['pix:read', 'pix:write'] },
  });
  const { account: before } = await management.showAccount.run(id);
  const updated = await runWords([
    ...['account', 'update', id, '--name', 'Nova', '--no-tax-id', '--scope', 'pix:read'],
    ...['--network', '203.0.113.0/24', '--resource-server'],
  ]);
  expect(updated.exitCode).toBe(0);
  const undo = undoIn(updated.err);
  expect(undo).toEqual([
    ...['account', 'update', id, '--name', name, '--tax-id', '12345678000195', '--no-resource-server'],
    ...['--scope', 'pix:read', '--scope', 'pix:write', '--any-network'],
  ]);
  expect((await runWords(undo)).exitCode).toBe(0);
  const { account: after } = await management.showAccount.run(id);
  expect({ ...after, version: 0 }).toEqual({ ...before, version: 0 });
});

test('what changes nothing is not to be undone, and JSON has no sentence', async () => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  expect((await run(`account update ${id} --name Loja`)).err).not.toContain('To undo');
  expect((await run(`account update ${id} --name Nova --json`)).err).toBe('');
  expect((await run(`account update ${id} --name Outra --dry-run`)).err).not.toContain('To undo');
});

test('credential set-policy prints the command that restores the policy', async () => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  const { credential } = await management.createCredential.run({ account: id });
  const set = `credential set-policy ${credential.clientId}`;
  const changed = await run(`${set} avista header`);
  expect(undoIn(changed.err)).toEqual([...set.split(' '), 'avista', 'tls']);
  expect(undoIn((await run(`${set} pix tls`)).err)).toEqual([...set.split(' '), 'pix', 'off']);
  expect((await run(`${set} pix tls`)).err).not.toContain('To undo');
});

import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { inheritedEnvironment } from '../support/processes.js';
import { commandLine } from '../support/programs.js';
import { openPortaria } from './portaria.js';

const { management, database } = await openPortaria();
const hasScript = spawnSync('script', ['--version']).status === 0;

/** Runs the program at a terminal of its own (script, util-linux), where a person types `typed`. */
const atTerminal = (words: string, typed: string): string =>
  spawnSync('script', ['-qec', `'${process.execPath}' '${commandLine}' ${words}`, '/dev/null'], {
    env: { ...inheritedEnvironment, DATABASE_URL: database.appUrl },
    input: typed,
    encoding: 'utf8',
    timeout: 20_000,
  }).stdout;

test.runIf(hasScript)('at a real terminal the question is asked, and the typed name is taken', async () => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  expect(atTerminal(`account suspend ${id}`, 'Outra\r')).toContain("this is not the account's name");
  expect((await management.showAccount.run(id)).account.status).toBe('active');
  const shown = atTerminal(`account suspend ${id}`, 'Loja\r');
  expect(shown).toContain("Type the account's name to confirm (Loja): ");
  expect(shown).toContain('is suspended');
  expect((await management.showAccount.run(id)).account.status).toBe('suspended');
});

test.runIf(hasScript)('the end of the input is no confirmation', async () => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  expect(atTerminal(`account suspend ${id}`, '\u0004')).toContain('Nothing was changed');
  expect((await management.showAccount.run(id)).account.status).toBe('active');
});

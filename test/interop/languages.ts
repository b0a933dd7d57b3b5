import { execFile } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const programs = join(import.meta.dirname, 'programs');
/** What was installed once is there for the next run. */
const kept = join(import.meta.dirname, '../../node_modules/.cache/portaria-interop');
const installWithinMs = 300_000;
const runWithinMs = 120_000;

/** `Language`: how the libraries of one language are installed, and a program is run with them. */
export interface Language {
  /** Returns why the libraries are not there; `null` when they are. */
  readonly missing: string | null;
  readonly run: (program: string, environment: Readonly<Record<string, string>>) => Promise<string>;
}

export const finished = async (
  command: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly timeout: number },
): Promise<string> => {
  const [program = '', ...words] = command;
  return (await promisify(execFile)(program, words, options)).stdout.trim();
};

/** A proxy of this machine must not come between two of its own ports. */
const machine = { PATH: process.env['PATH'], HOME: process.env['HOME'] };

const languageOf = async (
  name: string,
  install: (folder: string) => Promise<unknown>,
  commandOf: (folder: string, program: string) => readonly string[],
): Promise<Language> => {
  const folder = join(kept, name);
  await mkdir(folder, { recursive: true });
  const missing = await install(folder).then(
    () => null,
    (reason: unknown) => String(reason).slice(0, 300),
  );
  if (missing !== null)
    process.stderr.write(`SKIPPED: the libraries of ${name} cannot be installed here: ${missing}\n`);
  return {
    missing,
    run: (program, environment) =>
      finished(commandOf(folder, program), {
        cwd: folder,
        env: { ...machine, ...environment },
        timeout: runWithinMs,
      }),
  };
};

const timeout = installWithinMs;

export const python = (): Promise<Language> =>
  languageOf(
    'python',
    async (folder) => {
      await finished(['python3', '-m', 'venv', folder], { timeout });
      await finished([join(folder, 'bin/pip'), '-q', 'install', 'authlib==1.9.10', 'requests==2.34.2'], {
        timeout,
      });
    },
    (folder, program) => [join(folder, 'bin/python'), join(programs, program)],
  );

export const go = (): Promise<Language> =>
  languageOf(
    'go',
    async (folder) => {
      await cp(join(programs, 'go-oidc'), folder, { recursive: true });
      await finished(['go', 'mod', 'tidy'], { cwd: folder, timeout });
      await finished(['go', 'build', '-o', 'main', '.'], { cwd: folder, timeout });
    },
    (folder) => [join(folder, 'main')],
  );

export const openidClient5 = (): Promise<Language> =>
  languageOf(
    'openid-client-5',
    async (folder) => {
      await writeFile(join(folder, 'package.json'), '{"private":true}');
      await finished(['npm', 'install', '--no-audit', '--no-fund', 'openid-client@5.7.1'], {
        cwd: folder,
        timeout,
      });
      await cp(join(programs, 'openid-client-5.cjs'), join(folder, 'main.cjs'));
    },
    (folder) => [process.execPath, join(folder, 'main.cjs')],
  );

export const java = (): Promise<Language> =>
  languageOf(
    'java',
    async (folder) => {
      await cp(join(programs, 'java/pom.xml'), join(folder, 'pom.xml'));
      const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
      await finished(['mvn', '-q', '-B', plugin, '-DoutputDirectory=lib'], { cwd: folder, timeout });
    },
    (folder, program) => [
      'java',
      '-XX:TieredStopAtLevel=1',
      '-cp',
      `${folder}/lib/*`,
      join(programs, 'java', program),
    ],
  );

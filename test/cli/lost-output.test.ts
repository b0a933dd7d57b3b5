import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { testAuthority } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { inheritedEnvironment } from '../support/processes.js';
import { commandLine } from '../support/programs.js';
import { openPortaria } from './portaria.js';

const { management, database, pepper, run } = await openPortaria();
const folder = await mkdtemp(join(tmpdir(), 'portaria-lost-'));
afterFile(() => rm(folder, { recursive: true, force: true }));
const { id } = await management.createAccount.run({ name: 'Loja' });
const masterKey = randomBytes(32).toString('base64');

interface Lost {
  readonly exitCode: number | null;
  readonly err: string;
}

/** Runs the program in a shell, where `redirection` says what becomes of its output. */
const withOutput = async (words: string, redirection: string): Promise<Lost> => {
  const script = redirection.replace('PORTARIA', `'${process.execPath}' '${commandLine}' ${words}`);
  const child = spawn('bash', ['-c', `set -o pipefail; cd '${folder}'; ${script}`], {
    env: {
      ...inheritedEnvironment,
      DATABASE_URL: database.appUrl,
      PORTARIA_PEPPER: pepper.toString('base64'),
      PORTARIA_MASTER_KEY: masterKey,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [err] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { exitCode: child.exitCode, err };
};

const onFullDisk = (words: string): Promise<Lost> => withOutput(words, 'PORTARIA > /dev/full');

test.concurrent.each([
  'account list',
  'account list --json',
  'audit export',
  '--version',
  `account suspend ${id} --dry-run`,
])('"%s" on a full disk is a failure that says so', { timeout: 120_000 }, async (words) => {
  const { exitCode, err } = await onFullDisk(words);
  expect({ exitCode, err }).toEqual({
    exitCode: 1,
    err: expect.stringMatching(
      /portaria: the output could not be written and is incomplete: ENOSPC: no space left on device.*\n$/,
    ),
  });
});

test.concurrent(
  'a disk that takes only the beginning of the output is full as well',
  { timeout: 120_000 },
  async () => {
    for (const words of ['--help', 'completion bash']) {
      const { exitCode, err } = await withOutput(words, '(ulimit -f 1; PORTARIA > beginning)');
      expect({ exitCode, err }).toEqual({ exitCode: 1, err: expect.stringContaining('EFBIG') });
      expect(await readFile(join(folder, 'beginning'), 'utf8')).toHaveLength(1024);
    }
  },
);

test.concurrent('a reader that wants no more of the output is no failure', { timeout: 120_000 }, async () => {
  expect(await withOutput('account --help', 'PORTARIA | head -c 1')).toEqual({ exitCode: 0, err: '' });
});

test.concurrent('a log that cannot be written ends no command half-way', { timeout: 120_000 }, async () => {
  expect(await withOutput('account create Fiado', 'PORTARIA 2> /dev/full')).toMatchObject({ exitCode: 0 });
  expect(await withOutput('account show 999999', 'PORTARIA 2> /dev/full')).toMatchObject({ exitCode: 3 });
});

const lost = (what: string, why: string): RegExp =>
  new RegExp(
    `^portaria: the change is done, but its ${what} is lost: the output could not be written \\(${why}`,
  );

test.concurrent(
  'a new secret that could not be shown is a failure, and the command that it names makes another',
  { timeout: 120_000 },
  async () => {
    for (const [redirection, why] of [
      ['PORTARIA > /dev/full', 'ENOSPC'],
      ['PORTARIA | true', 'write EPIPE'],
    ] as const) {
      const { exitCode, err } = await withOutput(`credential create ${id} --json`, redirection);
      expect({ exitCode, err }).toEqual({ exitCode: 1, err: expect.stringMatching(lost('secret', why)) });
      const [, another] = /Create another: portaria (.*)\n$/.exec(err) ?? [];
      const made = await run(`${another ?? ''} --json`);
      expect(made.json()).toMatchObject({ clientSecret: expect.any(String) });
      const [, clientId = ''] = /rotate-secret (\S+)/.exec(another ?? '') ?? [];
      // The old secret goes on working; the one that is lost is the one to revoke.
      const rotated = await withOutput(`credential rotate-secret ${clientId}`, redirection);
      expect(rotated).toEqual({
        exitCode: 1,
        err: expect.stringMatching(/lost: .* Then repeat the command\.\n$/s),
      });
      const [, revoke] = /Revoke it: portaria ([^.]*)\./.exec(rotated.err) ?? [];
      expect(await run(`${revoke ?? ''} --yes`)).toMatchObject({ exitCode: 0 });
    }
  },
);

test.concurrent(
  'a password, a signing secret and the password of a ZIP are secrets as well',
  { timeout: 120_000 },
  async () => {
    const user = await onFullDisk(`realm-user create ${id} ana`);
    expect(user).toEqual({ exitCode: 1, err: expect.stringMatching(lost('password', 'ENOSPC')) });
    expect(user.err).toContain('Create another: portaria realm-user set-password ana --yes');
    const webhook = await onFullDisk('notice add-webhook https://93.184.215.14/hook');
    expect(webhook).toEqual({ exitCode: 1, err: expect.stringMatching(lost('signing secret', 'ENOSPC')) });
    expect(webhook.err).toMatch(/Remove the recipient: portaria notice remove \d+ --yes\./);
  },
);

const noFile = '(ulimit -f 0; PORTARIA 2>&1 | cat >&2)';

test.concurrent(
  'a ZIP that is lost, or its password, is a failure that names the certificate to unlink',
  { timeout: 120_000 },
  async () => {
    expect(await withOutput('ca create', 'PORTARIA > /dev/null')).toMatchObject({ exitCode: 0 });
    for (const [redirection, what] of [
      ['PORTARIA > /dev/full', lost('password', 'ENOSPC')],
      [noFile, /^portaria: the change is done, but its ZIP is lost: lost\.zip cannot be written \(/],
    ] as const) {
      const { exitCode, err } = await withOutput(`certificate bundle ${id} --out lost.zip`, redirection);
      expect({ exitCode, err }).toEqual({ exitCode: 1, err: expect.stringMatching(what) });
      await expect(access(join(folder, 'lost.zip'))).rejects.toThrow('ENOENT');
      const [, unlink] = /Unlink the certificate: portaria (.*?)\. Create/.exec(err) ?? [];
      expect(await run(unlink ?? '')).toMatchObject({ exitCode: 0 });
    }
    for (const [redirection, what] of [
      ['PORTARIA > /dev/full', 'password'],
      [noFile, 'ZIP'],
    ] as const) {
      const words = `operator create ${what} --bundle --out lost.zip`;
      const { exitCode, err } = await withOutput(words, redirection);
      expect({ exitCode, err }).toEqual({
        exitCode: 1,
        err: expect.stringMatching(
          new RegExp(
            `^portaria: the change is done, but its ${what} is lost: .*\\. Create another: portaria credential rotate-secret \\S+ ` +
              '--overlap 0 --yes\\. Unlink the certificate: portaria certificate unlink (\\d+) [0-9a-f]{64} --yes\\. ' +
              'Create another certificate: portaria certificate bundle \\1\\n$',
          ),
        ),
      });
      await expect(access(join(folder, 'lost.zip'))).rejects.toThrow('ENOENT');
    }
  },
);

test.concurrent(
  'the disk under --to and --out is full: no half file, and no success',
  { timeout: 120_000 },
  async () => {
    const { certPem } = await testAuthority();
    expect(await run('client-ca import -', { stdin: certPem })).toMatchObject({ exitCode: 0 });
    for (const to of [`account export ${id} --to half`, 'audit export --to half', 'client-ca write half']) {
      const { exitCode, err } = await withOutput(to, noFile);
      expect({ exitCode, err }).toEqual({
        exitCode: 1,
        err: expect.stringMatching(
          /half was not written: the file would be larger than this process may write/,
        ),
      });
      await expect(access(join(folder, 'half'))).rejects.toThrow('ENOENT');
    }
  },
);

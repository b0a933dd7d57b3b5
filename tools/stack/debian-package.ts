/**
 * Installs a program from the packages of Debian or Ubuntu, as root.
 *
 * Must never: leave a service of the distribution running that the machine's owner did not ask for.
 */
import { spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { findOnPath, messageOf, run } from '../../src/cli/deployment/programs.js';

const policyFile = '/usr/sbin/policy-rc.d';
const policyMark = '# written by portaria while it installs a package';

const readable = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

/** Whether this machine's packages come by apt. */
export const usesApt = async (): Promise<boolean> => {
  const release = await readable('/etc/os-release');
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release) && (await findOnPath('apt-get')) !== null;
};

const apt = (argumentList: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...argumentList], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_MODE: 'l' },
    });
    let problem = '';
    child.stderr.on('data', (chunk: Buffer) => (problem = `${problem}${chunk.toString()}`.slice(-2000)));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(new Error(`apt-get ${argumentList.join(' ')} failed (${String(code)}):\n${problem.trim()}`));
    });
  });

/**
 * Runs `work` while Debian's packages may not start services; keeps an existing policy of the
 * machine's owner.
 */
const withoutStartingServices = async (work: () => Promise<void>): Promise<void> => {
  const ours = await writeFile(policyFile, `#!/bin/sh\n${policyMark}\nexit 101\n`, {
    mode: 0o755,
    flag: 'wx',
  }).then(
    () => true,
    () => false,
  );
  try {
    await work();
  } finally {
    if (ours && (await readable(policyFile)).includes(policyMark)) await rm(policyFile, { force: true });
  }
};

/**
 * Installs once the package manager is free; returns when the package is there, also when another
 * process installed it.
 */
const installWhenFree = async (name: string): Promise<void> => {
  let listsAreFresh = false;
  for (let attempt = 0; attempt < 60; attempt += 1) {
    try {
      await apt(['install', '-y', '--no-install-recommends', name]);
      return;
    } catch (reason) {
      // `DPkg::Lock::Timeout` waits for the package database, not for the package lists.
      if (messageOf(reason).includes('get lock')) await pause(2000);
      else if (listsAreFresh) throw reason;
    }
    // A fresh machine has no package lists; an old one has lists of versions that are gone.
    listsAreFresh ||= await apt(['update']).then(
      () => true,
      (reason: unknown) => {
        if (messageOf(reason).includes('lock')) return false;
        throw reason;
      },
    );
  }
};

/**
 * Installs a package without what it merely recommends; its service stays off, now and at the
 * machine's next start.
 *
 * @throws Error with apt-get's last words
 */
export const installPackage = async (name: string): Promise<void> => {
  await withoutStartingServices(() => installWhenFree(name));
  // A slim container lacks `update-rc.d`, and starts no services anyway.
  await run('update-rc.d', [name, 'disable']).catch(() => undefined);
};

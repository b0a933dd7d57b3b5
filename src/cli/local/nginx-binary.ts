/**
 * Finds NGINX, and on Debian and Ubuntu, as root, installs it from the distribution's packages.
 *
 * Must never: leave the distribution's own nginx service running. It would listen on port 80 of a machine whose owner
 * only wanted to try something.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { findOnPath, messageOf, run, type Say } from './processes.js';

export interface NginxBinary {
  readonly path: string;
  /** Such as `1.22.1`. */
  readonly version: string;
}

const oldest = 22;
const policyFile = '/usr/sbin/policy-rc.d';
const policyMark = '# written by portaria while it installs nginx';

const inspect = async (path: string): Promise<NginxBinary> => {
  // NGINX prints its version on stderr.
  const { stdout, stderr } = await run(path, ['-v']).catch((reason: unknown) => {
    throw new Error(`${path} cannot be run: ${messageOf(reason)}`);
  });
  const version = /nginx\/(\d+\.\d+\.\d+)/.exec(`${stdout}${stderr}`)?.[1];
  if (version === undefined) throw new Error(`${path} does not say that it is NGINX.`);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 1 || (major === 1 && minor < oldest)) {
    throw new Error(
      `${path} is NGINX ${version}; 1.${oldest} or newer is needed. NGINX_BIN may name another one.`,
    );
  }
  return { path, version };
};

const readable = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

const usesApt = async (): Promise<boolean> => {
  const release = await readable('/etc/os-release');
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release) && (await findOnPath('apt-get')) !== null;
};

const commandToInstall = async (): Promise<string> => {
  if (process.platform === 'darwin') return 'brew install nginx';
  if (await usesApt()) return 'sudo apt-get install --no-install-recommends nginx';
  const release = await readable('/etc/os-release');
  if (/^ID(_LIKE)?=.*\b(fedora|rhel|centos)\b/m.test(release)) return 'sudo dnf install nginx';
  if (/^ID(_LIKE)?=.*\balpine\b/m.test(release)) return 'sudo apk add nginx';
  if (/^ID(_LIKE)?=.*\barch\b/m.test(release)) return 'sudo pacman -S nginx';
  return 'install NGINX 1.22 or newer, then set NGINX_BIN to its path';
};

const apt = (argumentList: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...argumentList], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_MODE: 'l' },
    });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint = `${complaint}${chunk.toString()}`.slice(-2000)));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(new Error(`apt-get ${argumentList.join(' ')} failed (${String(code)}):\n${complaint.trim()}`));
    });
  });

/** Runs `work` while Debian's packages may not start services; leaves a policy of the machine's owner as it is. */
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

/** Installs once the package manager is free; returns when NGINX is there, whoever has installed it. */
const installWhenFree = async (): Promise<void> => {
  let listsAreFresh = false;
  for (let attempt = 0; attempt < 60; attempt += 1) {
    try {
      await apt(['install', '-y', '--no-install-recommends', 'nginx']);
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

const install = async (say: Say): Promise<void> => {
  say(
    'NGINX is missing: installing it with "apt-get install --no-install-recommends nginx" (its own service stays off).',
  );
  await withoutStartingServices(installWhenFree);
  // Nor at the next start of the machine. Not there in a slim container, which starts nothing anyway.
  await run('update-rc.d', ['nginx', 'disable']).catch(() => undefined);
};

/**
 * `NGINX_BIN`, else the PATH with the system folders, else (Debian or Ubuntu, root) an installation, which `say`
 * announces in one line. Two processes at once wait for each other at the package manager's lock.
 *
 * @throws Error whose message is what to do: the command for this platform, or what is wrong with `NGINX_BIN`
 */
export const findOrInstallNginx = async (say: Say): Promise<NginxBinary> => {
  const named = process.env['NGINX_BIN'];
  if (named !== undefined && named !== '') {
    await access(named, constants.X_OK).catch(() => {
      throw new Error(`NGINX_BIN is ${named}, which is not a program that can be run.`);
    });
    return await inspect(named);
  }
  const found = await findOnPath('nginx');
  if (found !== null) return await inspect(found);
  if (process.getuid?.() === 0 && (await usesApt())) {
    await install(say);
    const installed = await findOnPath('nginx');
    if (installed !== null) return await inspect(installed);
  }
  throw new Error(`NGINX is missing. To install it: ${await commandToInstall()}`);
};

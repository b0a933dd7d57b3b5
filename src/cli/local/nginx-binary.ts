/**
 * Finds NGINX, and on Debian and Ubuntu, as root, installs it from the distribution's packages.
 *
 * Must never: leave the distribution's own nginx service running. It would listen on port 80 of a machine whose owner
 * only wanted to try something.
 */
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { installPackage, usesApt } from './debian-package.js';
import { findOnPath, messageOf, run, type Say } from './processes.js';

export interface NginxBinary {
  readonly path: string;
  /** Such as `1.22.1`. */
  readonly version: string;
}

const oldest = 22;

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

/** By distribution, as /etc/os-release names it; Debian's own is found out by its apt. */
const otherCommands: readonly (readonly [RegExp, string])[] = [
  [/^ID(_LIKE)?=.*\b(fedora|rhel|centos)\b/m, 'sudo dnf install nginx'],
  [/^ID(_LIKE)?=.*\balpine\b/m, 'sudo apk add nginx'],
  [/^ID(_LIKE)?=.*\barch\b/m, 'sudo pacman -S nginx'],
];

const commandToInstall = async (): Promise<string> => {
  if (process.platform === 'darwin') return 'brew install nginx';
  if (await usesApt()) return 'sudo apt-get install --no-install-recommends nginx';
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const known = otherCommands.find(([distribution]) => distribution.test(release));
  return known?.[1] ?? 'install NGINX 1.22 or newer, then set NGINX_BIN to its path';
};

const install = async (say: Say): Promise<void> => {
  say(
    'NGINX is missing: installing it with "apt-get install --no-install-recommends nginx" (its own service stays off).',
  );
  await installPackage('nginx');
};

/**
 * `NGINX_BIN`, else the PATH with the system folders, else (Debian or Ubuntu, root) an installation, which `say`
 * announces in one line. Two processes at once wait for each other at the package manager's lock.
 *
 * @throws Error whose message is what to do: the command for this platform, or what is wrong with `NGINX_BIN`
 */
export const findOrInstallNginx = async (say: Say): Promise<NginxBinary> => {
  const found = await findNginx();
  if (found !== null) return found;
  if (process.getuid?.() === 0 && (await usesApt())) {
    await install(say);
    const installed = await findOnPath('nginx');
    if (installed !== null) return await inspect(installed);
  }
  throw new Error(`NGINX is missing. To install it: ${await commandToInstall()}`);
};

/**
 * The same without installing anything: `null` when there is none.
 *
 * @throws Error whose message is what is wrong with `NGINX_BIN`, or with the one that was found
 */
export const findNginx = async (): Promise<NginxBinary | null> => {
  const named = process.env['NGINX_BIN'];
  if (named !== undefined && named !== '') {
    await access(named, constants.X_OK).catch(() => {
      throw new Error(`NGINX_BIN is ${named}, which is not a program that can be run.`);
    });
    return await inspect(named);
  }
  const found = await findOnPath('nginx');
  return found === null ? null : await inspect(found);
};

/**
 * Finds NGINX, and on Debian and Ubuntu, as root, installs it from the distribution's packages.
 *
 * Must never: leave the distribution's own nginx service running. It would listen on port 80 of a
 * machine whose owner only wanted to try something.
 */
import { readFile } from 'node:fs/promises';
import { findNginx, type NginxBinary } from '../../src/cli/deployment/nginx-binary.js';
import { installPackage, usesApt } from './debian-package.js';
import type { Say } from './processes.js';

/** By distribution, as /etc/os-release names it; Debian itself is recognised by its apt. */
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
 * Uses `NGINX_BIN`, else the PATH with the system folders, else (Debian or Ubuntu, root) an
 * installation, which `say` announces in one line. Two concurrent processes wait for each other at
 * the package manager's lock.
 *
 * @throws Error whose message is what to do: the command for this platform, or what is wrong with
 * `NGINX_BIN`
 */
export const findOrInstallNginx = async (say: Say): Promise<NginxBinary> => {
  const found = await findNginx();
  if (found !== null) return found;
  if (process.getuid?.() === 0 && (await usesApt())) {
    await install(say);
    const installed = await findNginx();
    if (installed !== null) return installed;
  }
  throw new Error(`NGINX is missing. To install it: ${await commandToInstall()}`);
};

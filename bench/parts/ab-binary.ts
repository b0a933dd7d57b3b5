import { findOnPath } from '../../src/cli/deployment/programs.js';
import { installPackage, usesApt } from '../../tools/stack/debian-package.js';
import type { Say } from '../../tools/stack/processes.js';

const command = 'apt-get install --no-install-recommends apache2-utils';

/**
 * Returns ApacheBench from the PATH. If it is missing, it is installed (Debian or Ubuntu, root),
 * which `say` announces in one line.
 *
 * @throws Error whose message is what to do
 */
export const findOrInstallAb = async (say: Say): Promise<string> => {
  const found = await findOnPath('ab');
  if (found !== null) return found;
  if (process.getuid?.() === 0 && (await usesApt())) {
    say(`ApacheBench is missing: installing it with "${command}".`);
    await installPackage('apache2-utils');
    const installed = await findOnPath('ab');
    if (installed !== null) return installed;
  }
  throw new Error(
    `ApacheBench (ab) is missing. It comes with the Apache web server; on Debian and Ubuntu: sudo ${command}`,
  );
};

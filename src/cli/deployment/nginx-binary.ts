/**
 * Finds the NGINX of this machine, and tells how to call it and what it printed.
 *
 * Must never: install or start one.
 */
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { findOnPath, messageOf, run } from './programs.js';

export interface NginxBinary {
  readonly path: string;
  /** Such as `1.22.1`. */
  readonly version: string;
}

const oldest = 22;

/**
 * Returns the NGINX at a path.
 *
 * @throws Error whose message is what is wrong with it
 */
export const inspectNginx = async (path: string): Promise<NginxBinary> => {
  // NGINX prints its version on stderr.
  const { stdout, stderr } = await run(path, ['-v']).catch((reason: unknown) => {
    throw new Error(`${path} cannot be run: ${messageOf(reason)}`);
  });
  const version = /nginx\/(\d+\.\d+\.\d+)/.exec(`${stdout}${stderr}`)?.[1];
  if (version === undefined) throw new Error(`${path} is not NGINX.`);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 1 || (major === 1 && minor < oldest)) {
    throw new Error(
      `${path} is NGINX ${version}, but 1.${oldest} or later is required. Set NGINX_BIN to another one.`,
    );
  }
  return { path, version };
};

/**
 * Looks for `NGINX_BIN`, else on the PATH with the system folders; `null` when there is none.
 *
 * @throws Error whose message is what is wrong with `NGINX_BIN`, or with the one that was found
 */
export const findNginx = async (): Promise<NginxBinary | null> => {
  const named = process.env['NGINX_BIN'];
  if (named !== undefined && named !== '') {
    await access(named, constants.X_OK).catch(() => {
      throw new Error(`NGINX_BIN is ${named}, which cannot be run.`);
    });
    return await inspectNginx(named);
  }
  const found = await findOnPath('nginx');
  return found === null ? null : await inspectNginx(found);
};

const groupOf = { 'www-data': 'www-data', nginx: 'nginx', nobody: 'nogroup' } as const;

/**
 * Workers of a root NGINX must not be root; the templates name no user because most installations
 * are not root.
 */
export const globalDirectives = async (): Promise<string> => {
  if (process.getuid?.() !== 0) return 'daemon off;';
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const groups = await readFile('/etc/group', 'utf8').catch(() => '');
  for (const [user, group] of Object.entries(groupOf)) {
    if (!users.includes(`\n${user}:`)) continue;
    return groups.includes(`\n${group}:`)
      ? `daemon off; user ${user} ${group};`
      : `daemon off; user ${user};`;
  }
  return 'daemon off; user nobody;';
};

/** Returns NGINX's own error message, without time stamps and the closing "test failed". */
export const problemIn = (output: string): string =>
  output
    .split('\n')
    .map((line) =>
      line.replace(/^(nginx: |\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d )/, '').replace(/^\[(\w+)\] (\d+#\d+: )?/, ''),
    )
    .filter((line) => line !== '' && !line.includes('test failed') && !line.includes('syntax is ok'))
    .join('\n');

/**
 * Has NGINX check a configuration (`nginx -t`) and reload it, without starting or stopping
 * anything.
 *
 * Must never: print what NGINX dumps of a configuration: the proxy secrets are in it.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { globalDirectives, type NginxBinary, problemIn } from './nginx-binary.js';
import { inspectProcess, run } from './programs.js';

const dumpBytesMax = 64 * 1024 * 1024;

export interface NginxTestResult {
  /** NGINX's own words; `null`: it accepts the configuration. */
  readonly problem: string | null;
  /** Every file that NGINX read. */
  readonly files: readonly string[];
}

/** Checks a rendered configuration as a whole. */
export const testConfiguration = async (
  binary: NginxBinary,
  configFile: string,
): Promise<NginxTestResult> => {
  const text = await readFile(configFile, 'utf8');
  // The templates name no user. An operator's own main file may, and then a second one would be the
  // error.
  const globals = /^\s*user\s/m.test(text) ? [] : ['-g', await globalDirectives()];
  const words = ['-p', dirname(configFile), '-c', configFile, '-e', 'stderr', ...globals, '-T'];
  try {
    const { stdout } = await run(binary.path, words, { maxBuffer: dumpBytesMax });
    const files = [...stdout.matchAll(/^# configuration file (.*):$/gm)].map((match) => match[1] ?? '');
    return { problem: null, files };
  } catch (reason) {
    const reported = reason instanceof Error && 'stderr' in reason ? problemIn(String(reason.stderr)) : '';
    return { problem: reported || String(reason), files: [] };
  }
};

/** Checks the files of a routes folder alone, in as much of a configuration as they need. */
export const testRoutes = async (
  binary: NginxBinary,
  routes: readonly { readonly file: string; readonly text: string }[],
): Promise<NginxTestResult> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-routes-'));
  try {
    await mkdir(join(folder, 'routes'));
    for (const { file, text } of routes) await writeFile(join(folder, 'routes', file), text);
    await writeFile(join(folder, 'protected.conf'), '');
    await writeFile(join(folder, 'nginx.conf'), surroundingConfig(folder));
    return await testConfiguration(binary, join(folder, 'nginx.conf'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

const surroundingConfig = (folder: string): string => `
pid "${folder}/nginx.pid";
error_log stderr crit;
events {}
http {
    access_log off;
${temporary.map((what) => `    ${what}_temp_path "${folder}/${what}";\n`).join('')}
    include routes/*.upstream.conf;
    server {
        listen "unix:${folder}/check.sock";
        include routes/*.locations.conf;
    }
}
`;

/**
 * Has the running NGINX of a configuration reload it; the old workers finish the requests in
 * progress.
 *
 * @throws Error in one sentence when no NGINX runs with it
 */
export const reloadNginx = async (configFile: string): Promise<number> => {
  const text = await readFile(configFile, 'utf8');
  const pidFile = /^\s*pid\s+"?([^";\s]+)"?\s*;/m.exec(text)?.[1];
  if (pidFile === undefined) throw new Error(`${configFile} names no pid file.`);
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  const found = pid > 1 ? await inspectProcess(pid) : null;
  // The system reuses process numbers: only a process whose command line is NGINX with this file is
  // sent a signal.
  if (!found?.command.includes('nginx') || !found.command.includes(configFile)) {
    throw new Error(`No NGINX runs with ${configFile} (as ${pidFile} says).`);
  }
  process.kill(pid, 'SIGHUP');
  return pid;
};

/**
 * A bare Debian from its archive, booted under systemd-nspawn with a network of its own: nothing but its loopback
 * interface, so that the gateway, PostgreSQL and NGINX have the ports that the pages name.
 */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterFile } from '../support/cleanup.js';

const run = promisify(execFile);
const suite = 'bookworm';
export const minuteMs = 60_000;
const haltWithinMs = 20_000;

/** What an operator has on the machine before the package: what it depends on, and PostgreSQL with its backup program. */
const packages = [
  'systemd',
  'systemd-sysv',
  'dbus',
  'adduser',
  'curl',
  'openssl',
  'ca-certificates',
  'nginx',
  'postgresql',
  'pgbackrest',
  'logrotate',
];

/** The machine: its root file system, and the process that is number 1 in it. */
export interface DebianMachine {
  readonly root: string;
  /** Runs a command line of root's shell, in its home; resolves to what it printed. Fails with both of its streams. */
  sh(command: string, within?: number): Promise<string>;
  /** Starts a program of this machine in the network of the other one. */
  startBeside(program: string, words: readonly string[]): ChildProcess;
}

/** What is missing here for such a machine; empty: nothing. */
export const missingForDebian = (): string => {
  if (process.getuid?.() !== 0) return 'it needs root';
  for (const [program, name] of [
    ['mmdebstrap', 'mmdebstrap'],
    ['systemd-nspawn', 'systemd-container'],
    ['dpkg-deb', 'dpkg'],
  ] as const)
    if (spawnSync(program, ['--version']).status !== 0) return `apt-get install ${name}`;
  const release = `http://deb.debian.org/debian/dists/${suite}/Release`;
  const archive = spawnSync('curl', ['-sfI', '-m', '20', release]);
  return archive.status === 0 ? '' : 'no archive of Debian can be reached';
};

/** Makes the root file system and boots it; the machine is halted and removed after the file. */
export const bootDebian = async (): Promise<DebianMachine> => {
  const root = await mkdtemp(join(tmpdir(), 'portaria-debian-'));
  afterFile(() => rm(root, { recursive: true, force: true }));
  const words = ['--quiet', '--variant=minbase', '--skip=cleanup/apt', `--include=${packages.join(',')}`];
  await run('mmdebstrap', [...words, suite, root], { timeout: 10 * minuteMs });
  // The operator decides when the service of a package starts.
  await writeFile(join(root, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n');
  await chmod(join(root, 'usr/sbin/policy-rc.d'), 0o755);
  const machine = await boot(root);
  await machine.sh(untilBooted);
  return machine;
};

const untilBooted =
  'for i in $(seq 200); do case $(systemctl is-system-running 2>/dev/null) in running | degraded) exit 0;; esac; sleep 0.3; done; exit 1';

const boot = async (root: string): Promise<DebianMachine> => {
  const words = [
    '--quiet',
    '--boot',
    '--register=no',
    '--keep-unit',
    '--private-network',
    '--resolv-conf=off',
    `--directory=${root}`,
  ];
  const env = { ...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' };
  const nspawn = spawn('systemd-nspawn', words, { env, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => {
    nspawn.once('exit', () => {
      resolve();
    });
  });
  const first = firstProcessOf(nspawn, ended);
  afterFile(async () => {
    // Halts the machine in order.
    nspawn.kill('SIGTERM');
    // All other processes of the machine end with its first one, and systemd-nspawn as well.
    if (await Promise.race([ended.then(() => false), pause(haltWithinMs, true)]))
      process.kill(Number(await first), 'SIGKILL');
    await ended;
  });
  const pid = await first;
  return { root, sh: shellIn(pid), startBeside: (program, more) => besideIn(pid, program, more) };
};

const firstProcessOf = async ({ pid }: ChildProcess, ended: Promise<void>): Promise<string> => {
  const stopped = ended.then(() => true);
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (await Promise.race([stopped, pause(100, false)])) throw new Error('systemd-nspawn ended at once');
    const children = await readFile(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
    const [child] = children.trim().split(' ').filter(Boolean);
    if (child && (await readFile(`/proc/${child}/comm`, 'utf8')) === 'systemd\n') return child;
  }
  throw new Error('systemd-nspawn did not start an init within 30 s');
};

const clean = [
  'env',
  '-i',
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'HOME=/root',
  'DEBIAN_FRONTEND=noninteractive',
  'LC_ALL=C.UTF-8',
];

const shellIn =
  (pid: string): DebianMachine['sh'] =>
  async (command, within = minuteMs) => {
    const bash = ['bash', '--norc', '-euc', `cd /root; ${command}`];
    const words = ['-t', pid, '-m', '-u', '-i', '-n', '-p', '--', ...clean, ...bash];
    try {
      return (await run('nsenter', words, { timeout: within, maxBuffer: 16 * 1024 * 1024 })).stdout;
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`${command}\n${stdout}${stderr}`, { cause: error });
    }
  };

const besideIn = (pid: string, program: string, words: readonly string[]): ChildProcess => {
  const child = spawn('nsenter', ['-t', pid, '-n', '--', program, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  afterFile(() => void child.kill('SIGKILL'));
  return child;
};

/**
 * A bare Debian from its archive, booted under systemd-nspawn: the package is installed there, and an operator follows
 * docs/how-to/operator/install-on-a-plain-host.md to a token. PostgreSQL runs on the host.
 */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { access, chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import getPort from 'get-port';
import { expect, test } from 'vitest';
import { startPostgres } from '../../tools/stack/postgres-process.js';
import { afterFile } from '../support/cleanup.js';
import { repository } from '../support/programs.js';

const run = promisify(execFile);
const suite = 'bookworm';
const minuteMs = 60_000;

/** What is missing here; empty: the test can run. */
const missing = (): string => {
  if (process.getuid?.() !== 0) return 'it needs root';
  for (const [program, name] of [
    ['mmdebstrap', 'mmdebstrap'],
    ['systemd-nspawn', 'systemd-container'],
    ['dpkg-deb', 'dpkg'],
  ] as const)
    if (spawnSync(program, ['--version']).status !== 0) return `apt-get install ${name}`;
  const archive = spawnSync('curl', [
    '-sfI',
    '-m',
    '20',
    `http://deb.debian.org/debian/dists/${suite}/Release`,
  ]);
  return archive.status === 0 ? '' : 'no archive of Debian can be reached';
};

const reason = missing();
if (reason !== '') process.stderr.write(`SKIPPED: no Debian is booted for the package: ${reason}.\n`);

const say = (): void => undefined;

const haltWithinMs = 20_000;

/** The machine: its root file system, and the process that is number 1 in it. */
interface Machine {
  readonly root: string;
  /** Runs a command line of root's shell; resolves to what it printed. Fails with both of its streams. */
  sh(command: string, within?: number): Promise<string>;
}

const bootstrap = async (): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), 'portaria-debian-'));
  afterFile(() => rm(root, { recursive: true, force: true }));
  const packages = 'systemd,systemd-sysv,dbus,curl,openssl,ca-certificates,adduser';
  const words = ['--quiet', '--variant=minbase', '--skip=cleanup/apt', `--include=${packages}`, suite, root];
  await run('mmdebstrap', words, { timeout: 6 * minuteMs });
  await copyFile('/etc/resolv.conf', join(root, 'etc/resolv.conf'));
  return root;
};

const boot = async (root: string): Promise<Machine> => {
  const words = [
    '--quiet',
    '--boot',
    '--register=no',
    '--keep-unit',
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
  return { root, sh: shellIn(await first) };
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

const shellIn =
  (pid: string): Machine['sh'] =>
  async (command, within = minuteMs) => {
    const clean = [
      'env',
      '-i',
      'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
      'HOME=/root',
      'DEBIAN_FRONTEND=noninteractive',
    ];
    const words = [
      '-t',
      pid,
      '-m',
      '-u',
      '-i',
      '-n',
      '-p',
      '--',
      ...clean,
      'sh',
      '-euc',
      `cd /root; ${command}`,
    ];
    try {
      return (await run('nsenter', words, { timeout: within, maxBuffer: 16 * 1024 * 1024 })).stdout;
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`${command}\n${stdout}${stderr}`, { cause: error });
    }
  };

const buildPackage = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-package-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  await access(join(repository, 'dist/bundle/cli.js'));
  const { stdout } = await run(process.execPath, [join(repository, 'scripts/package-deb.mjs'), folder]);
  return stdout.trim();
};

/** What `portaria credential create --json` prints. */
interface Issued {
  readonly credential: { readonly clientId: string };
  readonly clientSecret: string;
}

const untilBooted =
  'for i in $(seq 200); do case $(systemctl is-system-running 2>/dev/null) in running | degraded) exit 0;; esac; sleep 0.3; done; exit 1';

const untilReady = (port: number): string =>
  `for i in $(seq 100); do curl -sf http://127.0.0.1:${String(port)}/healthz/ready >/dev/null && exit 0; sleep 0.3; done; ` +
  `journalctl --no-pager -n 30 -u portaria@1; exit 1`;

const merchantCertificate = `
  openssl req -newkey rsa:2048 -nodes -keyout merchant.key -out merchant.csr -subj "/C=BR/O=Loja/CN=loja.example" 2>/dev/null
  openssl x509 -req -in merchant.csr -CA /etc/portaria/tls/client-ca.pem -CAkey /etc/portaria/tls/development-ca.key \\
    -days 30 -CAcreateserial -out merchant.pem 2>/dev/null`;

test.runIf(reason === '')(
  'from the package on a bare Debian to a token, by the page alone; the units run in their sandbox',
  { timeout: 20 * minuteMs },
  async () => {
    const [deb, root] = await Promise.all([buildPackage(), bootstrap()]);
    await copyFile(deb, join(root, 'root/portaria.deb'));
    const postgres = await startPostgres({ dataDir: null, port: await getPort(), settings: {}, say });
    afterFile(() => postgres.stop());
    const superuser = new URL(postgres.url);
    await writeFile(join(root, 'root/superuser-password'), decodeURIComponent(superuser.password));
    const [tls, admin] = [await getPort(), await getPort()];
    // The package nginx would start a service of its own on the ports of this machine.
    await writeFile(join(root, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n');
    await chmod(join(root, 'usr/sbin/policy-rc.d'), 0o755);
    const { sh } = await boot(root);
    await sh(untilBooted);

    const installed = await sh('apt-get install -y -q --no-install-recommends ./portaria.deb', 5 * minuteMs);
    expect(installed).toContain('nothing of it runs yet. Next: portaria setup');
    expect(await sh('systemctl list-units --all --plain --no-legend "portaria*"')).toBe('');

    await sh(`portaria setup --yes --issuer https://localhost:${String(tls)} --development-certificates \\
      --admin-port ${String(admin)} --database postgresql://127.0.0.1:${superuser.port}/portaria`);
    await sh(
      `portaria database prepare --superuser ${superuser.username} --password-file superuser-password`,
    );
    await sh('systemctl start portaria-migrate', 3 * minuteMs);
    expect(await sh('portaria nginx render --to /etc/portaria/nginx 2>&1')).toContain(
      'which accepts it (nginx -t)',
    );
    await sh('systemctl enable --now portaria@1 portaria-nginx portaria-nginx-reload.path 2>&1');
    await sh(untilReady(3001));

    await sh(merchantCertificate);
    const account = (await sh('portaria account create Loja --json')).match(/"id": "?(\w+)"?/)?.[1];
    await sh(`portaria certificate link ${String(account)} merchant.pem`);
    const issued = JSON.parse(await sh(`portaria credential create ${String(account)} --json`)) as Issued;
    const { clientSecret } = issued;
    const { clientId } = issued.credential;
    const answer =
      await sh(`curl -sS --cacert /etc/portaria/tls/client-ca.pem --cert merchant.pem --key merchant.key \\
      -H 'Content-Type: application/json' -d '${JSON.stringify({ clientId, clientSecret })}' \\
      https://localhost:${String(tls)}/api/auth/token`);
    expect(answer).toMatch(/"access_token":"ey/);

    // The sandbox: what runs may not read the owner's login, nor change its own program.
    const process = 'MAIN=$(systemctl show -P MainPID portaria@1);';
    expect(await sh(`${process} grep -E '^(NoNewPrivs|Seccomp|CapBnd):' /proc/$MAIN/status`)).toMatch(
      /CapBnd:\t0+\nNoNewPrivs:\t1\nSeccomp:\t2/,
    );
    expect(
      await sh('runuser -u portaria -- cat /etc/portaria/secrets/migration-database-url 2>&1 || true'),
    ).toContain('Permission denied');
    const secretsOf = (unit: string): Promise<string> =>
      sh(`nsenter -t $(systemctl show -P MainPID ${unit}) -m -- ls /etc/portaria/secrets 2>&1 || true`);
    expect(await secretsOf('portaria@1')).toContain('master-key');
    expect(await secretsOf('portaria-nginx')).not.toContain('master-key');

    // A renewed certificate is served without a command.
    const served = `echo | openssl s_client -connect 127.0.0.1:${String(tls)} 2>/dev/null | openssl x509 -noout -serial`;
    const before = await sh(served);
    await sh(`openssl req -newkey rsa:2048 -nodes -keyout new.key -out new.csr -subj /CN=localhost 2>/dev/null
      openssl x509 -req -in new.csr -CA /etc/portaria/tls/client-ca.pem -CAkey /etc/portaria/tls/development-ca.key -days 30 -out new.pem 2>/dev/null
      install -m 640 -g portaria new.key /etc/portaria/tls/server.key
      install -m 640 -g portaria new.pem /etc/portaria/tls/server.pem`);
    await sh(
      `for i in $(seq 60); do [ "$(${served})" != "${before.trim()}" ] && exit 0; sleep 0.5; done; journalctl --no-pager -n 40 -u portaria-nginx -u 'portaria-nginx-reload*'; exit 1`,
    );

    // A certificate without its key is not served, and the unit that the alert looks at has failed until it is mended.
    const renewed = await sh(served);
    const untilReload = (state: string) =>
      `for i in $(seq 60); do [ "$(systemctl is-failed portaria-nginx-reload)" = ${state} ] && exit 0; sleep 0.5; done; exit 1`;
    await sh('install -m 640 -g portaria merchant.pem /etc/portaria/tls/server.pem');
    await sh(untilReload('failed'));
    expect(await sh(served)).toBe(renewed);
    await sh('install -m 640 -g portaria new.pem /etc/portaria/tls/server.pem');
    await sh(untilReload('inactive'));

    await sh('logrotate --force /etc/logrotate.d/portaria 2>/dev/null || ! command -v logrotate');
    const purged = await sh('apt-get purge -y -q portaria', 2 * minuteMs);
    expect(purged).toContain('Kept: the secrets in /etc/portaria');
    expect(await sh('systemctl is-active portaria@1 portaria-nginx || true')).not.toMatch(/^active/m);
    await sh('test -s /etc/portaria/secrets/master-key');
  },
);

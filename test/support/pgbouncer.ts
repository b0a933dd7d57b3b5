import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { findRunAs, spawnOptions } from '../../tools/stack/postgres-binaries.js';
import { afterFile } from './cleanup.js';
import { freePort } from './free-port.js';

/** Debian's PgBouncer; `null` where it is not installed. */
const pgBouncer =
  ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((program) => existsSync(program)) ?? null;

/** Starts a PgBouncer in transaction mode in front of what `url` names; returns the URL through it. */
export const openPgBouncer = async (url: string, poolSize: number): Promise<string> => {
  if (pgBouncer === null) throw new Error('PgBouncer is missing: install the package pgbouncer');
  const server = new URL(url);
  const through = new URL(url);
  through.port = String(await freePort());
  const home = await mkdtemp('/var/tmp/portaria-pgbouncer-');
  afterFile(() => rm(home, { recursive: true, force: true }));
  const runAs = await findRunAs();
  const users = join(home, 'users.txt');
  const file = join(home, 'pgbouncer.ini');
  await writeFile(users, `"${server.username}" "${server.password}"\n`, { mode: 0o600 });
  await writeFile(
    file,
    `[databases]
${server.pathname.slice(1)} = host=127.0.0.1 port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${through.port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = transaction
default_pool_size = ${String(poolSize)}
max_client_conn = 200
`,
  );
  if (runAs) for (const path of [home, users, file]) await chown(path, runAs.uid, runAs.gid);
  const log = await open(join(home, 'log'), 'w');
  const child = spawn(pgBouncer, [file], { ...spawnOptions(runAs), stdio: ['ignore', log.fd, log.fd] });
  await log.close();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  afterFile(async () => {
    if (child.exitCode === null && child.kill('SIGKILL')) await ended;
  });
  await untilAnswers(through.href);
  return through.href;
};

const untilAnswers = async (url: string): Promise<void> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 });
    client.on('error', () => undefined);
    const connected = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => undefined);
    if (connected) return;
    await pause(100);
  }
  throw new Error('PgBouncer did not answer within 10 s');
};

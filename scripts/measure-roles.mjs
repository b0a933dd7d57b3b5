// What a process costs by its role: its memory and processor time a while after it listens, and the time until it does. It
// starts a PostgreSQL of its own. The audit trail is first verified within a minute, which loads TypeORM.
//
//   npm run build && npm run bundle && node scripts/measure-roles.mjs [rounds] [seconds]
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import getPort from 'get-port';
import { migrations } from '../dist/migrations/list.js';
import { ensureDatabase } from '../dist/src/cli/deployment/ensure-database.js';
import { migrate } from '../dist/src/storage/maintenance/migrator.js';
import { startPostgres } from '../dist/tools/stack/postgres-process.js';

const rounds = Number(process.argv[2] ?? 3);
const atRestSeconds = Number(process.argv[3] ?? 65);
const program = join(import.meta.dirname, '../dist/bundle/main.js');
const clockTicksPerSecond = 100;
const key = randomBytes(32).toString('base64');
const secret = () => randomBytes(32).toString('base64url');

const silent = () => undefined;
const postgres = await startPostgres({ dataDir: null, port: await getPort(), settings: {}, say: silent });
const owner = { name: 'portaria_owner', password: 'owner' };
const urlOf = {};
for (const role of ['all', 'issue', 'manage']) {
  const application = { name: `portaria_${role}_login`, password: 'login' };
  const urls = await ensureDatabase(postgres.url, { role, database: 'portaria', owner, application });
  urlOf[role] = urls.appUrl;
  urlOf.owner = urls.ownerUrl;
}
await migrate(
  () => urlOf.owner,
  migrations,
  { waiting: silent },
  { issuanceRetentionDays: 400, refusalRetentionDays: 30 },
);

const sharedSettings = {
  PATH: process.env.PATH,
  PORTARIA_PORT: '0',
  PORTARIA_ISSUER: 'https://auth.example.com',
  PORTARIA_MASTER_KEY: key,
  PORTARIA_PEPPER: key,
  PORTARIA_TLS_LISTENER_SECRET: secret(),
};

/** Megabytes and seconds of a process that has been at rest for a moment after its start. */
const measure = async (role, seconds) => {
  const begun = performance.now();
  const child = spawn(process.execPath, ['--max-semi-space-size=16', '--heap-growing-percent=50', program], {
    env: { ...sharedSettings, DATABASE_URL: urlOf[role], PORTARIA_ROLE: role },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  while (!output.includes('"msg":"listening"')) {
    if (child.exitCode !== null) throw new Error(`${role} ended: ${output}`);
    const [chunk] = await Promise.race([
      new Promise((resolve) => child.stdout.once('data', (data) => resolve([data]))),
      new Promise((resolve) => child.once('exit', () => resolve(['']))),
    ]);
    output += String(chunk);
  }
  const startMs = performance.now() - begun;
  await pause(seconds * 1000);
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const rssMb = Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024;
  const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / clockTicksPerSecond;
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  return { startMs, rssMb, cpuSeconds };
};

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const found = { manage: [], all: [], issue: [] };
// The first of all generates the signing keys, which is no part of a start.
await measure('all', 0);
// All at once, so that what else the machine does falls on all of them.
for (let round = 0; round < rounds; round += 1)
  await Promise.all(
    Object.keys(found).map(async (role) => found[role].push(await measure(role, atRestSeconds))),
  );
for (const [role, measured] of Object.entries(found)) {
  const of = (name) => median(measured.map((one) => one[name]));
  console.log(
    `${role}: ${of('rssMb').toFixed(0)} MB, ready after ${of('startMs').toFixed(0)} ms, ${of('cpuSeconds').toFixed(2)} s of processor time`,
  );
}
await postgres.stop();

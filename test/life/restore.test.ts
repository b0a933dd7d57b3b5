import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { inheritedEnvironment, startProcess } from '../support/processes.js';
import { commandLine, repository } from '../support/programs.js';
import {
  type CompleteCluster,
  findServerPrograms,
  startCompleteCluster,
} from '../support/server-programs.js';

/**
 * The backup and the restore of docs/how-to/operator/back-up-and-restore.md, command by command as
 * they stand there: with the logins and passwords of the settings on an empty cluster, and nothing
 * else.
 */
const bin = findServerPrograms();
if (bin === null && process.env['CI'] !== undefined)
  throw new Error('this test needs a complete PostgreSQL: apt-get install postgresql');

const listenerSecret = randomBytes(32).toString('base64url');
const secrets = {
  PORTARIA_ISSUER: 'https://auth.example.com',
  PORTARIA_MASTER_KEY: randomBytes(32).toString('base64'),
  PORTARIA_PEPPER: randomBytes(32).toString('base64'),
  PORTARIA_TLS_LISTENER_SECRET: listenerSecret,
};

const page = 'docs/how-to/operator/back-up-and-restore.md';

/** The commands of the fenced block that follows a heading of the page. */
const blockUnder = (heading: string): string => {
  const text = readFileSync(join(repository, page), 'utf8');
  const block = new RegExp(`\\n${heading}\\n[^#]*?\`\`\`sh\\n([^\`]*)\`\`\``).exec(text)?.[1];
  if (block === undefined) throw new Error(`${page} has no commands under "${heading}"`);
  return block;
};

const settingsFor = ({ port }: CompleteCluster): Record<string, string> => ({
  ...secrets,
  DATABASE_URL: `postgresql://portaria_login:login@127.0.0.1:${String(port)}/portaria`,
  MIGRATION_DATABASE_URL: `postgresql://portaria_owner:owner@127.0.0.1:${String(port)}/portaria`,
});

/** What `portaria credential create --json` prints. */
interface Made {
  readonly credential: { readonly clientId: string };
  readonly clientSecret: string;
}

interface Machine {
  readonly folder: string;
  readonly cluster: CompleteCluster;
}

/** Runs shell commands as an operator would, on the machine of one cluster; the output, or an error with it. */
const shell = ({ folder, cluster }: Machine, commands: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const portaria = `portaria() { "${process.execPath}" "${commandLine}" "$@"; }`;
    const env = {
      ...inheritedEnvironment,
      PATH: `${String(bin)}:${String(process.env['PATH'])}`,
      ...settingsFor(cluster),
      PGHOST: '127.0.0.1',
      PGPORT: String(cluster.port),
      PGUSER: cluster.superuser,
      PGPASSWORD: cluster.password,
    };
    execFile(
      'bash',
      ['--norc', '-euc', `${portaria}\n${commands}`],
      { cwd: folder, env },
      (error, out, err) => {
        if (error) reject(new Error(`${commands}\n${out}${err}`));
        else resolve(out);
      },
    );
  });

const openMachine = async (): Promise<Machine> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-restore-'));
  afterFile(() => rm(folder, { recursive: true }));
  const cluster = await startCompleteCluster(String(bin));
  await writeFile(join(folder, 'superuser-password'), cluster.password);
  return { folder, cluster };
};

const askToken = async (machine: Machine, certPem: string, body: unknown): Promise<number> => {
  const { port, child } = await startProcess({ ...settingsFor(machine.cluster), PORTARIA_PORT: '0' });
  const answer = await fetch(`http://127.0.0.1:${String(port)}/api/auth/token`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-portaria-listener': listenerSecret,
      'x-real-ip': '127.0.0.1',
      'x-ssl-client-cert': encodeURIComponent(certPem),
      'x-ssl-client-verify': 'SUCCESS',
    },
    body: JSON.stringify(body),
  });
  child.kill('SIGTERM');
  return answer.status;
};

test.skipIf(bin === null)(
  'what was backed up is restored on an empty cluster: tokens, trail and rights',
  { timeout: 120_000 },
  async () => {
    const old = await openMachine();
    const { certPem } = await makeCertificate();
    await writeFile(join(old.folder, 'loja.pem'), certPem);
    await shell(old, 'portaria database prepare --password-file superuser-password && portaria migrate');
    await shell(
      old,
      'portaria account create "Loja" --scope balance:read && portaria certificate link 1 loja.pem',
    );
    const made = JSON.parse(await shell(old, 'portaria credential create 1 --json')) as Made;
    const client = { clientId: made.credential.clientId, clientSecret: made.clientSecret };
    expect(await askToken(old, certPem, client)).toBe(201);
    await shell(old, blockUnder('## Back up'));

    const fresh = await openMachine();
    await writeFile(join(fresh.folder, 'portaria.dump'), await readFile(join(old.folder, 'portaria.dump')));
    await shell(fresh, blockUnder('## Restore'));

    expect(await askToken(fresh, certPem, client)).toBe(201);
    // The commands before the last need an event of a copy; the last finds the one to look for.
    const commands = blockUnder('## After a restore or a failover that lost changes').trim().split('\n');
    expect(JSON.parse(await shell(fresh, commands.at(-1) ?? ''))).toEqual([
      expect.objectContaining({ action: 'credential.create' }),
    ]);
    const login = new pg.Client(settingsFor(fresh.cluster)['DATABASE_URL']);
    await login.connect();
    await expect(login.query('DELETE FROM audit_event')).rejects.toThrow('permission denied');
    await login.end();
  },
);

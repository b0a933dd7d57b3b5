import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { recordFault, recordSkipped } from '../faults/fault-record.js';
import { tokenIdOf } from '../keys/deployment.js';
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

/** Tokens that are requested before the dump. */
const tokensBefore = 50;
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

/** What a process of the application answered. */
interface Answered {
  readonly status: number;
  readonly token: string;
}

/** Runs a process with the settings of the machine, asks it, and ends it. */
const whileRunning = async <T>(machine: Machine, ask: (url: string) => Promise<T>): Promise<T> => {
  const { port, child } = await startProcess({ ...settingsFor(machine.cluster), PORTARIA_PORT: '0' });
  const answer = await ask(`http://127.0.0.1:${String(port)}`);
  child.kill('SIGTERM');
  return answer;
};

const fromProxy = (certPem: string): Record<string, string> => ({
  'x-portaria-listener': listenerSecret,
  'x-real-ip': '127.0.0.1',
  'x-ssl-client-cert': encodeURIComponent(certPem),
  'x-ssl-client-verify': 'SUCCESS',
});

const askToken = async (url: string, certPem: string, body: unknown): Promise<Answered> => {
  const answer = await fetch(`${url}/api/auth/token`, {
    method: 'POST',
    headers: { ...fromProxy(certPem), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { access_token: token = '' } = (await answer.json()) as { readonly access_token?: string };
  return { status: answer.status, token };
};

/** Self-service verifies the token that it is called with. */
const useToken = async (url: string, certPem: string, token: string): Promise<number> =>
  (
    await fetch(`${url}/api/account`, {
      headers: { ...fromProxy(certPem), authorization: `Bearer ${token}` },
    })
  ).status;

const askTokens = (machine: Machine, certPem: string, body: unknown): Promise<Answered[]> =>
  whileRunning(machine, async (url) => {
    const answers: Answered[] = [];
    for (let n = 0; n < tokensBefore; n += 1) answers.push(await askToken(url, certPem, body));
    return answers;
  });

const openLogin = async (machine: Machine): Promise<pg.Client> => {
  const login = new pg.Client(settingsFor(machine.cluster)['DATABASE_URL']);
  await login.connect();
  return login;
};

const makeClient = async (machine: Machine): Promise<{ clientId: string; clientSecret: string }> => {
  await shell(machine, 'portaria database prepare --password-file superuser-password && portaria migrate');
  await shell(
    machine,
    'portaria account create "Loja" --scope balance:read && portaria certificate link 1 loja.pem',
  );
  const made = JSON.parse(await shell(machine, 'portaria credential create 1 --json')) as Made;
  return { clientId: made.credential.clientId, clientSecret: made.clientSecret };
};

test.skipIf(bin === null)(
  'what was backed up is restored on an empty cluster: tokens, records, trail and rights',
  { timeout: 240_000 },
  () =>
    recordFault('restore on an empty cluster', async (record) => {
      const old = await openMachine();
      const { certPem } = await makeCertificate();
      await writeFile(join(old.folder, 'loja.pem'), certPem);
      const client = await makeClient(old);
      const before = await askTokens(old, certPem, client);
      expect(before.filter(({ status }) => status !== 201)).toEqual([]);
      await shell(old, blockUnder('## Back up'));

      const fresh = await openMachine();
      await writeFile(join(fresh.folder, 'portaria.dump'), await readFile(join(old.folder, 'portaria.dump')));
      await shell(fresh, blockUnder('## Restore'));

      const login = await openLogin(fresh);
      const ids = before.map(({ token }) => tokenIdOf(token));
      const { rows } = await login.query<{ n: number }>(
        'SELECT count(*)::integer AS n FROM token_issuance WHERE jti = ANY ($1::uuid[])',
        [ids],
      );
      const [used, after] = await whileRunning(fresh, async (url) => [
        await useToken(url, certPem, before[0]?.token ?? ''),
        await askToken(url, certPem, client),
      ]);
      record.rounds();
      record.responses({ '201': before.length + (after.status === 201 ? 1 : 0), [used]: 1 });
      record.tokens(ids.length, ids.length - (rows[0]?.n ?? 0));
      expect(rows).toEqual([{ n: tokensBefore }]);
      expect(used).toBe(200);
      expect(after.status).toBe(201);
      // The commands before the last need an event of a copy; the last finds the one to look for.
      const commands = blockUnder('## After a restore or a failover that lost changes').trim().split('\n');
      expect(JSON.parse(await shell(fresh, commands.at(-1) ?? ''))).toEqual([
        expect.objectContaining({ action: 'credential.create' }),
      ]);
      await expect(login.query('DELETE FROM audit_event')).rejects.toThrow('permission denied');
      await expect(login.query('CREATE TEMPORARY TABLE account (id integer)')).rejects.toThrow(
        'permission denied',
      );
      await login.end();
    }),
);

test.runIf(bin === null)('without pg_dump the report says so', () =>
  recordSkipped('restore on an empty cluster', 'there is no complete PostgreSQL with pg_dump.'),
);

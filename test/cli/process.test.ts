import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { makeDatabase } from '../support/database.js';
import { runProcess } from './portaria.js';

const pepper = Buffer.alloc(32, 7).toString('base64');
const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'portaria-cli-'));

test.concurrent(
  'migrate brings an empty database to this release, and says so; again it is current',
  async () => {
    const database = await makeDatabase({ empty: true });
    const env = { MIGRATION_DATABASE_URL: database.ownerUrl };
    const first = await runProcess(['migrate'], { env });
    expect(first.err).toMatch(/^The schema is up to date: \d+ migration\(s\) applied\.\n$/);
    expect(first.out.split('\n').slice(0, 3)).toEqual([
      'applied',
      'ApplicationRole1795219200001',
      'Accounts1795219200002',
    ]);
    expect(await runProcess(['migrate'], { env })).toMatchObject({
      exitCode: 0,
      out: 'applied\n',
      err: 'The schema is up to date.\n',
    });
  },
);

test.concurrent('migrate says which session it waits for while another process migrates', async () => {
  const database = await makeDatabase();
  const other = new pg.Client({
    connectionString: database.ownerUrl,
    application_name: 'a machine that is gone',
  });
  await other.connect();
  await other.query('SELECT pg_advisory_lock(7305810)');
  const waiting = runProcess(['migrate'], { env: { MIGRATION_DATABASE_URL: database.ownerUrl } });
  // A try was in vain, and it has found out whose session has the lock.
  await vi.waitFor(
    async () => {
      const tries = `SELECT FROM pg_stat_activity WHERE application_name = 'portaria migrate'
        AND datname = current_database() AND query LIKE '%pg_locks%' AND state = 'idle'`;
      expect(await database.sql(tries)).toHaveLength(1);
    },
    { timeout: 20_000, interval: 50 },
  );
  await other.end();
  expect((await waiting).err).toMatch(
    /^Waiting: another process is migrating this database: pid \d+, portaria_owner \(a machine that is gone\), for \d+ s\.\nThe schema is up to date\.\n$/,
  );
});

test.concurrent(
  'before a host is set up, every command that needs a setting names portaria setup',
  async () => {
    const file = join(await folder(), 'portaria.env');
    await writeFile(file, '# DATABASE_URL=\n');
    for (const words of [['account', 'list'], ['migrate'], ['nginx', 'render'], ['doctor']])
      expect(await runProcess(words, { env: { PORTARIA_ENV_FILE: file } })).toMatchObject({
        exitCode: 78,
        out: '',
        err: `portaria: The configuration is invalid:\n  - ${file}: sets nothing yet. Run: portaria setup\n`,
      });
  },
);

test.concurrent('without any settings it ends with 78 and says what to do', async () => {
  const { exitCode, out, err } = await runProcess(['account', 'list'], { cwd: await folder() });
  expect({ exitCode, out }).toEqual({ exitCode: 78, out: '' });
  expect(err).toMatch(
    /^portaria: The configuration is invalid:\n {2}- DATABASE_URL: is not set, and there is no \.portaria\/portaria\.env here\./,
  );
});

test.concurrent(
  'it takes the settings that the local stack wrote here, or the file that PORTARIA_ENV_FILE names',
  async () => {
    const database = await makeDatabase();
    const cwd = await folder();
    await mkdir(join(cwd, '.portaria'));
    const settings = `DATABASE_URL='${database.appUrl}'\nPORTARIA_PEPPER='${pepper}'\n`;
    await writeFile(join(cwd, '.portaria/portaria.env'), settings);
    await writeFile(join(cwd, 'other.env'), settings);
    expect(await runProcess(['account', 'create', 'Loja'], { cwd })).toMatchObject({ exitCode: 0 });
    const env = { PORTARIA_ENV_FILE: join(cwd, 'other.env') };
    const listed = await runProcess(['account', 'list', '--json'], { env });
    expect(listed.json()).toMatchObject([{ name: 'Loja' }]);
  },
);

test.concurrent(
  'the pepper is needed only where a secret is made',
  async () => {
    const database = await makeDatabase();
    const env = { DATABASE_URL: database.appUrl };
    const { id } = (await runProcess(['account', 'create', 'Loja', '--json'], { env })).json() as {
      id: string;
    };
    for (const words of [
      ['account', 'list'],
      ['account', 'show', id],
      ['account', 'suspend', id, '--yes'],
      ['account', 'reactivate', id],
      ['credential', 'list', id],
      ['certificate', 'list', id],
      ['refusal', 'show', '5f0c6b1e9a7d4c3b8e2f1a0d9c8b7a65'],
    ]) {
      expect(await runProcess(words, { env }), words.join(' ')).not.toMatchObject({ exitCode: 78 });
    }
    const refused = await runProcess(['credential', 'create', id], { env });
    expect(refused).toMatchObject({
      exitCode: 78,
      err: 'portaria: The configuration is invalid:\n  - PORTARIA_PEPPER: is not set\n',
    });
    expect(await database.sql('SELECT FROM credential')).toEqual([]);
  },
  120_000,
);

test.concurrent('an address that never answers is one line within about 10 s, also for migrate', async () => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  afterFile(() => {
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
  const { port } = silent.address() as AddressInfo;
  const env = { DATABASE_URL: `postgresql://portaria:hunter2hunter2@127.0.0.1:${String(port)}/portaria` };
  const giveUp = async (words: readonly string[]): Promise<void> => {
    const startMs = Date.now();
    const { exitCode, out, err } = await runProcess(words, { env });
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(err).toMatch(
      /^portaria: the database does not answer\. Check the address in [^\n]*DATABASE_URL[^\n]*\n$/,
    );
    // A hang, not slowness, is what this is about: machines are shared.
    expect(Date.now() - startMs).toBeLessThan(30_000);
  };
  await Promise.all([giveUp(['account', 'list']), giveUp(['migrate'])]);
});

test.concurrent(
  'an unreachable database is one line on standard error, and 1',
  async () => {
    const cwd = await folder();
    await mkdir(join(cwd, '.portaria'));
    const url = 'postgresql://portaria:hunter2hunter2@127.0.0.1:1/portaria';
    await writeFile(join(cwd, '.portaria/portaria.env'), `DATABASE_URL=${url}\nPORTARIA_PEPPER=${pepper}\n`);
    for (const words of [['account', 'list'], ['migrate']]) {
      const { exitCode, out, err } = await runProcess(words, { cwd });
      expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
      expect(err).toMatch(
        /^portaria: PostgreSQL does not answer at 127\.0\.0\.1:1\. Is the local stack running\? Start it: npm start \(settings from \.portaria\/portaria\.env\)\n$/,
      );
      expect(err).not.toContain('hunter2');
      // With settings of one's own the local stack has nothing to do with it.
      const elsewhere = await runProcess(words, { env: { DATABASE_URL: url } });
      expect({ exitCode: elsewhere.exitCode, out: elsewhere.out }).toEqual({ exitCode: 1, out: '' });
      expect(elsewhere.err).toMatch(/^portaria: nothing listens at 127\.0\.0\.1:1\. Check DATABASE_URL.*\n$/);
    }
  },
  120_000,
);

test.concurrent(
  'a chosen secret goes in by the standard input of the process',
  { timeout: 60_000 },
  async () => {
    const database = await makeDatabase();
    const env = { DATABASE_URL: database.appUrl, PORTARIA_PEPPER: pepper };
    const { id } = (await runProcess(['account', 'create', 'Loja', '--json'], { env })).json() as {
      id: string;
    };
    const words = ['credential', 'create', id, '--client-id', 'loja', '--secret-stdin'];
    const weak = await runProcess(words, { env, stdin: 'Senha@2026\n' });
    expect(weak).toMatchObject({
      exitCode: 2,
      err: expect.stringMatching(
        /^portaria: secret: must not be made of words such as .* let portaria generate one/,
      ),
    });
    const created = await runProcess(words, { env, stdin: 'vidro7 trem4Sopa cX9neta\n' });
    expect(created).toMatchObject({ exitCode: 0, err: '' });
    const [row] = await database.sql<{ digest: string }>('SELECT digest FROM credential_secret');
    expect(row?.digest).toMatch(/^argon2id-hmac-sha256\$/);
  },
);

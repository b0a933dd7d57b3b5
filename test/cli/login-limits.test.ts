import pg from 'pg';
import { expect, test } from 'vitest';
import { ensureDatabase } from '../../src/cli/deployment/ensure-database.js';
import { startPostgres } from '../../tools/stack/postgres-process.js';
import { afterFile } from '../support/cleanup.js';
import { freePort } from '../support/free-port.js';
import { runProcess } from './portaria.js';

const say = (): void => undefined;
const input = {
  database: 'portaria',
  owner: { name: 'portaria_owner', password: 'owner' },
  application: { name: 'portaria_login', password: 'login' },
};

test('the application login is limited, also one that an older deployment prepared', async () => {
  const postgres = await startPostgres({ dataDir: null, port: await freePort(), settings: {}, say });
  afterFile(() => postgres.stop());
  const limits = async (): Promise<unknown> => {
    const { appUrl } = await ensureDatabase(postgres.url, input);
    const client = new pg.Client(appUrl);
    await client.connect();
    const names = [
      'lock_timeout',
      'statement_timeout',
      'idle_in_transaction_session_timeout',
      'default_transaction_isolation',
      'client_min_messages',
    ];
    const { rows } = await client.query(
      'SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS name',
      [names],
    );
    await client.end();
    return Object.fromEntries(
      (rows as { name: string; value: string }[]).map((row) => [row.name, row.value]),
    );
  };
  const expected = {
    lock_timeout: '10s',
    statement_timeout: '30s',
    idle_in_transaction_session_timeout: '15s',
    default_transaction_isolation: 'read committed',
    client_min_messages: 'warning',
  };
  expect(await limits()).toEqual(expected);
  const help = (await runProcess(['database', 'prepare', '--help'])).out.replaceAll(/\s+/g, ' ');
  for (const [name, value] of Object.entries(expected)) expect(help).toContain(`${name} ${value}`);
  const superuser = new pg.Client(postgres.url);
  await superuser.connect();
  await superuser.query('ALTER ROLE portaria_login RESET ALL');
  await superuser.query(`ALTER ROLE portaria_login SET default_transaction_isolation = 'repeatable read'`);
  await superuser.end();
  expect(await limits()).toEqual(expected);
}, 60_000);

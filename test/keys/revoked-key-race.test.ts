import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { type ApplicationProcess, startProcess } from '../support/processes.js';
import { type Deployment, kidOf, openDeployment, tokenIdOf } from './deployment.js';

/**
 * Once it was acknowledged that a key is dropped, no process lets a token out under it, although each of them may hold it in
 * memory for some more seconds: the record is the moment of issue, and it looks at the key.
 */
let deployment: Deployment;
let processes: ApplicationProcess[];
let holder: pg.Client;
beforeAll(async () => {
  deployment = await openDeployment();
  const { environment, database } = deployment.app;
  processes = [await startProcess(environment), await startProcess(environment)];
  holder = new pg.Client(database.adminUrl);
  await holder.connect();
  afterFile(() => holder.end());
});

const activeKid = async (): Promise<string> => {
  const keys = await deployment.management.listKeys.run();
  return (
    keys.find(
      ({ use, algorithm, state }) => use === 'merchant' && algorithm === 'HS256' && state === 'active',
    )?.kid ?? ''
  );
};

const recordsWaiting = async (): Promise<number> => {
  const [row] = await deployment.app.database.sql<{ n: string }>(
    `SELECT count(*) AS n FROM pg_locks l JOIN pg_database d ON d.oid = l.database
     WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.objid = 7305808
       AND l.mode = 'ShareLock' AND NOT l.granted`,
  );
  return Number(row?.n);
};

test('a token that was signed before the drop, and is recorded after it, does not leave: the client gets one under the new key', async () => {
  const stolen = await activeKid();
  await holder.query('SELECT pg_advisory_lock(7305808)');
  const requested = processes.map((process) => deployment.ask(process));
  await expect.poll(recordsWaiting, { timeout: 5000 }).toBe(2);
  const dropping = deployment.management.revokeKey.run(stolen);
  await expect.poll(activeKid, { timeout: 5000 }).not.toBe(stolen);
  await holder.query('SELECT pg_advisory_unlock(7305808)');
  const { successor } = await dropping;
  expect((await Promise.all(requested)).map(kidOf)).toEqual([successor?.kid, successor?.kid]);
});

test('under load, a token of the dropped key was recorded before the acknowledgement, or it never left', async () => {
  const database = deployment.app.database;
  for (let round = 0; round < 4; round += 1) {
    const stolen = await activeKid();
    const requests = Array.from({ length: 60 }, (_, n) =>
      deployment.ask(processes[n % 2] as ApplicationProcess),
    );
    await Promise.race(requests);
    const { successor } = await deployment.management.revokeKey.run(stolen);
    const rows = await database.sql<{ jti: string }>('SELECT jti FROM token_issuance');
    const atAcknowledgement = new Set(rows.map(({ jti }) => jti));
    const afterwards = await Promise.all(processes.map((process) => deployment.ask(process)));
    const tokens = await Promise.all(requests);
    expect(tokens.filter((token) => typeof token === 'number')).toEqual([]);
    const underIt = tokens.filter((token) => typeof token === 'string' && kidOf(token) === stolen);
    expect(underIt.filter((token) => !atAcknowledgement.has(tokenIdOf(String(token))))).toEqual([]);
    expect(afterwards.map(kidOf)).toEqual([successor?.kid, successor?.kid]);
  }
});

test('the release before, which does not say under which key it signed, goes on recording', async () => {
  const { account, app } = deployment;
  const rows = await app.database.sql(
    `SELECT record_issuance(ARRAY[gen_random_uuid()], ARRAY[now()], ARRAY[now() + interval '30 minutes'], ARRAY[a.id],
       ARRAY[a.version], ARRAY[$2::bigint], ARRAY[$3::bigint], ARRAY[NULL::bigint], ARRAY['avista'], ARRAY[''],
       ARRAY['127.0.0.1'::inet], ARRAY['r']) FROM account a WHERE a.id = $1`,
    [account.id, account.credentialId, account.secretId],
  );
  expect(rows).toHaveLength(1);
});

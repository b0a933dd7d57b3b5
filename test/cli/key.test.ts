import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { masterKeyIdOf } from '../../src/crypto/sealer.js';
import { masterKey } from '../management/open-test-management.js';
import { makeDatabase } from '../support/database.js';
import { openPortaria, runProcess } from './portaria.js';

const { run } = await openPortaria();

test('key rotate publishes a key and says from when it signs; while it waits another is refused with 4', async () => {
  const { exitCode, out, err } = await run('key rotate --delay 2h');
  expect(exitCode).toBe(0);
  expect(err).toMatch(/^hs-[0-9a-f]{16} signs from \d{4}-\d\d-\d\dT[\d:.]+Z\. You need to do nothing else\./);
  const [head, row] = out.trimEnd().split('\n');
  expect(head).toBe('kid\talgorithm\tuse\tstate\tpublished\tsigns from\tends');
  expect(row).toMatch(/^hs-[0-9a-f]{16}\tHS256\tmerchant\tnext\t/);
  const again = await run('key rotate');
  expect(again.exitCode).toBe(4);
  expect(again.err).toMatch(/^portaria: key: hs-[0-9a-f]{16} is already published/);
});

test('key rotate names every other algorithm that goes on signing, with the command that rotates it', async () => {
  const { run: runHere, database } = await openPortaria();
  await runHere('key rotate --algorithm ES256');
  expect((await runHere('key rotate --use operator')).err).not.toContain('Not rotated');
  await database.sql(
    "UPDATE signing_key SET created_at = now() - interval '3 hours', activates_at = now() - interval '1 hour'",
  );
  const { err } = await runHere('key rotate');
  expect(err).toMatch(
    /Not rotated: ES256 of merchant \(es-[0-9a-f]+ signs since \d{4}-\d\d-\d\d\)\. .*key rotate --use merchant --algorithm ES256\n/,
  );
  expect(err).toMatch(/Not rotated: HS256 of operator .*key rotate --use operator --algorithm HS256\n/);
});

test('key list shows states and times, never material; JSON has no more', async () => {
  const { out } = await run('key list', { columns: 100 });
  expect(out).toMatch(/^KID +ALGORITHM +USE +STATE +PUBLISHED +SIGNS FROM +ENDS$/m);
  const [key] = (await run('key list --json')).json() as Record<string, unknown>[];
  expect(Object.keys(key ?? {}).sort()).toEqual(
    ['activatesAt', 'algorithm', 'createdAt', 'kid', 'retiresAt', 'revokedAt', 'state', 'use'].sort(),
  );
});

test('key revoke ends a key and says so; the list calls it revoked', async () => {
  const [{ kid } = { kid: '' }] = (await run('key list --json')).json() as { kid: string }[];
  const { exitCode, err } = await run(`key revoke ${kid} --yes`);
  expect({ exitCode, err }).toEqual({
    exitCode: 0,
    err: `${kid} is revoked. No process signs with it any more, and its tokens are revoked.\n`,
  });
  expect((await run('key list')).out).toMatch(new RegExp(`^${kid}\tHS256\tmerchant\trevoked\t`, 'm'));
  expect((await run('key revoke hs-0000000000000000 --yes')).exitCode).toBe(3);
});

test('key reseal tells how much there was to do', async () => {
  await run('key rotate');
  expect((await run('key reseal --json')).json()).toEqual({ sealed: 1, resealed: 0 });
  expect((await run('key reseal')).err).toContain('remove the old one from PORTARIA_PREVIOUS_MASTER_KEYS');
});

test('an algorithm or a delay that cannot be is 2', async () => {
  expect((await run('key rotate --algorithm none')).err).toBe(
    'portaria: algorithm: must be one of HS256, RS256, ES256\n',
  );
  expect((await run('key rotate --delay 10s')).exitCode).toBe(2);
  expect((await run('key rotate --delay soon')).exitCode).toBe(2);
});

test('key rotate --algorithm ES256 publishes a key beside the waiting one of another algorithm', async () => {
  const rotated = await run('key rotate --algorithm ES256');
  expect(rotated.exitCode).toBe(0);
  expect(rotated.out).toMatch(/^es-[0-9a-f]{16}\tES256\tmerchant\tnext\t/m);
  expect((await run('key rotate --algorithm ES256')).exitCode).toBe(4);
  const keys = (await run('key list --json')).json() as { kid: string; algorithm: string }[];
  const kid = String(keys.find(({ algorithm }) => algorithm === 'ES256')?.kid);
  expect((await run(`key revoke ${kid} --yes`)).exitCode).toBe(0);
  expect((await run('key list')).out).toMatch(new RegExp(`^${kid}\tES256\tmerchant\trevoked\t`, 'm'));
});

test('key rotate --use operator publishes a key for the tokens of operators, with HS256 alone', async () => {
  const rotated = await run('key rotate --use operator');
  expect(rotated.exitCode).toBe(0);
  expect(rotated.out).toMatch(/^admin-[0-9a-f]{16}\tHS256\toperator\tnext\t/m);
  expect((await run('key rotate --use operator --algorithm ES256')).err).toBe(
    'portaria: algorithm: must be HS256 for keys with the use operator\n',
  );
  expect((await run('key rotate --use operators')).err).toBe(
    'portaria: use: must be one of merchant, operator\n',
  );
});

test('pepper status says of each pepper whether it is still needed', async () => {
  const { id } = (await run('account create Loja --json')).json() as { id: string };
  await run(`credential create ${id}`);
  const { out } = await run('pepper status');
  expect(out).toMatch(/^pepper\tstate\tsecrets\n[0-9a-f]{8}\tcurrent\t1\n\tunpeppered\t0\n$/);
});

test('only what makes, opens or seals a key needs the master key', async () => {
  const database = await makeDatabase();
  const env = { DATABASE_URL: database.appUrl };
  expect(await runProcess(['key', 'list'], { env })).toMatchObject({ exitCode: 0 });
  expect(await runProcess(['key', 'rotate'], { env })).toMatchObject({
    exitCode: 78,
    err: 'portaria: The configuration is invalid:\n  - PORTARIA_MASTER_KEY: is not set\n',
  });
  const withKey = { ...env, PORTARIA_MASTER_KEY: randomBytes(32).toString('base64') };
  expect(await runProcess(['key', 'rotate'], { env: withKey })).toMatchObject({ exitCode: 0 });
});

test('a command that seals warns before of running processes that lack its master key, and of no others', async () => {
  const { run: runHere, database } = await openPortaria();
  const seen = (host: string, keys: string, age = '0 s'): Promise<unknown> =>
    database.sql(
      `INSERT INTO process_heartbeat (id, host, role, version, started_at, last_seen_at, master_keys)
       VALUES (gen_random_uuid(), $1, 'issue', '1.0.0', now(), clock_timestamp() - $3::interval, $2)`,
      [host, keys, age],
    );
  const own = masterKeyIdOf(masterKey);
  await seen('has-it', own);
  await seen('has-it-as-previous', `0123456789abcdef ${own}`);
  await seen('of-the-release-before', '');
  await seen('ended', '0123456789abcdef', '1 minute');
  expect((await runHere('key rotate')).err).not.toContain('do not have');
  await seen('lacks-it', '0123456789abcdef');
  const warning =
    /^These running processes do not have the PORTARIA_MASTER_KEY of this command, and cannot use what it seals: lacks-it \(issue\)\. /;
  const [{ kid } = { kid: '' }] = (await runHere('key list --json')).json() as { kid: string }[];
  for (const command of ['key rotate --algorithm ES256', 'key reseal', `key revoke ${kid} --yes`]) {
    const { exitCode, err } = await runHere(command);
    expect([exitCode, err], command).toEqual([0, expect.stringMatching(warning)]);
    expect(err).not.toMatch(/You need to do nothing else|You can remove the old one/);
    expect(err).not.toContain(masterKey.toString('base64'));
  }
});

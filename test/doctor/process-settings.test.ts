import { expect, test, vi } from 'vitest';
import { proxySecretSetting } from '../../src/core/overview/process-settings.js';
import { startDoctorStack } from './support.js';

const stack = await startDoctorStack();
const { database } = stack.app;

test('processes with different issuers: both are named, with what they have', async () => {
  const rowOf = (host: string, issuer: string) =>
    database.sql(
      `INSERT INTO process_heartbeat (id, host, role, version, started_at, last_seen_at, settings)
       VALUES (gen_random_uuid(), $1::text, 'all', '1.0.0', now() - interval '1 hour', clock_timestamp(),
               jsonb_build_object('PORTARIA_ISSUER', $2::text, 'PORTARIA_CONTRACTS', 'pix', 'routeTables', $1::text))`,
      [host, issuer],
    );
  const examined = async (...rows: readonly (readonly [host: string, issuer: string])[]) => {
    await database.sql('DELETE FROM process_heartbeat');
    for (const row of rows) await rowOf(...row);
    const { check } = await stack.examine();
    await database.sql('DELETE FROM process_heartbeat');
    return check('process-settings');
  };
  const first = ['gateway-1', 'https://auth.example.com'] as const;
  const second = ['gateway-2', 'https://other.example.com'] as const;
  // The heartbeat of the test's own process may come in between: once more then.
  const timeout = 20_000;
  await vi.waitFor(async () => expect(await examined(first)).toMatchObject({ result: 'ok' }), { timeout });
  const different = {
    result: 'problem',
    message: expect.stringMatching(
      /^The processes differ in PORTARIA_ISSUER: "https:\/\/auth\.example\.com" \(gateway-1, running since \S+Z\) and "https:\/\/other\.example\.com" \(gateway-2, running since \S+Z\)\. /,
    ),
    page: 'docs/how-to/operator/run-several-processes.md',
  };
  await vi.waitFor(async () => expect(await examined(first, second)).toMatchObject(different), { timeout });
});

test('processes with different proxy secrets: both are named, without the digests', async () => {
  await database.sql('DELETE FROM process_heartbeat');
  await database.sql(
    `INSERT INTO process_heartbeat (id, host, role, version, started_at, last_seen_at, settings)
     SELECT gen_random_uuid(), host, 'all', '1.0.0', now(), clock_timestamp(), jsonb_build_object($1::text, host || ' digest')
     FROM unnest(ARRAY['gateway-1', 'gateway-2']) AS host`,
    [proxySecretSetting('gateway', 'all', '0011223344556677')],
  );
  const { check } = await stack.examine();
  await database.sql('DELETE FROM process_heartbeat');
  expect(check('process-settings')).toMatchObject({
    result: 'problem',
    message: expect.stringMatching(
      /^The processes have different values of PORTARIA_GATEWAY_LISTENER_SECRET \(PORTARIA_ROLE=all\): \(gateway-1, running since \S+Z\) and \(gateway-2, running since \S+Z\)\. NGINX sends one/,
    ),
    fix: expect.stringContaining('one process was not restarted'),
  });
});

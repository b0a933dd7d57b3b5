import { expect, test } from 'vitest';
import { proxySecretSetting } from '../../src/core/overview/process-settings.js';
import { proxySecretDigests } from '../../src/crypto/proxy-secret-digests.js';
import { masterKeyIdOf } from '../../src/crypto/sealer.js';
import { ask } from '../support/ask.js';
import { startApp } from '../support/test-app.js';

/** What a process says that has another proxy secret than NGINX. */
const key = Buffer.alloc(32, 7);
const withTls = (secret: string) => ({ tls: () => secret, header: null, admin: null, gateway: null });

test('a request with an unknown proxy secret is a warning, with the id that NGINX logs', async () => {
  const app = await startApp();
  const claimed = 'a'.repeat(32);
  const { status, headers } = await ask(app, {
    path: '/api/auth/token',
    headers: { 'x-portaria-listener': 'b'.repeat(64), 'x-request-id': claimed },
  });
  expect(status).toBe(403);
  await expect.poll(() => app.log()).toContain('"outcome":"not_from_proxy"');
  const line =
    app
      .log()
      .split('\n')
      .find((text) => text.includes('"outcome":"not_from_proxy"')) ?? '{}';
  const logged = JSON.parse(line) as Record<string, unknown>;
  expect(logged).toMatchObject({ level: 'warn', claimedRequestId: claimed });
  expect(logged['requestId']).not.toBe(claimed);
  expect(headers['x-request-id']).not.toBe(claimed);
});

test('a process writes digests of its proxy secrets to its heartbeat, and not the secrets', async () => {
  const environment = { PORTARIA_MASTER_KEY: key.toString('base64') };
  const app = await startApp({ environment });
  const name = proxySecretSetting('tls', 'all', masterKeyIdOf(key));
  const rows = () =>
    app.database.sql<{ settings: Record<string, string> }>('SELECT settings FROM process_heartbeat');
  await expect
    .poll(async () => (await rows())[0]?.settings[name], { timeout: 15_000 })
    .toMatch(/^[0-9a-f]{16}$/);
  const secrets = Object.values(app.config.listeners).flatMap((secret) => secret?.() ?? []);
  const text = JSON.stringify(await rows());
  for (const secret of secrets) expect(text).not.toContain(secret);
});

test('digests are equal for equal secrets alone, and not compared between roles or master keys', () => {
  const digests = (secret: string, role: 'issue' | 'manage', masterKey = key): readonly [string, string][] =>
    Object.entries(proxySecretDigests(role, withTls(secret), [masterKey]));
  expect(digests('one', 'issue')).toEqual(digests('one', 'issue'));
  expect(digests('one', 'issue')[0]?.[0]).toBe(digests('two', 'issue')[0]?.[0]);
  expect(digests('one', 'issue')[0]?.[1]).not.toBe(digests('two', 'issue')[0]?.[1]);
  expect(digests('one', 'issue')[0]?.[0]).not.toBe(digests('one', 'manage')[0]?.[0]);
  const other = Buffer.alloc(32, 8);
  expect(digests('one', 'issue', other)[0]?.[0]).not.toBe(digests('one', 'issue')[0]?.[0]);
  expect(digests('one', 'issue', other)[0]?.[1]).not.toBe(digests('one', 'issue')[0]?.[1]);
});

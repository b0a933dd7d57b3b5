import { expect, test } from 'vitest';
import { send } from '../support/ask.js';
import { startApp } from '../support/test-app.js';

test('a job that fails at every run shows in the metrics until it works again, with the name that the log has', async () => {
  const app = await startApp();
  const failing = async (): Promise<Readonly<Record<string, number>>> => {
    const { body } = await send({ port: app.port, method: 'GET', path: '/metrics', headers: {} });
    const samples = body.matchAll(/^portaria_job_failing_seconds\{name="([^"]+)"\} (.*)$/gm);
    return Object.fromEntries<number>([...samples].map(([, name = '', seconds]) => [name, Number(seconds)]));
  };
  expect(await failing()).toMatchObject({ 'writing the heartbeat': 0, 'counting what expires soon': 0 });
  await app.database.sql('REVOKE SELECT ON revocation FROM portaria_app');
  await expect
    .poll(async () => (await failing())['reading the revocations'], { timeout: 10_000 })
    .toBeGreaterThan(0);
  expect(app.log()).toMatch(/"msg":"reading the revocations failed"/);
  await app.database.sql('GRANT SELECT ON revocation TO portaria_app');
  await expect.poll(async () => (await failing())['reading the revocations'], { timeout: 10_000 }).toBe(0);
});

import { expect, test } from 'vitest';
import { askToken, send } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { startApp } from '../support/test-app.js';

test('while the database takes no refusals, the log and a metric say so, and afterwards they are recorded', async () => {
  const app = await startApp();
  const { certPem } = await makeCertificate();
  const account = await app.accounts.create({ certificate: certPem });
  const waitingSeconds = async (): Promise<number> => {
    const { body } = await send({ port: app.port, method: 'GET', path: '/metrics', headers: {} });
    return Number(/^portaria_refusals_waiting_seconds (.*)$/m.exec(body)?.[1]);
  };
  const recorded = (): Promise<unknown[]> => app.database.sql('SELECT reason FROM refusal');
  await app.database.sql('REVOKE INSERT ON refusal FROM portaria_app');
  expect(await waitingSeconds()).toBe(0);
  await askToken(app, { ...account, clientSecret: `${account.clientSecret.slice(0, -1)}_` }, certPem);
  await expect
    .poll(app.log, { timeout: 5000 })
    .toMatch(
      /"error":"database: permission denied for [^"]+","attempts":1,"msg":"writing the log of refusals failed"/,
    );
  expect(await waitingSeconds()).toBeGreaterThan(0);
  expect(await recorded()).toEqual([]);
  await app.database.sql('GRANT INSERT ON refusal TO portaria_app');
  await expect.poll(recorded, { timeout: 10_000 }).toEqual([{ reason: 'wrong_secret' }]);
  await expect.poll(waitingSeconds).toBe(0);
  expect(app.log()).toContain('"msg":"writing the log of refusals works again"');
});

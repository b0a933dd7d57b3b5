import { expect, test } from 'vitest';
import { askToken, send } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { startApp } from '../support/test-app.js';

/** Everything that is written behind the responses, and what its login needs for it. */
test.each([
  ['writing the counts of token requests', 'EXECUTE ON FUNCTION add_token_request_counts'],
  ['writing the times of last use', 'UPDATE (last_used_at) ON credential_secret'],
])(
  'while the database does not take %s, the log and the metric of failing jobs say so',
  { timeout: 60_000 },
  async (job, right) => {
    const app = await startApp();
    const { certPem } = await makeCertificate();
    const account = await app.accounts.create({ certificate: certPem });
    const failingSeconds = async (): Promise<number> => {
      const { body } = await send({ port: app.port, method: 'GET', path: '/metrics', headers: {} });
      return Number(new RegExp(`^portaria_job_failing_seconds{name="${job}"} (.*)$`, 'm').exec(body)?.[1]);
    };
    await app.database.sql(`REVOKE ${right} FROM portaria_app`);
    expect((await askToken(app, account, certPem)).status).toBe(201);
    await expect.poll(failingSeconds, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(app.log()).toMatch(
      new RegExp(`"error":"database: permission denied for [^"]+","attempts":1,"msg":"${job} failed"`),
    );
    await app.database.sql(`GRANT ${right} TO portaria_app`);
    await expect.poll(failingSeconds, { timeout: 20_000 }).toBe(0);
    expect(app.log()).toContain(`"msg":"${job} works again"`);
  },
);

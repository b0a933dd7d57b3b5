import { expect, test } from 'vitest';
import { ask, askToken } from '../../support/ask.js';
import { makeCertificate } from '../../support/certificates.js';
import { startApp } from '../../support/test-app.js';

test('each request leaves exactly one line, which says what became of it', async () => {
  const app = await startApp();
  const { certPem } = await makeCertificate();
  const account = await app.accounts.create({ certificate: certPem });
  const requests = [
    await askToken(app, account, certPem),
    await askToken(app, { ...account, clientSecret: 'a wrong secret' }, certPem),
    await askToken(app, { ...account, clientId: 'unknown-client' }, certPem),
    await ask(app, { body: '{' }),
    await ask(app, { method: 'GET', path: '/api/auth/token?clientSecret=pasted' }),
  ];
  const lines = app
    .log()
    .split('\n')
    .filter((line) => line.includes('"msg":"request"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map(({ requestId }) => requestId)).toEqual(
    requests.map(({ headers }) => headers['x-request-id']),
  );
  const { clientId } = account;
  expect(lines).toMatchObject([
    {
      level: 'info',
      status: 201,
      contract: 'avista',
      listener: 'tls',
      outcome: 'issued',
      clientId,
      route: '/api/auth/token',
    },
    { level: 'info', status: 401, contract: 'avista', outcome: 'wrong_secret', clientId },
    { level: 'info', status: 401, contract: 'avista', outcome: 'unknown_client' },
    { level: 'info', status: 400, contract: 'avista', outcome: 'malformed_request' },
    { level: 'info', status: 405, outcome: 'method_not_allowed', route: 'none' },
  ]);
  // An id that the gateway did not generate could be a secret in the wrong field.
  expect(lines[2]).not.toHaveProperty('clientId');
});

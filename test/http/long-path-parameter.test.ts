import { beforeAll, expect, test } from 'vitest';
import { ask } from '../support/ask.js';
import { sharedApp, type TestApp } from '../support/test-app.js';

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});

const routes = [
  ['GET', 'tls', '/api/account/refusals/'],
  ['DELETE', 'tls', '/api/account/certificates/'],
  ['GET', 'admin', '/api/admin/accounts/'],
  ['POST', 'admin', '/api/admin/accounts/1/certificates/'],
  ['PATCH', 'admin', '/api/admin/realm-users/'],
] as const;

/** Found by an attacker: the 101st character of a parameter was a 500, whose log line had the whole path. */
test.each(routes.flatMap((route) => [100, 101, 20_000].map((length) => [...route, length] as const)))(
  '%s at the %s listener, %s with a parameter of %i characters: no fault, and the path is in no log',
  async (method, listener, path, length) => {
    const pasted = `PASTED-SECRET-${'a'.repeat(length - 14)}`;
    const answer = await ask(app, { method, listener, path: `${path}${pasted}` });
    expect([401, 404]).toContain(answer.status);
    expect(answer.body + app.log()).not.toContain('PASTED-SECRET');
  },
);

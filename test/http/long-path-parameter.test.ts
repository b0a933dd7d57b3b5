import { NotFoundException } from '@nestjs/common';
import { fastify } from 'fastify';
import { beforeAll, expect, test } from 'vitest';
import { refusalOf } from '../../src/http/framework-errors.js';
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

/** Found by an attacker: every method was looked up with the whole path, 4 ms of a process for a request without a token. */
test.each(['a', '%20', 'a/'])(
  'an unknown path of 27 kB of %j costs no more than a short one',
  async (piece) => {
    const server = fastify();
    server.get('/api/account', () => Promise.resolve({}));
    server.get('/api/account/refusals/:requestId', () => Promise.resolve({}));
    let processorMs = Number.NaN;
    server.setNotFoundHandler((request, reply) => {
      const before = process.cpuUsage();
      for (let tries = 0; tries < 20; tries += 1) refusalOf(new NotFoundException(), request);
      processorMs = process.cpuUsage(before).user / 1000;
      void reply.send();
    });
    await server.inject(`/api/account/${piece.repeat(27_000 / piece.length)}`);
    expect(processorMs).toBeLessThan(20);
  },
);

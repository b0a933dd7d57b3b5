import { expect, test } from 'vitest';
import { avista } from '../../../src/contracts/avista/contract.js';
import { Refusal } from '../../../src/core/refusals/refusal.js';
import { DocumentationLinks } from '../../../src/core/shared/documentation-links.js';
import { freePort } from '../../support/free-port.js';
import { expectJson } from './json-error.js';
import { firstAnswer, sendRaw, startTestProxy } from './support.js';

const docs = 'https://docs.example.com/portaria';
// 496 cannot be provoked from outside: a server of its own includes the same errors.conf.
const unusualPort = await freePort();
const proxy = await startTestProxy({
  PORTARIA_DOCS_URL: docs,
  PORTARIA_REAL_IP: `server {
    listen 127.0.0.1:${String(unusualPort)};
    include errors.conf;
    location = /496 { return 496; }
  }`,
});

test("security.txt is served where merchants connect, and not at the operators' listener", async () => {
  const path = '/.well-known/security.txt';
  for (const listener of ['tls', 'header'] as const) {
    expect((await proxy.ask(listener, { method: 'GET', path })).status).toBe(200);
    expect(proxy.received.at(-1)?.url).toBe(path);
  }
  expectJson(await proxy.ask('admin', { method: 'GET', path }), 404, 'not_found');
  await expect.poll(proxy.logs).toContain(`"path":"${path}"`);
});

test("NGINX's own 401 has the application's bytes, with the link", async () => {
  const unusual = { ...proxy, ports: { ...proxy.ports, tls: unusualPort } };
  const raw = await sendRaw(unusual, 'tls', 'GET /496 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', {
    plain: true,
  });
  const { headers, body } = firstAnswer(raw);
  const id = String(headers['x-request-id']);
  const links = new DocumentationLinks(docs);
  const own = avista.errorResponse(new Refusal('wrong_secret', ''), id, null, links);
  expect(body).toBe(JSON.stringify(own.body));
  expect(body).toContain(`See ${docs}/reference/errors/unauthorized"}`);
});

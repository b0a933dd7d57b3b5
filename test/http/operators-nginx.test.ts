import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { askAdmin, tokenOf } from '../admin/proxied-admin-api.js';
import { askThroughout, type Flood, floodWithHalfOpen, type Served } from '../support/half-open.js';
import { startTestProxy, type TestProxy } from './nginx/support.js';
import { type ProxiedApp, startProxiedApp } from './proxied-app.js';

/**
 * Half-open handshakes take NGINX's connections, and nothing in NGINX counts them by address. An
 * NGINX of the operators' own has connections that no client of the merchants’ listeners can take.
 */
const workers = {
  PORTARIA_NGINX_WORKERS: '1',
  PORTARIA_NGINX_CONNECTIONS: '256',
  // A token and a call five times a second, with one certificate.
  PORTARIA_RATE_LIMIT: 'off',
};
const halfOpen = 400;
const floodMs = 6000;
/** The application shares this process with the flood, which must not keep it busy. */
const reopenAfterMs = 200;

let flood: Flood | undefined;
afterEach(() => flood?.stop());

/** An operator asks for a token and uses it, over `proxy`, while the TLS listener is flooded. */
const serveOperator = async (proxied: ProxiedApp, proxy: TestProxy): Promise<Served> => {
  const certificate = await proxy.issue();
  const account = await proxied.app.accounts.create({ kind: 'operator', certificate: certificate.certPem });
  const operators: ProxiedApp = {
    ...proxied,
    proxy,
    askToken: (listener, { clientId, clientSecret }, request) =>
      proxy.ask(listener, {
        body: JSON.stringify({ clientId, clientSecret }),
        headers: { 'content-type': 'application/json' },
        ...request,
      }),
  };
  const work = async (): Promise<{ readonly status: number }> => {
    const token = await tokenOf(operators, { ...account, certificate });
    return await askAdmin(operators, 'GET /accounts?limit=1', { token, client: certificate });
  };
  expect(await work()).toMatchObject({ status: 200 });
  flood = floodWithHalfOpen(proxied.proxy.ports.tls, halfOpen, reopenAfterMs);
  await pause(1000);
  return await askThroughout(work, floodMs);
};

test('one NGINX for all: a flood at the TLS listener keeps operators out', { timeout: 60_000 }, async () => {
  const proxied = await startProxiedApp({ nginx: workers });
  const served = await serveOperator(proxied, proxied.proxy);
  expect(served.failedAtMs.length).toBeGreaterThan(0);
});

test(
  'an NGINX of the operators: a flood at the TLS listener does not touch them',
  { timeout: 60_000 },
  async () => {
    const proxied = await startProxiedApp({ nginx: { ...workers, PORTARIA_ADMIN_LISTENER: 'off' } });
    const proxy = await startTestProxy({
      ...workers,
      PORTARIA_UPSTREAM: `127.0.0.1:${String(proxied.app.port)}`,
      PORTARIA_TLS_LISTENER: 'off',
      PORTARIA_HEADER_LISTENER: 'off',
    });
    await expect(proxied.proxy.ask('admin')).rejects.toThrow('ECONNREFUSED');
    await expect(proxy.ask('tls')).rejects.toThrow('ECONNREFUSED');
    const served = await serveOperator(proxied, proxy);
    expect(served).toMatchObject({ failedAtMs: [], reasons: [] });
    expect(served.requested).toBeGreaterThan(10);
  },
);

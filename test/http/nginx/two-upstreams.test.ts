import { expect, test } from 'vitest';
import {
  listenerSecrets,
  type OpenListener,
  selfServiceSecret,
  startTestProxy,
  type TestProxy,
} from './support.js';

/** Nothing listens there. */
const gone = '127.0.0.1:1';

const managed = [
  ['tls', '/api/account'],
  ['tls', '/api/account/credentials'],
  ['tls', '/oauth/revoke'],
  ['admin', '/api/auth/token'],
  ['admin', '/api/admin/accounts'],
] as const satisfies readonly (readonly [OpenListener, string])[];
const issued = [
  ['tls', '/api/auth/token'],
  ['tls', '/api/auth/whoami'],
  ['tls', '/api/auth/refusals/00112233445566778899aabbccddeeff'],
  ['tls', '/oauth/token'],
  ['tls', '/oauth/introspect'],
  ['tls', '/avxapi/acctmgmt-get-service-token'],
  ['tls', '/.well-known/jwks.json'],
  ['tls', '/auth/realms/apiax/protocol/openid-connect/token'],
  ['header', '/api/auth/token'],
  ['header', '/oauth/token'],
] as const satisfies readonly (readonly [OpenListener, string])[];

const statusOf = async (
  proxy: TestProxy,
  [listener, path]: readonly [OpenListener, string],
): Promise<number> => (await proxy.ask(listener, { path })).status;

const listenerSeenBy = (proxy: TestProxy, path: string): unknown =>
  proxy.received.findLast(({ url }) => url === path)?.headers['x-portaria-listener'];

test('one upstream serves everything, with the secret of Each listener, unless there is a second', async () => {
  const proxy = await startTestProxy();
  for (const request of [...managed, ...issued]) {
    expect(await statusOf(proxy, request), request[1]).toBe(200);
    expect(listenerSeenBy(proxy, request[1]), request[1]).toBe(listenerSecrets[request[0]]);
  }
});

test('with no process that manages, every token path is answered, and each path of management gets a 503', async () => {
  const proxy = await startTestProxy({ PORTARIA_MANAGE_UPSTREAM: gone });
  for (const request of issued) expect(await statusOf(proxy, request), request[1]).toBe(200);
  for (const request of managed) expect(await statusOf(proxy, request), request[1]).toBe(503);
});

test('with no process that issues, every path of management is answered, also where operators get tokens', async () => {
  const upstream = await startTestProxy();
  const { port } = upstream.upstream.address() as { readonly port: number };
  const proxy = await startTestProxy({
    PORTARIA_UPSTREAM: gone,
    PORTARIA_MANAGE_UPSTREAM: `127.0.0.1:${String(port)}`,
  });
  for (const request of managed) expect(await statusOf(proxy, request), request[1]).toBe(200);
  for (const request of issued) expect(await statusOf(proxy, request), request[1]).toBe(503);
});

test('self-service and revocation send a secret of their own, and all headers that the listener sets', async () => {
  const proxy = await startTestProxy({ PORTARIA_SELF_SERVICE_LISTENER_CONF: 'listener-self-service.conf' });
  const client = await proxy.issue();
  const headers = {
    'x-ssl-client-cert': 'forged',
    'x-ssl-client-verify': 'SUCCESS',
    'x-real-ip': '10.9.9.9',
    'x-portaria-listener': 'forged',
    'x-forwarded-for': '10.9.9.9',
  };
  for (const path of ['/api/account', '/api/account/credentials', '/oauth/revoke']) {
    await proxy.ask('tls', { path, client, headers });
    expect(listenerSeenBy(proxy, path)).toBe(selfServiceSecret);
    const managed = proxy.received.at(-1)?.headers ?? {};
    await proxy.ask('tls', { path: '/api/auth/token', client, headers });
    expect(listenerSeenBy(proxy, '/api/auth/token')).toBe(listenerSecrets.tls);
    const own = ['x-portaria-listener', 'x-request-id'];
    const set = (of: object) => Object.entries(of).filter(([name]) => !own.includes(name));
    expect(set(managed)).toEqual(set(proxy.received.at(-1)?.headers ?? {}));
  }
  const operators = await proxy.ask('admin', { path: '/api/admin/accounts', client });
  expect(operators.status).toBe(200);
  expect(listenerSeenBy(proxy, '/api/admin/accounts')).toBe(listenerSecrets.admin);
});

test('an address that would end the directive is refused by the name of its variable', async () => {
  await expect(startTestProxy({ PORTARIA_MANAGE_UPSTREAM: 'a:3000; }' })).rejects.toThrow(
    /PORTARIA_MANAGE_UPSTREAM contains "a:3000; }"/,
  );
});

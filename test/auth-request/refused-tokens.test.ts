import { beforeAll, expect, test } from 'vitest';
import { accountIdFrom, clientIdFrom } from '../../src/core/shared/ids.js';
import type { Database } from '../../src/storage/database.js';
import { PostgresRefusalLog } from '../../src/storage/hot-path/postgres-refusal-log.js';
import { longAgo } from '../http/nginx/support.js';
import { eventually } from '../http/proxied-app.js';
import { challenges, type Holder, type ProxiedApis, startApis } from './proxied-apis.js';

let proxied: ProxiedApis;
let holder: Holder;
beforeAll(async () => {
  proxied = await startApis();
  holder = await proxied.holder();
});

const rowOf = (requestId: unknown): Promise<Record<string, unknown>> =>
  eventually(
    async () =>
      (await proxied.app.database.sql('SELECT * FROM refusal WHERE request_id = $1', [requestId]))[0],
  );

const cases: readonly (readonly [string, string, string | undefined, (name: Holder) => Promise<object>])[] = [
  [
    'no certificate',
    'token_certificate_missing',
    'The token is bound to a client certificate, and this connection presented no client certificate. ' +
      'Call the API with the certificate that the token was requested with.',
    () => Promise.resolve({}),
  ],
  [
    'another certificate',
    'token_certificate_differs',
    'The token is bound to a client certificate, and this connection presented another one. ' +
      'Call the API with the certificate that the token was requested with.',
    async () => ({ client: await proxied.proxy.issue() }),
  ],
  [
    'a certificate that NGINX refuses',
    'token_certificate_untrusted',
    'The client certificate of this connection was not accepted. GET /api/auth/whoami with it says why.',
    async () => ({ client: await proxied.proxy.issue(longAgo) }),
  ],
];

test.each(cases)(
  'a bound token with %s: the challenge says so, the body is as published, and the request id leads to %s',
  async (_name, reason, description, connection) => {
    const answer = await proxied.use('GET /cob', { token: holder.token, ...(await connection(holder)) });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer error="invalid_token", error_description="${String(description)}"`,
    );
    expect(answer.body).toBe(
      `{"statusCode":401,"error":"Unauthorized","message":"Invalid token","code":"invalid_token","requestId":"${String(answer.headers['x-request-id'])}"}`,
    );
    const row = await rowOf(answer.headers['x-request-id']);
    expect(row).toMatchObject({
      reason,
      contract: 'gateway',
      account_id: holder.id,
      client_id: holder.clientId,
    });
    expect(JSON.stringify(row)).not.toContain(holder.token.slice(-20));
  },
);

test('a scope that is missing is on record as well', async () => {
  const other = await proxied.holder({ scopes: ['balance:read'] });
  const client = other.certificate;
  const lacking = await proxied.use('GET /cob', { token: other.token, client });
  expect(lacking.status).toBe(403);
  expect(await rowOf(lacking.headers['x-request-id'])).toMatchObject({ reason: 'token_scope_missing' });
});

test('a merchant redeems the request id of a refused use, as of a refused token request', async () => {
  const answer = await proxied.use('GET /cob', { token: holder.token });
  const requestId = String(answer.headers['x-request-id']);
  await rowOf(requestId);
  const own = await proxied.proxy.ask('tls', {
    method: 'GET',
    path: `/api/account/refusals/${requestId}`,
    client: holder.certificate,
    headers: { authorization: `Bearer ${holder.token}` },
  });
  expect(JSON.parse(own.body)).toMatchObject({
    items: [{ reason: 'token_certificate_missing', happened: expect.stringContaining('presented none') }],
  });
});

test('a token that is none, or whose signature is not ours, is not recorded', async () => {
  const [head = '', body = ''] = holder.token.split('.');
  for (const [token, challenge] of [
    ['x', challenges.notAToken],
    [`${head}.${body}.AAAA`, challenges.invalid],
  ] as const) {
    const answer = await proxied.use('GET /cob', { token, client: holder.certificate });
    expect(answer.headers['www-authenticate']).toBe(challenge);
    await proxied.use('GET /cob', { token: holder.token });
    const rows = await proxied.app.database.sql('SELECT FROM refusal WHERE request_id = $1', [
      answer.headers['x-request-id'],
    ]);
    expect(rows).toEqual([]);
  }
});

test('uses of one account are recorded up to a number a day, whatever others do', async () => {
  const written: unknown[] = [];
  const database = {
    query: (_statement: unknown, columns: readonly unknown[][]) => {
      written.push(...(columns[1] ?? []));
      return Promise.resolve([]);
    },
  };
  let dropped = 0;
  const log = new PostgresRefusalLog(database as unknown as Database, () => 0, {
    dropped: (count) => (dropped += count),
    failed: () => undefined,
    worked: () => undefined,
  });
  const note = (account: string): void => {
    log.note({
      requestId: 'a'.repeat(32),
      listener: 'gateway',
      contract: 'gateway',
      reason: 'token_expired',
      detail: '',
      clientId: clientIdFrom('account-1-0a1b2c3d'),
      accountId: accountIdFrom(account),
      certificate: null,
      address: '203.0.113.9',
    });
  };
  for (let index = 0; index < 3000; index += 1) note('1');
  note('2');
  await log.close();
  expect([written.length, dropped]).toEqual([1001, 2000]);
});

import { randomUUID } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import fc from 'fast-check';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import type { TestAccount } from '../support/accounts.js';
import { type Answer, ask, send } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { startApp, type TestApp } from '../support/test-app.js';

/**
 * Two processes of one deployment: one remembers clients, and so has the fast path; the other has
 * a clock of its own, and so sends every request through the pipeline. Both are asked the same, on
 * states that chance makes.
 */
let straight: TestApp;
let pipeline: TestApp;
let certificate: IssuedCertificate;
let other: IssuedCertificate;
const contracts = { PORTARIA_PIX_ALGORITHM: 'RS256', PORTARIA_CONTRACTS: 'pix,service-token' };
beforeAll(async () => {
  straight = await startApp({ environment: contracts });
  const { environment, database } = straight;
  pipeline = await startApp({ environment, database, issuingClock: (databaseMs) => databaseMs });
  certificate = await makeCertificate();
  other = await makeCertificate();
});

const readsOf = async (app: TestApp): Promise<number> => {
  const { body } = await send({ port: app.port, method: 'GET', path: '/metrics', headers: {} });
  return Number(/^portaria_batch_members_total\{batch="read_clients"\} (\d+)$/m.exec(body)?.[1]);
};

/** Mostly as it should be, so that a good request is frequent. */
const mostly = <T>(good: T, ...bad: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: fc.constantFrom(...bad) });

/** Changes, made by SQL, between the token that makes the client known and the request. */
const changes: Readonly<Record<string, string>> = {
  nothing: '',
  suspended: `UPDATE account SET status = 'suspended' WHERE id = $1`,
  operators: `UPDATE account SET kind = 'operator' WHERE id = $1`,
  networks: `UPDATE account SET networks = '{203.0.113.0/24}' WHERE id = $1`,
  'own network': `UPDATE account SET networks = '{127.0.0.0/8}' WHERE id = $1`,
  'fewer scopes': `UPDATE account SET scopes = '{pix:read}' WHERE id = $1`,
  'no scopes': `UPDATE account SET scopes = '{}' WHERE id = $1`,
  'scopes of the credential': `UPDATE credential SET scopes = '{pix:read}' WHERE account_id = $1`,
  revoked: `UPDATE credential SET status = 'revoked' WHERE account_id = $1`,
  expired: `UPDATE credential SET expires_at = now() - interval '1 second' WHERE account_id = $1`,
  'no contract': `DELETE FROM credential_contract USING credential c WHERE c.id = credential_id AND c.account_id = $1`,
  header: `UPDATE credential_contract SET policy = 'header' FROM credential c WHERE c.id = credential_id AND c.account_id = $1`,
  'retired secret': `UPDATE credential_secret SET retired_at = now() FROM credential c WHERE c.id = credential_id AND c.account_id = $1`,
  'secret that ends': `UPDATE credential_secret SET expires_at = now() + interval '3 days' FROM credential c WHERE c.id = credential_id AND c.account_id = $1`,
  'ended secret': `UPDATE credential_secret SET expires_at = now() FROM credential c WHERE c.id = credential_id AND c.account_id = $1`,
  unlinked: `UPDATE account_certificate SET unlinked_at = now() WHERE account_id = $1`,
  'tax id': `UPDATE account SET tax_id = '11222333000181', tax_id_on_certificate = true WHERE id = $1`,
};

const endpoints = ['avista', 'pix', 'form', 'basic', 'service-token'] as const;

const requests = fc.record({
  change: mostly('nothing', ...Object.keys(changes)),
  endpoint: fc.constantFrom(...endpoints),
  secret: mostly('right', 'wrong', 'custom'),
  client: mostly('own', 'unknown', 'malformed'),
  listener: mostly<'tls' | 'header' | 'admin'>('tls', 'header', 'admin'),
  presented: mostly('own', 'other', 'none', 'malformed'),
  verify: mostly('SUCCESS', 'FAILED:certificate has expired', 'NONE'),
  scope: mostly<string | null>(null, 'pix:read', 'pix:write pix:read', 'other', 'a  b', ''),
  address: mostly('127.0.0.1', '203.0.113.9', '::ffff:127.0.0.1', 'unix:'),
  body: mostly('whole', 'broken', 'empty', 'array'),
});
type Generated = typeof requests extends fc.Arbitrary<infer T> ? T : never;

const wrongSecrets: Readonly<Record<string, string>> = {
  wrong: `ptr_${'A'.repeat(43)}`,
  custom: 'correct horse battery',
};
const clientIds: Readonly<Record<string, string>> = { unknown: 'account-7-00000000', malformed: 'no id' };

interface Sent {
  readonly path: string;
  readonly type: string;
  readonly body: string;
  readonly authorization?: string;
}

const contentOf = ({ endpoint, scope }: Generated, id: string, secret: string): Sent => {
  const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const json = { type: 'application/json' };
  const scoped = scope === null ? {} : { scope };
  const grant = { grant_type: 'client_credentials', ...scoped };
  const published = { clientId: id, clientSecret: secret };
  switch (endpoint) {
    case 'avista':
      return { path: '/api/auth/token', ...json, body: JSON.stringify(published) };
    case 'pix':
      return { path: '/oauth/token', ...json, body: JSON.stringify({ ...published, ...scoped }) };
    case 'basic':
      return { path: '/oauth/token', ...json, body: JSON.stringify(grant), authorization: basic };
    case 'form': {
      const form = new URLSearchParams({ ...grant, client_id: id, client_secret: secret });
      return { path: '/oauth/token', type: 'application/x-www-form-urlencoded', body: form.toString() };
    }
    default:
      return {
        ...{ path: '/avxapi/acctmgmt-get-service-token', ...json, authorization: basic },
        body: 'grant_type=Client_Credentials',
      };
  }
};

const bodies: Readonly<Record<string, string>> = { broken: '{"clientId":', empty: '', array: '[]' };
const shown = ({ presented }: Generated): string =>
  ({ own: certificate.certPem, other: other.certPem, none: '', malformed: 'no certificate' })[presented] ??
  '';

const sendTo = (app: TestApp, generated: Generated, account: TestAccount): Promise<Answer> => {
  const { listener, verify, address } = generated;
  const id = clientIds[generated.client] ?? account.clientId;
  const { path, type, body, authorization } = contentOf(
    generated,
    id,
    wrongSecrets[generated.secret] ?? account.clientSecret,
  );
  const encoded = encodeURIComponent(shown(generated));
  return ask(app, {
    ...{ path, listener, body: bodies[generated.body] ?? body },
    headers: {
      // NGINX has the same proxy secrets for both.
      'x-portaria-listener': straight.listenerSecret(listener),
      ...{ 'content-type': type, 'x-real-ip': address, 'x-request-id': randomUUID().replaceAll('-', '') },
      ...(listener === 'header'
        ? { 'x-header-client-cert': encoded }
        : { 'x-ssl-client-cert': encoded, 'x-ssl-client-verify': verify }),
      ...(authorization !== undefined && { authorization }),
    },
  });
};

const tokenIn = (body: string): string => /"([\w-]+\.[\w-]+\.[\w-]+)"/.exec(body)?.[1] ?? '';

/** What an answer says, without what differs from one answer to the next. */
const saidBy = ({ status, headers, body }: Answer) => {
  const { 'x-request-id': requestId, 'content-length': length } = headers;
  const rest = { ...headers, 'x-request-id': '', 'content-length': '', date: '' };
  if (status >= 300) {
    const [id = ''] = [requestId].flat();
    return { status, rest, body: body.replaceAll(id, '') };
  }
  expect(Number(length)).toBe(Buffer.byteLength(body));
  const token = tokenIn(body);
  const others = body.replace(token, '').replace(/"time":"[^"]*"/, '');
  const { iat = 0, exp = 0, jti, ...claims } = decodeJwt(token);
  const header = { ...decodeProtectedHeader(token), kid: '' };
  const order = Object.keys(decodeJwt(token));
  return { status, rest, others, header, claims, order, lifetime: exp - iat, hasId: typeof jti === 'string' };
};

const known = async (): Promise<TestAccount> => {
  const account = await straight.accounts.create({
    certificate: certificate.certPem,
    scopes: ['pix:read', 'pix:write'],
    ...{ pix: 'tls', serviceToken: 'tls' },
  });
  return account;
};

const good: Generated = {
  ...{ change: 'nothing', endpoint: 'avista', secret: 'right', client: 'own', listener: 'tls' },
  ...{ presented: 'own', verify: 'SUCCESS', scope: null, address: '127.0.0.1', body: 'whole' },
};

test.each(endpoints)('a known client of %s gets its next token without a read', async (endpoint) => {
  const account = await known();
  expect((await sendTo(straight, { ...good, endpoint }, account)).status).toBeLessThan(300);
  const before = await readsOf(straight);
  expect((await sendTo(straight, { ...good, endpoint }, account)).status).toBeLessThan(300);
  expect(await readsOf(straight)).toBe(before);
});

test('a known client of the header listener gets its next token without a read', async () => {
  const account = await straight.accounts.create({ certificate: certificate.certPem, policy: 'header' });
  const request: Generated = { ...good, listener: 'header' };
  expect((await sendTo(straight, request, account)).status).toBe(201);
  const before = await readsOf(straight);
  expect((await sendTo(straight, request, account)).status).toBe(201);
  expect(await readsOf(straight)).toBe(before);
});

test('@nestjs/jwt signs on the fast path too', async () => {
  const account = await known();
  await sendTo(straight, good, account);
  const before = await readsOf(straight);
  const signed: unknown[] = [];
  const { sign } = JwtService.prototype;
  JwtService.prototype.sign = function (this: JwtService, ...given: Parameters<JwtService['sign']>) {
    const token = sign.apply(this, given);
    signed.push(token);
    return token;
  } as JwtService['sign'];
  try {
    const answer = await sendTo(straight, good, account);
    expect(signed).toEqual([answer.json()['access_token']]);
  } finally {
    JwtService.prototype.sign = sign;
  }
  expect(await readsOf(straight)).toBe(before);
});

test('what the record turns down goes to the pipeline once, and the client gets its new state', async () => {
  const account = await known();
  await sendTo(straight, good, account);
  await straight.database.sql(`UPDATE account SET scopes = '{pix:read}' WHERE id = $1`, [account.id]);
  const before = await readsOf(straight);
  const answer = await sendTo(straight, good, account);
  expect(decodeJwt(String(answer.json()['access_token']))).toMatchObject({ scope: 'pix:read' });
  expect((await readsOf(straight)) - before).toBe(1);
});

test('the fast path says what the pipeline says, to every request and in every state', async () => {
  let [tokens, straightOnes] = [0, 0];
  await fc.assert(
    fc.asyncProperty(requests, async (generated) => {
      const account = await known();
      // The client is known for the endpoint, as far as it could be.
      const whole = { ...good, endpoint: generated.endpoint };
      expect((await sendTo(straight, whole, account)).status).toBeLessThan(300);
      const change = changes[generated.change] ?? '';
      if (change !== '') await straight.database.sql(change, [account.id]);
      const before = await readsOf(straight);
      const answer = await sendTo(straight, generated, account);
      if ((await readsOf(straight)) === before && answer.status < 300) straightOnes += 1;
      if (answer.status < 300) tokens += 1;
      expect(saidBy(answer)).toEqual(saidBy(await sendTo(pipeline, generated, account)));
    }),
    { numRuns: 120 },
  );
  expect(tokens).toBeGreaterThan(20);
  expect(straightOnes).toBeGreaterThan(15);
}, 300_000);

import { copyFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ClientOptions } from '../src/client-options.js';
import { ConfigurationError, ConnectionError } from '../src/portaria-error.js';
import { failureOf, openScripted, tokenPath } from './scripted.js';

const server = await openScripted();
const { folder, passphrase } = server;
const file = (name: string): string => join(folder, name);
const pair = (name: string) => ({ certFile: file(`${name}.pem`), keyFile: file(`${name}.key`) });

const fingerprintWith = async (certificate: ClientOptions['certificate']): Promise<string> => {
  const client = server.client({ certificate });
  expect(await client.token()).toBe('token-1');
  return (await server.requests(tokenPath)).map(({ fingerprint }) => fingerprint).join();
};

test('B1 certificate and key are read from two PEM files', async () => {
  expect(await fingerprintWith(pair('client'))).toMatch(/^[0-9a-f]{64}$/);
});

test('B2 an encrypted private key in PEM is read with its passphrase', async () => {
  const certificate = { ...pair('client'), keyFile: file('client-encrypted.key') };
  expect(await fingerprintWith({ ...certificate, passphrase })).toMatch(/^[0-9a-f]{64}$/);
  const wrong = await failureOf(
    server.client({ certificate: { ...certificate, passphrase: 'wrong' } }).token(),
  );
  expect(wrong).toMatchObject({ name: 'ConfigurationError', option: 'certificate.keyFile' });
});

test('B3 an encrypted PKCS#12 file is read with its passphrase', async () => {
  expect(await fingerprintWith({ pfxFile: file('client.p12'), passphrase })).toMatch(/^[0-9a-f]{64}$/);
  const wrong = server.client({ certificate: { pfxFile: file('client.p12'), passphrase: 'wrong' } });
  expect(await failureOf(wrong.token())).toMatchObject({ option: 'certificate.pfxFile' });
});

test('B4 a PKCS#12 file without a passphrase is read', async () => {
  expect(await fingerprintWith({ pfxFile: file('client-open.p12') })).toMatch(/^[0-9a-f]{64}$/);
});

test('B5 a server certificate of another CA is rejected', async () => {
  const failure = await failureOf(server.client({ caFile: file('other-ca.pem') }).token());
  expect(failure).toBeInstanceOf(ConnectionError);
  expect(await server.requests()).toEqual([]);
});

test.each<[string, Partial<ClientOptions>]>([
  ['url', { url: 'http://localhost' }],
  ['url', { url: 'localhost' }],
  ['clientId', { clientId: '' }],
  ['clientSecret', { clientSecret: '' }],
  ['certificate', { certificate: {} as never }],
  ['apiUrl', { apiUrl: 'http://api.example.com' }],
  ['timeoutSeconds', { timeoutSeconds: 0 }],
  ['certificate.certFile', { certificate: { ...pair('client'), certFile: file('missing.pem') } }],
  ['certificate.certFile', { certificate: { ...pair('client'), certFile: file('client.key') } }],
  ['certificate.keyFile', { certificate: { ...pair('client'), keyFile: file('renewed.key') } }],
  ['certificate.keyFile', { certificate: { ...pair('client'), keyFile: file('client-encrypted.key') } }],
  ['certificate.pfxFile', { certificate: { pfxFile: file('client.pem') } }],
  ['caFile', { caFile: file('missing.pem') }],
])('B6 a wrong %s is an error that names it: %o', async (option, options) => {
  const failure = await failureOf((async () => server.client(options).token())());
  expect(failure).toBeInstanceOf(ConfigurationError);
  expect(failure).toMatchObject({ option });
  expect(failure.message).toMatch(new RegExp(`^${option} .+\\.$`));
  expect(await server.requests()).toEqual([]);
});

test('B7 calls one after another use the same connection', async () => {
  const client = server.client();
  for (const path of ['/cob/1', '/cob/2', '/cob/3']) await client.call(path);
  const connections = (await server.requests()).map(({ connection }) => connection);
  expect(connections).toHaveLength(4);
  expect(new Set(connections).size).toBe(1);
});

test('B8 if the server closed a kept connection, a request that is safe to repeat is sent once more', async () => {
  const client = server.client();
  await client.token();
  await server.queue({ path: '/cob/1', close: true });
  expect((await client.call('/cob/1')).status).toBe(200);
  expect(await server.requests('/cob/1')).toHaveLength(2);
  await server.queue({ path: '/cob/2', close: true });
  expect(await failureOf(client.call('/cob/2', { method: 'POST', body: {} }))).toBeInstanceOf(
    ConnectionError,
  );
  expect(await server.requests('/cob/2')).toHaveLength(1);
  // On a new connection there is a fault of another kind: it is not tried for ever.
  await server.queue({ path: '/cob/3', close: true }, { path: '/cob/3', close: true });
  expect(await failureOf(client.call('/cob/3'))).toBeInstanceOf(ConnectionError);
});

test('B9 if certificate and key change on disk, the next call uses a new connection and a new token', async () => {
  const own = server.copyOfFiles();
  const place = (name: string): string => join(own, name);
  const client = server.client({
    certificate: { certFile: place('client.pem'), keyFile: place('client.key') },
  });
  await client.call('/cob/1');
  renameSync(place('renewed.key'), place('client.key'));
  renameSync(place('renewed.pem'), place('client.pem'));
  await client.call('/cob/2');
  const [first, second] = [await server.requests('/cob/1'), await server.requests('/cob/2')].flat();
  expect(second?.fingerprint).not.toBe(first?.fingerprint);
  expect(second?.connection).not.toBe(first?.connection);
  expect([first, second].map((each) => each?.headers['authorization'])).toEqual([
    'Bearer token-1',
    'Bearer token-2',
  ]);
  const tokens = await server.requests(tokenPath);
  expect(tokens.map(({ fingerprint }) => fingerprint)).toEqual([first?.fingerprint, second?.fingerprint]);
});

test('B9 a call that runs while the files change gets its response', async () => {
  const own = server.copyOfFiles();
  const place = (name: string): string => join(own, name);
  const client = server.client({
    certificate: { certFile: place('client.pem'), keyFile: place('client.key') },
  });
  await client.token();
  await server.queue({ path: '/cob/slow', delayMs: 300 });
  const slow = client.call('/cob/slow');
  await expect.poll(async () => server.requests('/cob/slow')).toHaveLength(1);
  renameSync(place('renewed.key'), place('client.key'));
  renameSync(place('renewed.pem'), place('client.pem'));
  await client.call('/cob/2');
  expect((await slow).status).toBe(200);
});

test('B10 if the files do not belong together, the client keeps the previous ones until they do', async () => {
  const own = server.copyOfFiles();
  const place = (name: string): string => join(own, name);
  const problems: unknown[] = [];
  const client = server.client({
    certificate: { certFile: place('client.pem'), keyFile: place('client.key') },
    onProblem: (problem) => problems.push(problem),
  });
  await client.call('/cob/1');
  copyFileSync(place('renewed.key'), place('client.key'));
  await client.call('/cob/2');
  // The same files again are not read, and not reported again.
  await client.call('/cob/2');
  writeFileSync(place('client.pem'), '');
  await client.call('/cob/3');
  copyFileSync(place('renewed.pem'), place('client.pem'));
  await client.call('/cob/4');
  const seen = [];
  for (const path of ['/cob/1', '/cob/2', '/cob/3', '/cob/4'])
    seen.push(...(await server.requests(path)).slice(0, 1));
  const [first, second, third, fourth] = seen.map(({ fingerprint }) => fingerprint);
  expect([second, third]).toEqual([first, first]);
  expect(fourth).not.toBe(first);
  expect(problems).toMatchObject([{ option: 'certificate.keyFile' }, { option: 'certificate.certFile' }]);
});

test('B11 if there is no response within the time limit, the error says so', async () => {
  await server.queue({ path: tokenPath, delayMs: 2000 });
  const failure = await failureOf(server.client({ timeoutSeconds: 0.2 }).token());
  expect(failure).toBeInstanceOf(ConnectionError);
  expect(failure.message).toContain('no response within 0.2 seconds');
});

test('B11 a response that changes the protocol is an error as well, and not one that is never reported', async () => {
  await server.queue({ path: tokenPath, status: 101, headers: { connection: 'Upgrade', upgrade: 'x' } });
  const failure = await failureOf(server.client({ timeoutSeconds: 1 }).token());
  expect(failure).toBeInstanceOf(ConnectionError);
  expect(failure.message).toContain('changed the protocol');
});

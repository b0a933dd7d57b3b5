import { expect, test } from 'vitest';
import type { VerifierOptions } from '../../packages/verifier/src/verifier-options.js';
import { type Issuer, openIssuer, refusalOf, said } from './issuer.js';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const fetchesOf = ({ requested }: Issuer, path = '/keys'): number =>
  requested.filter((one) => one === path).length;

/** The shortest times that the options allow. */
const brief: Partial<VerifierOptions> = { keys: { cooldownSeconds: 1, freshSeconds: 10 } };
const never = (): Promise<never> => new Promise(() => undefined);

test.concurrent(
  'the issuer alone is enough to find the keys, and one fetch serves all of the first requests',
  async () => {
    const issuer = await openIssuer();
    const verifier = issuer.verifier();
    expect(issuer.requested).toEqual([]);
    const token = await issuer.sign();
    await Promise.all(Array.from({ length: 50 }, () => verifier.verify({ token })));
    expect(issuer.requested).toEqual(['/.well-known/oauth-authorization-server', '/keys']);
  },
);

test.concurrent('an issuer with a path has its metadata where RFC 8414 says', async () => {
  const issuer = await openIssuer();
  const url = `${issuer.url}/tenant`;
  issuer.answers.metadata = () => said({ issuer: url, jwks_uri: `${issuer.url}/keys` });
  await issuer.verifier({ issuer: url }).verify({ token: await issuer.sign({ iss: url }) });
  expect(issuer.requested[0]).toBe('/.well-known/oauth-authorization-server/tenant');
});

test.concurrent('with jwksUri no metadata is read', async () => {
  const issuer = await openIssuer();
  await issuer.verifier({ jwksUri: `${issuer.url}/keys` }).verify({ token: await issuer.sign() });
  expect(issuer.requested).toEqual(['/keys']);
});

test.concurrent('a token of a new key is good without a restart', async () => {
  const issuer = await openIssuer();
  const verifier = issuer.verifier(brief);
  const old = await issuer.sign();
  await verifier.verify({ token: old });
  await issuer.rotate();
  await pause(1100);
  await verifier.verify({ token: await issuer.sign() });
  await verifier.verify({ token: old });
  expect(fetchesOf(issuer)).toBe(2);
});

test.concurrent('a flood of unknown keys costs one fetch for each cooldown', async () => {
  const issuer = await openIssuer();
  const verifier = issuer.verifier(brief);
  const good = await issuer.sign();
  await verifier.verify({ token: good });
  const flood = async (): Promise<void> => {
    const tokens = await Promise.all(
      Array.from({ length: 100 }, (_, at) => issuer.sign({}, { kid: `unknown-${String(at)}` })),
    );
    const refusals = await Promise.all(tokens.map((token) => refusalOf(verifier.verify({ token }))));
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['invalid_token']));
  };
  await flood();
  expect(fetchesOf(issuer)).toBe(1);
  await pause(1100);
  await flood();
  expect(fetchesOf(issuer)).toBe(2);
  await verifier.verify({ token: good });
});

test.concurrent.each<[string, (issuer: Issuer) => unknown]>([
  ['is away', (issuer) => issuer.stop()],
  ['answers 500', (issuer) => (issuer.answers.keys = () => ({ status: 500, body: '{}' }))],
  ['answers no JSON', (issuer) => (issuer.answers.keys = () => ({ body: '<html>' }))],
  ['answers no keys', (issuer) => (issuer.answers.keys = () => said({ keys: 'none' }))],
  ['does not answer', (issuer) => (issuer.answers.keys = never)],
  ['answers without end', (issuer) => (issuer.answers.keys = () => ({ body: ' '.repeat(300 * 1024) }))],
  [
    'sends somewhere else',
    (issuer) => (issuer.answers.keys = () => ({ status: 302, body: JSON.stringify(issuer.jwks()) })),
  ],
])('while the gateway %s, no verifier can tell: 503, and it is left alone', async (name, trouble) => {
  const issuer = await openIssuer();
  const token = await issuer.sign();
  const verifier = issuer.verifier({ ...brief, jwksUri: `${issuer.url}/keys` });
  const { keys } = issuer.answers;
  await trouble(issuer);
  const began = performance.now();
  for (let times = 0; times < 20; times += 1) {
    expect(await refusalOf(verifier.verify({ token }))).toMatchObject({
      status: 503,
      code: 'unavailable',
      wwwAuthenticate: null,
      headers: { 'Retry-After': '2' },
    });
  }
  expect(performance.now() - began).toBeLessThan(3000);
  expect(fetchesOf(issuer)).toBeLessThanOrEqual(2);
  issuer.answers.keys = keys;
  if (name === 'is away') await issuer.start();
  await pause(1100);
  await verifier.verify({ token });
});

test.concurrent(
  'metadata of another issuer, or that lead to plain HTTP elsewhere, are believed nothing',
  async () => {
    const issuer = await openIssuer();
    const token = await issuer.sign();
    const wrong = [
      { issuer: 'https://evil.example', jwks_uri: `${issuer.url}/keys` },
      { issuer: issuer.url, jwks_uri: 'http://keys.example/keys' },
      { issuer: issuer.url },
      [],
    ];
    for (const metadata of wrong) {
      issuer.answers.metadata = () => said(metadata);
      expect((await refusalOf(issuer.verifier().verify({ token }))).status).toBe(503);
    }
    expect(fetchesOf(issuer)).toBe(0);
  },
);

test.concurrent(
  'with keys at hand the gateway may be away: tokens are still verified, no request waits, and the trouble is reported',
  async ({ expect }) => {
    const issuer = await openIssuer();
    const token = await issuer.sign();
    const told: unknown[] = [];
    const verifier = issuer.verifier({
      keys: { cooldownSeconds: 1, freshSeconds: 10, graceSeconds: 3600 },
      onTrouble: (reason) => told.push(reason),
    });
    await verifier.verify({ token });
    issuer.answers.keys = never;
    await pause(10_100);
    const began = performance.now();
    for (let times = 0; times < 20; times += 1) await verifier.verify({ token });
    expect(performance.now() - began).toBeLessThan(500);
    expect(fetchesOf(issuer)).toBe(2);
    await expect.poll(() => told.length, { timeout: 3000 }).toBe(1);
  },
  30_000,
);

test.concurrent(
  'without grace they are not used for longer than they are fresh',
  async () => {
    const issuer = await openIssuer();
    const token = await issuer.sign();
    const verifier = issuer.verifier({ keys: { cooldownSeconds: 1, freshSeconds: 10, graceSeconds: 0 } });
    await verifier.verify({ token });
    await issuer.stop();
    await pause(10_100);
    expect((await refusalOf(verifier.verify({ token }))).status).toBe(503);
  },
  30_000,
);

test.concurrent(
  'a key that is published no more is trusted until the keys are fetched again, and no longer',
  async ({ expect }) => {
    const issuer = await openIssuer();
    const token = await issuer.sign();
    const verifier = issuer.verifier(brief);
    await verifier.verify({ token });
    issuer.answers.keys = () => said({ keys: [] });
    await verifier.verify({ token });
    await pause(10_100);
    // The one that comes first starts the fetch and does not wait for it.
    await verifier.verify({ token });
    await expect.poll(() => fetchesOf(issuer)).toBe(2);
    await pause(100);
    expect((await refusalOf(verifier.verify({ token }))).code).toBe('invalid_token');
  },
  30_000,
);

test.concurrent(
  'an answer that changes the protocol is a failure, and not one that is never reported',
  async () => {
    const issuer = await openIssuer();
    issuer.answers.keys = ({ socket }) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
      return never();
    };
    const refused = await refusalOf(issuer.verifier().verify({ token: await issuer.sign() }));
    expect(refused.status).toBe(503);
  },
);

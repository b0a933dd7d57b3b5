import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ReceivedRequest, ScriptedAnswer } from '../../clients/scripted-server/script.ts';
import { type RunningScriptedServer, startScriptedServer } from '../../clients/scripted-server/server.ts';
import { type ProxiedApis, startApis } from '../auth-request/proxied-apis.js';
import { afterFile } from '../support/cleanup.js';
import { java, merchantsNode, probes, runExample, skippedWithout } from '../support/example-programs.js';
import type { Merchant } from './proxied-app.js';

const examples = join(import.meta.dirname, '../../examples');
const tokenPath = '/api/auth/token';
const customSecret = 'say "hello" & \\o/ $HOME 100% +1';

let folder: string;
let gateway: ProxiedApis;
let merchant: Merchant;
let scripted: RunningScriptedServer;

/** The programs; that in C# is built beside a copy of its source. */
const programs: Readonly<Record<keyof typeof probes, () => readonly string[]>> = {
  curl: () => ['sh', join(examples, 'curl/mutual-tls.sh')],
  Node: () => [merchantsNode, join(examples, 'node/mutual-tls.mjs')],
  Python: () => ['python3', join(examples, 'python/mutual_tls.py')],
  PHP: () => ['php', join(examples, 'php/mutual-tls.php')],
  Java: () => [...java, join(examples, 'java/Token.java')],
  Go: () => ['go', 'run', join(examples, 'go/mutual-tls.go')],
  'C#': () => ['dotnet', 'run', '--project', join(folder, 'csharp'), '--'],
};

beforeAll(async () => {
  gateway = await startApis();
  merchant = await gateway.merchant({ policy: 'tls', customSecret, scopes: ['pix:read'] });
  scripted = await startScriptedServer();
  folder = await mkdtemp(join(tmpdir(), 'portaria-examples-'));
  await cp(join(examples, 'csharp'), join(folder, 'csharp'), { recursive: true });
  const { certPem, keyPem } = merchant.certificate;
  await writeFile(join(folder, 'ca.pem'), gateway.proxy.ca.certPem);
  await writeFile(join(folder, 'client.key'), keyPem);
  // As `openssl pkcs12` writes it, and with a chain behind it.
  const chain = [certPem, gateway.proxy.ca.certPem].map((pem) => `${pem.trim()}\n`).join('');
  await writeFile(join(folder, 'client.pem'), `Bag Attributes\n    friendlyName: loja\n${chain}`);
});
afterFile(async () => {
  scripted.close();
  await rm(folder, { recursive: true, force: true });
});

const realGateway = () => ({
  PORTARIA_URL: `https://localhost:${String(gateway.proxy.ports.tls)}`,
  PORTARIA_CA_CERT: join(folder, 'ca.pem'),
  PORTARIA_CLIENT_ID: merchant.clientId,
  PORTARIA_CLIENT_SECRET: merchant.clientSecret,
  PORTARIA_CLIENT_CERT: join(folder, 'client.pem'),
  PORTARIA_CLIENT_KEY: join(folder, 'client.key'),
});

const scriptedGateway = () => ({
  PORTARIA_URL: scripted.url,
  PORTARIA_CA_CERT: join(scripted.folder, 'ca.pem'),
  PORTARIA_CLIENT_ID: 'account-1-0a1b2c3d',
  PORTARIA_CLIENT_SECRET: 'scripted-secret-0123456789',
  PORTARIA_CLIENT_CERT: join(scripted.folder, 'client.pem'),
  PORTARIA_CLIENT_KEY: join(scripted.folder, 'client.key'),
});

const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
  const response = await fetch(`${scripted.control}${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return response.json();
};
const queue = (...answers: readonly ScriptedAnswer[]): Promise<unknown> =>
  control('POST', '/answers', answers);
const requests = async () => (await control('GET', '/requests')) as readonly ReceivedRequest[];

/** A busy gateway, which asks for a pause. */
const busy = (path: string, status: 429 | 503, seconds: number): ScriptedAnswer => ({
  path,
  status,
  headers: { 'Retry-After': String(seconds) },
  body: { code: 'busy' },
});
const unauthorized = (path: string): ScriptedAnswer => ({
  path,
  status: 401,
  body: { code: 'invalid_token' },
});

/** What came in, and with which token. */
const seen = ({ method, path, headers }: ReceivedRequest): string =>
  [method, path, headers['authorization']].filter((part) => part !== undefined).join(' ');

for (const [language, command] of Object.entries(programs)) {
  const isCSharp = language === 'C#';
  // C# is not required anywhere: no image of the pipeline has it.
  const { skipped, because } = await skippedWithout(
    language,
    probes[language as keyof typeof probes],
    isCSharp ? false : undefined,
  );
  const run = (env: NodeJS.ProcessEnv, ...paths: readonly string[]) =>
    runExample([...command(), ...paths], env);

  describe.skipIf(skipped)(`${language}${because}`, { timeout: 240_000 }, () => {
    beforeEach(async () => {
      await control('POST', '/reset');
    });

    test('gets a token that is bound to the certificate, or says why it does not', async () => {
      const good = await run(realGateway());
      expect([good.code, good.err]).toEqual([0, '']);
      const thumbprint = Buffer.from(merchant.certificate.fingerprint, 'hex').toString('base64url');
      expect(decodeJwt(good.out.trim())).toMatchObject({ sub: merchant.id, cnf: { 'x5t#S256': thumbprint } });
      const bad = await run({ ...realGateway(), PORTARIA_CLIENT_SECRET: 'not-the-secret' });
      expect([bad.code, bad.out]).toEqual([1, '']);
      const [first, body = ''] = bad.err.split('\n');
      expect(first).toBe('No token: HTTP 401');
      expect(JSON.parse(body)).toMatchObject({
        message: 'Invalid credentials or certificate',
        hint: expect.stringContaining('GET /api/auth/whoami') as string,
        requestId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      });
    });

    test('calls an API behind the gateway, or shows its error', async () => {
      const paths = [`/cob/${encodeURIComponent(language)}`, '/saldo'];
      const { code, out, err } = await run(realGateway(), ...paths);
      expect([code, out]).toEqual([1, '{"from":"api"}\n']);
      expect(err).toMatch(/^GET \/saldo: HTTP 403\n\{.*"message":"Permission denied".*\}\n$/);
      const received = gateway.received.filter(({ url }) => paths.includes(url));
      expect(received).toMatchObject([
        { method: 'GET', url: paths[0], headers: { 'x-account-id': merchant.id } },
      ]);
    });

    test('waits for Retry-After, renews the token in time, and gets another one after a 401', async () => {
      await queue(
        busy(tokenPath, 503, 2),
        {
          path: tokenPath,
          status: 201,
          body: { access_token: 'short', token_type: 'Bearer', expires_in: 2 },
        },
        // Half of its lifetime is over when this answer comes.
        { path: '/a', delayMs: 1500 },
        busy(tokenPath, 429, 1),
        unauthorized('/b'),
        busy('/c', 503, 1),
      );
      const { code, out, err } = await run(scriptedGateway(), '/a', '/b', '/c');
      expect([code, out, err]).toEqual([0, '{"ok":true}\n'.repeat(3), '']);
      const all = await requests();
      expect(all.map(seen)).toEqual([
        `POST ${tokenPath}`,
        `POST ${tokenPath}`,
        'GET /a Bearer short',
        `POST ${tokenPath}`,
        `POST ${tokenPath}`,
        'GET /b Bearer token-2',
        `POST ${tokenPath}`,
        'GET /b Bearer token-3',
        'GET /c Bearer token-3',
        'GET /c Bearer token-3',
      ]);
      expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(1);
      const pauseAfter = (index: number) => (all[index + 1]?.atMs ?? 0) - (all[index]?.atMs ?? 0);
      expect(pauseAfter(0)).toBeGreaterThan(1950);
      expect(pauseAfter(3)).toBeGreaterThan(950);
      expect(pauseAfter(8)).toBeGreaterThan(950);
    });

    test('does not wait longer than a minute, nor try more than five times', async () => {
      await queue(busy(tokenPath, 503, 61));
      expect(await run(scriptedGateway())).toEqual({
        code: 1,
        out: '',
        err: 'No token: HTTP 503\n{"code":"busy"}\n',
      });
      expect(await requests()).toHaveLength(1);
      await control('POST', '/reset');
      await queue(...Array.from({ length: 6 }, () => busy(tokenPath, 429, 0)));
      expect(await run(scriptedGateway())).toMatchObject({ code: 1, out: '' });
      expect(await requests()).toHaveLength(5);
    });

    test('after a second 401, ends with the response of the API', async () => {
      await queue(unauthorized('/a'), unauthorized('/a'));
      const { code, err } = await run(scriptedGateway(), '/a');
      expect([code, err]).toEqual([1, 'GET /a: HTTP 401\n{"code":"invalid_token"}\n']);
      expect((await requests()).filter(({ path }) => path === '/a')).toHaveLength(2);
    });
  });
}

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';
import { type ProxiedApp, startProxiedApp } from '../http/proxied-app.js';
import type { TestAccount } from '../support/accounts.js';
import { afterFile } from '../support/cleanup.js';
import { issuerOf } from './connections.js';

/**
 * The programs as published document 003 prints them, with a credential that needs no certificate. Host and credential are put in their place; that the
 * authority of this test is trusted is configured for the interpreters from outside.
 */
const printed = {
  curl: `curl -X POST https://api.avista.global/oauth/token \\
  -H "Content-Type: application/json" \\
  -d '{
    "clientId": "your-client-id",
    "clientSecret": "your-client-secret"
  }'`,
  fetch: `const response = await fetch('https://api.avista.global/oauth/token', {
  method: 'POST',
  headers: {
    'Content-Type': 'application/json',
  },
  body: JSON.stringify({
    clientId: 'your-client-id',
    clientSecret: 'your-client-secret',
  }),
});

const { access_token } = await response.json();`,
  requests: `import requests

response = requests.post(
    'https://api.avista.global/oauth/token',
    json={
        'clientId': 'your-client-id',
        'clientSecret': 'your-client-secret'
    }
)

access_token = response.json()['access_token']`,
  tokenManager: `class TokenManager {
  private token: string | null = null;
  private expiresAt: number = 0;

  async getToken(): Promise<string> {
    // Renew 5 minutes before expiration
    if (!this.token || Date.now() >= this.expiresAt - 300000) {
      await this.refreshToken();
    }
    return this.token!;
  }

  private async refreshToken(): Promise<void> {
    const response = await fetch('https://api.avista.global/oauth/token', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        clientId: process.env.CLIENT_ID,
        clientSecret: process.env.CLIENT_SECRET,
      }),
    });

    const data = await response.json();
    this.token = data.access_token;
    this.expiresAt = Date.now() + (data.expires_in * 1000);
  }
}`,
} as const;

let proxied: ProxiedApp;
let open: TestAccount;
let folder: string;
beforeAll(async () => {
  proxied = await startProxiedApp({ issuerIsListener: true });
  open = await proxied.app.accounts.create({ pix: 'none' });
  folder = await mkdtemp(join(tmpdir(), 'portaria-source-003-'));
  await writeFile(join(folder, 'ca.pem'), proxied.proxy.ca.certPem);
});
afterFile(() => rm(folder, { recursive: true, force: true }));

const local = (program: string): string =>
  program
    .replace('https://api.avista.global', issuerOf(proxied))
    .replace('your-client-id', open.clientId)
    .replace('your-client-secret', open.clientSecret);

/** What the program prints. */
const run = async (command: string, words: readonly string[]): Promise<string> => {
  const ca = join(folder, 'ca.pem');
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    CLIENT_ID: open.clientId,
    CLIENT_SECRET: open.clientSecret,
    ...{ CURL_CA_BUNDLE: ca, NODE_EXTRA_CA_CERTS: ca, REQUESTS_CA_BUNDLE: ca },
  };
  return (await promisify(execFile)(command, words, { env })).stdout.trim();
};

const runNode = async (name: string, program: string): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, program);
  return run(process.execPath, [file]);
};

const hasRequests = await promisify(execFile)('python3', ['-c', 'import requests']).then(
  () => true,
  () => false,
);

const expectToken = (token: string): void => {
  expect(decodeJwt(token)).toMatchObject({ sub: open.id, client_id: open.clientId, aud: 'api' });
};

test('curl, as printed, prints the answer', async () => {
  const answer = JSON.parse(await run('sh', ['-c', local(printed.curl)])) as Record<string, unknown>;
  expect(answer).toMatchObject({
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'pix:read pix:write balance:read',
  });
  expectToken(String(answer['access_token']));
});

test('fetch, as printed, has the token', async () => {
  expectToken(await runNode('fetch.mjs', `${local(printed.fetch)}\nconsole.log(access_token);`));
});

test.skipIf(!hasRequests)('requests, as printed, has the token', async () => {
  expectToken(await run('python3', ['-c', `${local(printed.requests)}\nprint(access_token)`]));
});

test('the TokenManager, as printed, has a token and keeps it', async () => {
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 };
  const { outputText } = ts.transpileModule(local(printed.tokenManager), { compilerOptions: options });
  const use =
    'const tokens = new TokenManager(); console.log(JSON.stringify([await tokens.getToken(), await tokens.getToken()]));';
  const [first = '', second] = JSON.parse(await runNode('manager.mjs', `${outputText}\n${use}`)) as string[];
  expectToken(first);
  expect(second).toBe(first);
});

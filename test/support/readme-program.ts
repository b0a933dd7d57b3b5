import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ReceivedRequest } from '../../clients/scripted-server/script.ts';
import { startScriptedServer } from '../../clients/scripted-server/server.ts';
import { afterFile } from './cleanup.js';
import { openWorkshop } from './openssl.js';

const secretsPath = '/api/account/credentials/account-1-0a1b2c3d/secrets';

/** Returns the blocks of code of a page, by the language that they are marked with. */
export const codeBlocksOf = (page: string, language: string): readonly string[] =>
  [...readFileSync(page, 'utf8').matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, code = '']) => code,
  );

/** `ReadmeRun`: what the code of a README runs against. */
export interface ReadmeRun {
  readonly environment: Readonly<Record<string, string>>;
  /** The request id of its errors. */
  readonly requestId: string;
  /** Fails if the program did not do everything that the README shows. */
  expectDone(): Promise<void>;
}

/** Starts the scripted server with an answer for every step of a client package's README. */
export const openReadmeRun = async (): Promise<ReadmeRun> => {
  const server = await startScriptedServer();
  afterFile(() => {
    server.close();
  });
  const items = [{ clientId: 'account-1-0a1b2c3d', secrets: [{ id: '11', ofThisToken: true }] }];
  const forbidden = { code: 'permission_denied', hint: 'ask for the scope' };
  const answers = [
    { path: '/api/account/certificates', status: 201, sign: true },
    { path: secretsPath, status: 201, body: { clientSecret: 'ptr_next' } },
    { path: '/api/account/credentials', body: { items } },
    { path: '/cob/abc123', body: { status: 'ATIVA' } },
    { path: '/cob/abc123', status: 403, body: forbidden },
  ];
  await fetch(`${server.control}/answers`, { method: 'POST', body: JSON.stringify(answers) });
  const { folder } = await openWorkshop();
  const secretFile = join(folder, 'secret');
  const environment = {
    PORTARIA_URL: server.url,
    PORTARIA_CLIENT_ID: 'account-1-0a1b2c3d',
    PORTARIA_CLIENT_SECRET: 'scripted-secret-0123456789',
    PORTARIA_CLIENT_CERT: join(server.folder, 'client.pem'),
    PORTARIA_CLIENT_KEY: join(server.folder, 'client.key'),
    PORTARIA_CA_CERT: join(server.folder, 'ca.pem'),
    NEW_CLIENT_CERT: join(folder, 'next.pem'),
    NEW_CLIENT_KEY: join(folder, 'next.key'),
    SECRET_FILE: secretFile,
  };
  const expectDone = async (): Promise<void> => {
    expect(readFileSync(secretFile, 'utf8')).toBe('ptr_next');
    const requests = (await (await fetch(`${server.control}/requests`)).json()) as ReceivedRequest[];
    const paths = requests.map(({ method, path }) => `${method} ${path}`);
    expect(paths.filter((path) => path === 'POST /api/auth/token')).toHaveLength(3);
    expect(paths.filter((path) => path === 'PUT /cob/abc123')).toHaveLength(1);
    expect(paths).toContain(`DELETE ${secretsPath}/11?force=true`);
    expect(paths.filter((path) => path.startsWith('DELETE /api/account/certificates/'))).toHaveLength(1);
  };
  return { environment, requestId: '00112233445566778899aabbccddeeff', expectDone };
};

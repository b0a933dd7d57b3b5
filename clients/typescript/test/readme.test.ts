import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { clientSecret, openScripted, tokenPath } from './scripted.js';

const run = promisify(execFile);
const server = await openScripted();
const requestId = '00112233445566778899aabbccddeeff';
const packageFolder = join(import.meta.dirname, '..');
/** The Node that runs npm, where npm started the tests: merchants run the package on theirs, which may be older. */
const merchantsNode = process.env['npm_node_execpath'] ?? process.execPath;

/** Packs the package, and unpacks it as npm would install it: nothing else is there. */
const install = async (folder: string): Promise<string> => {
  const packed = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: packageFolder });
  const [{ filename } = { filename: '' }] = JSON.parse(packed.stdout) as { filename: string }[];
  const installed = join(folder, 'node_modules/@portaria/client');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', join(folder, filename), '-C', installed, '--strip-components=1']);
  return installed;
};

test('the code of the README runs with the packed package, which has types and no sources', async () => {
  const folder = server.copyOfFiles();
  const file = (name: string): string => join(folder, name);
  const installed = await install(folder);
  expect([existsSync(join(installed, 'dist/public.d.ts')), existsSync(join(installed, 'src'))]).toEqual([
    true,
    false,
  ]);
  const { dependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  expect(dependencies).toBeUndefined();

  const readme = await readFile(join(packageFolder, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code]) => code);
  expect(blocks).toHaveLength(6);
  await writeFile(file('program.mjs'), blocks.join('\n'));
  const items = [{ clientId: 'account-1-0a1b2c3d', secrets: [{ id: '11', ofThisToken: true }] }];
  await server.queue(
    { path: '/api/account/certificates', status: 201, sign: true },
    {
      path: '/api/account/credentials/account-1-0a1b2c3d/secrets',
      status: 201,
      body: { clientSecret: 'ptr_next' },
    },
    { path: '/api/account/credentials', body: { items } },
    { path: '/cob/abc123', body: { status: 'ATIVA' } },
    { path: '/cob/abc123', status: 403, body: { code: 'permission_denied', hint: 'ask for the scope' } },
  );
  const env = {
    PORTARIA_URL: server.url,
    PORTARIA_CLIENT_ID: 'account-1-0a1b2c3d',
    PORTARIA_CLIENT_SECRET: clientSecret,
    PORTARIA_CLIENT_CERT: file('client.pem'),
    PORTARIA_CLIENT_KEY: file('client.key'),
    PORTARIA_CA_CERT: file('ca.pem'),
    NEW_CLIENT_CERT: file('next.pem'),
    NEW_CLIENT_KEY: file('next.key'),
    SECRET_FILE: file('secret'),
  };
  const { stdout, stderr } = await run(merchantsNode, [file('program.mjs')], { env });
  expect(stdout).toBe("200 { status: 'ATIVA' }\n");
  expect(stderr).toBe(`403 permission_denied ${requestId} ask for the scope null\n`);
  expect(await readFile(file('secret'), 'utf8')).toBe('ptr_next');
  const secretPath = '/api/account/credentials/account-1-0a1b2c3d/secrets/11';
  expect(await server.requests(secretPath)).toHaveLength(1);
  expect(await server.requests(tokenPath)).toHaveLength(3);
}, 120_000);

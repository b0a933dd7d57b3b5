import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { freePort } from '../support/free-port.js';
import { commandsOf } from '../support/pasted-page.js';

/** The tutorial for owners of APIs, pasted from top to bottom in the folder of a local stack. */
const repository = join(import.meta.dirname, '../..');
const page = 'docs/tutorials/protect-an-api.md';
const run = promisify(execFile);

const startStack = async (folder: string): Promise<void> => {
  const ports = {
    PORTARIA_TLS_PORT: String(await freePort()),
    PORTARIA_HEADER_PORT: String(await freePort()),
    PORTARIA_ADMIN_PORT: String(await freePort()),
  };
  const child = spawn(process.execPath, [join(repository, 'dist/tools/stack/main.js')], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...ports },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise((resolve) => child.once('exit', resolve));
  afterFile(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  await expect.poll(() => output, { timeout: 60_000, interval: 100 }).toMatch(/^ready/m);
};

/** Writes the files that the page asks for, and returns its commands, with a free port for the API. */
const readPage = async (folder: string): Promise<string> => {
  const text = await readFile(join(repository, page), 'utf8');
  const port = String(await freePort());
  for (const [language, file] of [
    ['js', 'orders.mjs'],
    ['yaml', 'orders.yaml'],
    ['json', 'orders-scopes.json'],
  ] as const) {
    const block = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(text)?.[1] ?? '';
    await writeFile(join(folder, '.portaria', file), block.replaceAll('9100', port));
  }
  const command = `${process.execPath} ${join(repository, 'dist/bundle/cli.js')}`;
  return (await commandsOf(page))
    .replaceAll('9100', port)
    .replaceAll('npm run --silent portaria --', command);
};

test('the tutorial protects an API as it says', { timeout: 180_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-tutorial-'));
  afterFile(async () => {
    const outside = await readFile(join(folder, '.portaria/postgres/location'), 'utf8').catch(() => null);
    for (const place of [outside, folder])
      if (place !== null) await rm(place, { recursive: true, force: true });
  });
  await mkdir(join(folder, '.portaria'));
  await startStack(folder);
  const { stdout } = await run('sh', ['-ec', await readPage(folder)], { cwd: folder });
  const answers = stdout.split('\n').filter((line) => line.startsWith('{'));
  expect(answers.map((line) => JSON.parse(line) as unknown)).toEqual([
    { path: '/orders', account: '1', scope: 'pix:read pix:write balance:read' },
    expect.objectContaining({ statusCode: 401, code: 'token_missing' }),
    expect.objectContaining({ statusCode: 403, code: 'insufficient_scope' }),
    expect.objectContaining({ statusCode: 401, code: 'invalid_token' }),
  ]);
  expect(stdout).toContain('token_certificate_missing');
  expect(stdout.match(/^\+\tGET\t\/orders/gm)).toHaveLength(2);
  expect(stdout.match(/^-\tGET\t\/orders/gm)).toHaveLength(1);
});

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../..');
/** The Node that runs npm, where npm started the tests: APIs run the package on theirs, which is often older than ours. */
const apisNode = process.env['npm_node_execpath'] ?? process.execPath;

let folder: string;
const installed = (): string => join(folder, 'node_modules/@portaria/verifier');

/** Lets the folder have a package that the repository has. */
const give = async (name: string): Promise<void> => {
  const place = join(folder, 'node_modules', name);
  await mkdir(dirname(place), { recursive: true });
  await symlink(join(repository, 'node_modules', name), place);
};

const program = async (text: string): Promise<string> => {
  const file = join(folder, 'program.mjs');
  await writeFile(file, text);
  return (await run(apisNode, [file])).stdout.trim();
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portaria-verifier-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  const packed = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: join(repository, 'packages/verifier'),
  });
  const [{ filename } = { filename: '' }] = JSON.parse(packed.stdout) as { filename: string }[];
  await mkdir(installed(), { recursive: true });
  await run('tar', ['-xzf', join(folder, filename), '-C', installed(), '--strip-components=1']);
  await give('jose');
}, 300_000);

test('the package has what its entry points name, with types, and no sources or tests', async () => {
  const { exports } = JSON.parse(await readFile(join(installed(), 'package.json'), 'utf8')) as {
    exports: Record<string, { types: string; default: string }>;
  };
  expect(Object.keys(exports)).toEqual(['.', './express', './fastify', './nest']);
  for (const entry of Object.values(exports).flatMap((each) => Object.values(each)))
    expect(existsSync(join(installed(), entry)), entry).toBe(true);
  expect(existsSync(join(installed(), 'README.md'))).toBe(true);
  expect(existsSync(join(installed(), 'src'))).toBe(false);
});

test('with jose and nothing else, a program has the verifier and the hooks for Express and Fastify', async () => {
  const text = `
    import { createVerifier, TokenError, Verifier, verifiedTokenOf } from '@portaria/verifier';
    import { requireToken } from '@portaria/verifier/fastify';
    import { requireToken as middleware } from '@portaria/verifier/express';
    const verifier = createVerifier({ issuer: 'https://auth.example.com', audience: 'api' });
    const refusal = await verifier.verify({ token: 'a.b.c' }).catch((reason) => reason);
    console.log(verifier instanceof Verifier, refusal instanceof TokenError, refusal.status);
    console.log(typeof requireToken(verifier, 'pix:read'), typeof middleware(verifier), typeof verifiedTokenOf);`;
  expect(await program(text)).toBe('true true 401\nfunction function function');
});

test('the guard needs Nest besides, and CommonJS may require it all', async () => {
  await expect(program(`await import('@portaria/verifier/nest');`)).rejects.toThrow(/@nestjs/);
  for (const name of ['@nestjs/common', '@nestjs/core']) await give(name);
  const text = `
    import { PortariaGuard, RequireScopes } from '@portaria/verifier/nest';
    import { createRequire } from 'node:module';
    const { createVerifier } = createRequire(import.meta.url)('@portaria/verifier');
    console.log(typeof PortariaGuard, typeof RequireScopes('pix:read'), typeof createVerifier);`;
  expect(await program(text)).toBe('function function function');
});

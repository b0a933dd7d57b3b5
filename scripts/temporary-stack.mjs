// A local stack in a folder of its own, with free ports, for programs that try it from outside. Needs `npm run build` and
// `npm run bundle`.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

const program = join(import.meta.dirname, '../dist/tools/stack/main.js');
const startWithinMs = 120_000;

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

const textOf = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
};

/** Starts a stack without rate limits; resolves to its folder and what is in `demo.env`. */
const start = async (folder) => {
  const [tls, header, admin] = [await freePort(), await freePort(), await freePort()].map(String);
  const ports = { PORTARIA_TLS_PORT: tls, PORTARIA_HEADER_PORT: header, PORTARIA_ADMIN_PORT: admin };
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [program], {
    cwd: folder,
    env: { PATH, HOME, ...ports, PORTARIA_RATE_LIMIT: 'off' },
  });
  let output = '';
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const ready = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
        if (/^ready/m.test(output)) resolve(true);
      });
    exited.then(() => resolve(false));
    setTimeout(() => resolve(false), startWithinMs).unref();
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  if (!(await ready)) {
    await stop();
    throw new Error(`The local stack did not start:\n${output}`);
  }
  return { stop, folder, demo: parseEnv(readFileSync(join(folder, '.portaria/demo.env'), 'utf8')) };
};

/** Runs a local stack for as long as `use` takes. */
export const withTemporaryStack = async (use) => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-stack-'));
  try {
    const stack = await start(folder);
    try {
      return await use(stack);
    } finally {
      await stack.stop();
    }
  } finally {
    // As root the database's files are not in the folder.
    const outside = textOf(join(folder, '.portaria/postgres/location'));
    if (outside !== null) await rm(outside, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  }
};

/** Runs a program to its end, with its output shown; resolves to its exit status. */
export const run = (command, words, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, words, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.once('error', reject).once('exit', (code) => resolve(code ?? 1));
  });

/** Says loudly that a tool is missing. In CI that is a failure. */
export const missing = (what) => {
  process.stderr.write(`\nSKIPPED: ${what}\n\n`);
  process.exitCode = process.env['PORTARIA_REQUIRE_EXAMPLES'] ? 1 : 0;
};

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { freePort } from '../support/free-port.js';
import { commandsOf } from '../support/pasted-page.js';
import { commandLine } from '../support/programs.js';

/** What README promises of `npm start`, tried in a folder of its own: the compiled stack, ports apart from everybody's. */
const program = join(import.meta.dirname, '../../dist/tools/stack/main.js');
const run = promisify(execFile);

let folder: string;
let ports: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portaria-stack-'));
  ports = {
    PORTARIA_TLS_PORT: String(await freePort()),
    PORTARIA_HEADER_PORT: String(await freePort()),
    PORTARIA_ADMIN_PORT: String(await freePort()),
  };
  afterFile(async () => {
    // As root the database's files are not in the folder; no later start here would remove them.
    const outside = await readFile(join(folder, '.portaria/postgres/location'), 'utf8').catch(() => null);
    if (outside !== null) await rm(outside, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  });
});

interface Stack {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
}

const start = (env: Readonly<Record<string, string>> = {}): Stack => {
  const child = spawn(process.execPath, [program], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...ports, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  afterFile(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  return { child, output: () => output, exited };
};

const ready = async (stack: Stack): Promise<void> => {
  await expect.poll(() => stack.output(), { timeout: 40_000, interval: 100 }).toMatch(/^ready/m);
};

const demo = async (): Promise<NodeJS.Dict<string>> =>
  parseEnv(await readFile(join(folder, '.portaria/demo.env'), 'utf8'));

/** The command between the empty lines, exactly as a person would paste it. */
const pastedCurl = async (stack: Stack): Promise<string> => {
  const command = /^curl [\s\S]*?\/api\/auth\/token$/m.exec(stack.output())?.[0] ?? '';
  const { stdout } = await run('sh', ['-c', command], { cwd: '/' });
  return stdout;
};

/** The demo API is behind the gateway, on the same server as the token endpoint. */
const expectGateway = async (stack: Stack, token: string): Promise<void> => {
  const pasted = /^TOKEN=[\s\S]*?\/cob\/abc123$/m.exec(stack.output())?.[0] ?? '';
  const { stdout } = await run('sh', ['-c', pasted], { cwd: '/' });
  expect(stdout).toMatch(/^HTTP\/\S+ 200/);
  const values = await demo();
  const told: unknown = JSON.parse(stdout.split('\r\n\r\n')[1] ?? '');
  expect(told).toMatchObject({
    method: 'PUT',
    path: '/cob/abc123',
    'x-client-id': values['PORTARIA_CLIENT_ID'],
    'x-scope': 'pix:read pix:write balance:read',
  });
  const statusOf = async (method: string, text: string | null, whose: 'CLIENT' | 'OPERATOR' = 'CLIENT') => {
    const { stdout: status } = await run('curl', [
      ...['-s', '-o', '/dev/null', '-w', '%{http_code}', '-X', method],
      ...['--cacert', String(values['PORTARIA_CA_CERT'])],
      ...['--cert', String(values[`PORTARIA_${whose}_CERT`])],
      ...['--key', String(values[`PORTARIA_${whose}_KEY`])],
      ...(text === null ? [] : ['-H', `Authorization: Bearer ${text}`]),
      `${String(values['PORTARIA_URL'])}/cob/abc123`,
    ]);
    return Number(status);
  };
  expect(await statusOf('PUT', null)).toBe(401);
  expect(await statusOf('PUT', token, 'OPERATOR')).toBe(401);
  const form = `grant_type=client_credentials&scope=pix:read&client_id=${String(values['PORTARIA_OPEN_CLIENT_ID'])}&client_secret=${String(values['PORTARIA_OPEN_CLIENT_SECRET'])}`;
  const { stdout: answer } = await run('curl', [
    ...['-s', '--cacert', String(values['PORTARIA_CA_CERT']), '-d', form],
    `${String(values['PORTARIA_URL'])}/oauth/token`,
  ]);
  const { access_token: reader } = JSON.parse(answer) as { access_token: string };
  expect(await statusOf('GET', reader)).toBe(200);
  expect(await statusOf('PUT', reader)).toBe(403);
};

/** What commands of the pages print, pasted in the folder of the stack. */
const paste = async (...commands: readonly string[]): Promise<string> =>
  (await run('sh', ['-ec', commands.join('\n')], { cwd: folder })).stdout;

const loginAsDocumented = async (): Promise<string> =>
  paste(await commandsOf('docs/reference/contracts/realm.md'));

/** What self-service of the demo merchant answers to a certificate in this file, which continues theirs. */
const linkedBySelfService = async (token: string, file: string): Promise<unknown> => {
  const values = await demo();
  const { stdout } = await run('curl', [
    ...['-s', '--cacert', String(values['PORTARIA_CA_CERT'])],
    ...['--cert', String(values['PORTARIA_CLIENT_CERT']), '--key', String(values['PORTARIA_CLIENT_KEY'])],
    ...['-H', `Authorization: Bearer ${token}`, '-H', 'Content-Type: application/json'],
    ...['-d', JSON.stringify({ pem: await readFile(file, 'utf8') })],
    `${String(values['PORTARIA_URL'])}/api/account/certificates`,
  ]);
  return JSON.parse(stdout);
};

const expectCheckedChains = async (token: string): Promise<void> => {
  const certificate = String((await demo())['PORTARIA_CLIENT_CERT']);
  const [own, other] = [join(folder, 'own.pem'), join(folder, 'other.pem')];
  const make = `
    subject="$(openssl x509 -in '${certificate}' -noout -subject -nameopt compat | sed 's/^subject= *//')"
    openssl req -x509 -newkey rsa:2048 -nodes -days 9 -keyout own.key -out own.pem -subj "$subject"
    openssl req -new -newkey rsa:2048 -nodes -keyout other.key -out other.csr -subj "$subject"
    openssl x509 -req -in other.csr -CA .portaria/pki/ca.pem -CAkey .portaria/pki/ca.key -CAcreateserial -days 9 -out other.pem`;
  await run('sh', ['-ec', make], { cwd: folder });
  expect(await linkedBySelfService(token, own)).toMatchObject({ status: 422, code: 'refused' });
  expect(await linkedBySelfService(token, other)).toMatchObject({ trusted: true });
};

/** `portaria doctor` needs no options in the folder of the stack. */
const expectSound = async (): Promise<void> => {
  const { stdout } = await run(process.execPath, [commandLine, 'doctor'], { cwd: folder });
  // No setting says where backups are.
  expect(stdout.trim().split('\n').at(-1)).toMatch(/^1 skipped, \d+ ok\.$/);
};

/** Processes whose command line names the folder: NGINX, PostgreSQL, the application. */
const leftRunning = async (): Promise<string[]> => {
  const { stdout } = await run('ps', ['-ww', '-eo', 'pid=,args=']);
  return stdout.split('\n').filter((line) => line.includes(folder));
};

test(
  'npm start brings up the real thing; it stops without a trace and starts again with its data',
  { timeout: 120_000 },
  async () => {
    const first = start();
    await ready(first);
    await stat(join(folder, '.portaria/ready'));
    const answer = await pastedCurl(first);
    expect(answer).toMatch(/^HTTP\/\S+ 201/);
    const token = /"access_token":"([^"]+)"/.exec(answer)?.[1] ?? '';
    const values = await demo();
    expect(decodeJwt(token)).toMatchObject({
      aud: 'api',
      client_id: values['PORTARIA_CLIENT_ID'],
      iss: values['PORTARIA_URL'],
    });
    expect(await loginAsDocumented()).toMatch(/"refresh_token":"ptr_/);
    expect((await stat(join(folder, '.portaria/demo.env'))).mode & 0o777).toBe(0o600);
    await expectGateway(first, token);
    await expectCheckedChains(token);
    await expectSound();
    expect((await leftRunning()).length).toBeGreaterThan(0);

    first.child.kill('SIGINT');
    expect(await first.exited).toBe(0);
    expect(await leftRunning()).toEqual([]);
    await expect(stat(join(folder, '.portaria/ready'))).rejects.toThrow('ENOENT');

    // As a release left it that had no users: the next start adds one.
    const file = join(folder, '.portaria/demo.env');
    const lines = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, lines.filter((line) => !line.includes('PORTARIA_REALM_')).join('\n'));

    const second = start();
    await ready(second);
    expect(second.output()).not.toContain('Migrated');
    const third = start();
    expect(await third.exited).toBe(1);
    expect(third.output().trim()).toMatch(
      new RegExp(
        `^npm start is already running in this folder \\(process ${String(second.child.pid)}\\)\\. .*$`,
      ),
    );
    const { PORTARIA_REALM_PASSWORD: password, ...others } = await demo();
    expect(values).toMatchObject(others);
    expect(password).toMatch(/^[\w-]{20}$/);
    expect(await loginAsDocumented()).toMatch(/"refresh_token":"ptr_/);
    expect(await pastedCurl(second)).toMatch(/^HTTP\/\S+ 201/);
    second.child.kill('SIGTERM');
    expect(await second.exited).toBe(0);
    expect(await leftRunning()).toEqual([]);
  },
);

test('a port in use is one clear sentence that names the setting', async () => {
  const squatter = createServer();
  await new Promise<void>((resolve) =>
    squatter.listen(Number(ports['PORTARIA_HEADER_PORT']), '127.0.0.1', resolve),
  );
  const stack = start();
  expect(await stack.exited).toBe(1);
  expect(stack.output().trim()).toMatch(/^Port \d+ is already in use\. .*PORTARIA_HEADER_PORT.*$/);
  squatter.close();
});

test.each([
  [{ NGINX_BIN: '/nowhere/nginx' }, /^NGINX_BIN is \/nowhere\/nginx, which cannot be run\.$/],
  [
    { PORTARIA_TLS_PROT: '1' },
    /^The configuration is invalid:\n {2}- PORTARIA_TLS_PROT: is not a known setting\. Did you mean PORTARIA_TLS_PORT\?$/,
  ],
  [
    { DATABASE_URL: 'postgresql://portaria:hunter2hunter2@127.0.0.1:1/portaria' },
    /^Using the PostgreSQL that DATABASE_URL names\.\nnothing listens at 127\.0\.0\.1:1\. Check DATABASE_URL, .*$/,
  ],
])('with %o nothing is started, and it is told in one sentence', async (env, told) => {
  const stack = start(env);
  expect(await stack.exited).toBe(1);
  expect(stack.output().trim()).toMatch(told);
  expect(stack.output()).not.toContain('hunter2');
  expect(await leftRunning()).toEqual([]);
});

test(
  'after the supervisor was killed, the next start clears away what it left behind',
  { timeout: 120_000 },
  async () => {
    const first = start();
    await ready(first);
    first.child.kill('SIGKILL');
    await first.exited;
    expect((await leftRunning()).length).toBeGreaterThan(0);

    const second = start();
    await ready(second);
    expect(await pastedCurl(second)).toMatch(/^HTTP\/\S+ 201/);
    second.child.kill('SIGTERM');
    expect(await second.exited).toBe(0);
    expect(await leftRunning()).toEqual([]);
  },
);

test('Ctrl-C in the middle of starting leaves nothing running either', { timeout: 60_000 }, async () => {
  const stack = start();
  await expect
    .poll(() => stack.output(), { timeout: 20_000, interval: 20 })
    .toContain('Starting the application.');
  stack.child.kill('SIGINT');
  expect(await stack.exited).toBe(0);
  expect(await leftRunning()).toEqual([]);
});

// `npm start | head` and a terminal that was closed.
test('without a reader of its output it stops and leaves nothing running', { timeout: 60_000 }, async () => {
  const stack = start();
  await expect
    .poll(() => stack.output(), { timeout: 20_000, interval: 20 })
    .toContain('Starting the application.');
  stack.child.stdout?.destroy();
  expect(await stack.exited).toBe(1);
  expect(
    stack.output().match(/^npm start cannot write its output \(.*EPIPE.*\)\. Stopping\.$/gm),
  ).toHaveLength(1);
  expect(await leftRunning()).toEqual([]);
});

test('its help names every setting and starts nothing; an argument is an error', async () => {
  const script = join(import.meta.dirname, '../../scripts/start.sh');
  const { stdout: help } = await run('sh', [script, '--help']);
  for (const name of Object.keys(ports)) expect(help).toContain(`  ${name} `);
  await expect(run('sh', [script, '8443'])).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^npm start does not know "8443"\.\n\nUsage: npm start\n/) as string,
  });
});

test(
  'the commands of README and of the pages that can be pasted do what the pages say',
  { timeout: 120_000 },
  async () => {
    const stack = start();
    await ready(stack);
    const managed = await paste(await commandsOf('README.md', 'Manage'));
    expect(managed.match(/"access_token"/g)).toHaveLength(2);
    expect(managed).toContain('"reason":"wrong_secret"');
    expect(managed).toMatch(/"reason":"keyCompromise"[^]*"statusCode":401[^]*"valid":true/);

    expect(
      await paste(await commandsOf('docs/reference/contracts/service-token.md', 'Request a token')),
    ).toMatch(/^\{"response":"ey/);

    // In this order, in one shell: both end with what the demo began with.
    const renewed = await paste(
      await commandsOf('docs/how-to/merchant/rotate-a-secret.md'),
      'echo; echo renew',
      await commandsOf('docs/how-to/merchant/renew-a-certificate.md'),
    );
    const [rotation = '', renewal = ''] = renewed.split('\nrenew\n');
    expect(rotation).toMatch(/"clientSecret":"[^"]+"[^]*"ofThisToken":true/);
    expect(
      rotation
        .trim()
        .split('\n')
        .at(-1)
        ?.match(/"ofThisToken"/g),
    ).toHaveLength(1);
    expect(renewal).toMatch(/"linked":true[^]*"linked":false/);

    const called = await paste(await commandsOf('docs/how-to/operator/call-the-admin-api.md'));
    expect(called.match(/"status":[45]\d\d/g)).toEqual(['"status":422']);
    expect(called).toMatch(/"clientSecret":"ptr_[^]*"password":"[^]*"reason":"superseded"[^]*"valid":true/);
    stack.child.kill('SIGTERM');
    expect(await stack.exited).toBe(0);
  },
);

import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { nodeFlags } from '../../tools/stack/stack-application.js';
import { openDeployment } from '../keys/deployment.js';
import { openMailServer } from '../notices/mail-server.js';
import { openReceiver } from '../notices/notice-setup.js';
import { hostname } from '../remote-keys/key-set-server.js';
import { testAuthority } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { inheritedEnvironment, startProcess } from '../support/processes.js';
import { repository } from '../support/programs.js';
import { renderedNginx } from './rendered-nginx.js';

const run = promisify(execFile);
const bundle = join(repository, 'dist/bundle');
const native = ['@node-rs/argon2', '@node-rs/bcrypt'];

/** What the image has of this repository: the bundle, and the packages with compiled libraries. */
const shippedAlone = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-shipped-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  await cp(bundle, join(folder, 'dist/bundle'), { recursive: true });
  const scope = 'node_modules/@node-rs';
  await cp(join(repository, scope), join(folder, scope), { recursive: true });
  return join(folder, 'dist/bundle');
};

test(
  'in a folder of its own, what the image has issues tokens, checks slow hashes and manages accounts',
  { timeout: 60_000 },
  async () => {
    const folder = await shippedAlone();
    const { app, ask } = await openDeployment();
    const started = await startProcess(app.environment, [...nodeFlags, join(folder, 'main.js')]);
    expect(await ask(started)).toMatch(/^ey/);
    // Not of the form of a generated secret, so it costs argon2id.
    expect(await ask(started, 'guessed-and-wrong-0001')).toBe(401);
    const headers = { 'x-portaria-listener': app.listenerSecret('tls'), 'x-real-ip': '127.0.0.1' };
    const document = await fetch(`http://127.0.0.1:${String(started.port)}/openapi/tokens.json`, { headers });
    expect(await document.text()).toBe(await readFile(join(repository, 'docs/openapi/tokens.json'), 'utf8'));
    const { stdout } = await run(join(folder, 'cli.js'), ['account', 'list', '--json'], {
      env: { ...inheritedEnvironment, ...app.environment },
      // TypeORM also looks in node_modules of the working directory.
      cwd: folder,
    });
    expect(stdout).toContain('"kind"');
    const owner = { MIGRATION_DATABASE_URL: app.database.ownerUrl };
    const migrated = await run(join(folder, 'cli.js'), ['migrate', '--json'], {
      env: { ...inheritedEnvironment, ...app.environment, ...owner },
      cwd: folder,
    });
    expect(JSON.parse(migrated.stdout)).toEqual({ applied: [], partitions: [] });
    started.child.kill('SIGTERM');
    expect(await started.exited).toBe(0);
  },
);

test(
  'in a folder of its own, what the image has delivers a notice to a webhook and by e-mail',
  { timeout: 240_000 },
  async () => {
    const folder = await shippedAlone();
    const { app } = await openDeployment();
    const webhook = await openReceiver();
    const mail = await openMailServer({ authOptional: true });
    const authority = join(folder, 'authority.pem');
    await writeFile(authority, (await testAuthority()).certPem);
    const environment = {
      ...app.environment,
      PORTARIA_NOTICES: 'on',
      PORTARIA_NOTICE_NETWORKS: '127.0.0.2/32',
      PORTARIA_SMTP_URL: `smtp://localhost:${String(mail.port)}`,
      PORTARIA_SMTP_FROM: 'portaria@example.com',
      NODE_EXTRA_CA_CERTS: authority,
    };
    const add = (...words: readonly string[]) =>
      run(join(folder, 'cli.js'), ['notice', ...words], {
        env: { ...inheritedEnvironment, ...environment },
        cwd: folder,
      });
    await add('add-webhook', webhook.url.replace(hostname, '127.0.0.2'));
    await add('add-email', 'ops@example.com');
    await app.database.sql(`UPDATE credential_secret SET expires_at = clock_timestamp() + interval '5 days'`);
    const started = await startProcess(environment, [...nodeFlags, join(folder, 'main.js')]);
    await vi.waitFor(
      () => {
        expect([webhook.received.length, mail.received.length]).not.toContain(0);
      },
      { timeout: 200_000, interval: 200 },
    );
    const { type } = JSON.parse(webhook.received[0]?.body ?? '') as { readonly type: string };
    expect(type).toMatch(/^(certificate|secret)\.expiring$/);
    expect(mail.received[0]).toMatchObject({ to: ['ops@example.com'], secure: true });
    started.child.kill('SIGTERM');
    expect(await started.exited).toBe(0);
  },
);

test('in a folder of its own, what is shipped renders its own NGINX templates', async () => {
  const folder = await shippedAlone();
  await cp(join(repository, 'nginx'), join(folder, '../../nginx'), { recursive: true });
  const stdout = await renderedNginx(join(folder, 'cli.js'), folder);
  expect(stdout).toContain(join(folder, 'rendered/nginx.conf'));
});

/** Loaded ahead of the application: it fails in a way that is not foreseen. */
const failing = `
  const on = process.on;
  process.on = function (name, ...rest) {
    if (name === 'SIGTERM') throw new Error('planted');
    return on.call(this, name, ...rest);
  };`;

test('an error that was not foreseen is shown with files and lines of src', { timeout: 30_000 }, async () => {
  const { app } = await openDeployment();
  const program = [
    ...nodeFlags,
    `--import=data:text/javascript,${encodeURIComponent(failing)}`,
    join(bundle, 'main.js'),
  ];
  const { exited, output } = await startProcess(app.environment, program);
  expect(await exited).toBe(1);
  const lines = (await readFile(join(repository, 'src/main.ts'), 'utf8')).split('\n');
  const failed = lines.findIndex((line) => line.includes('process.on(name')) + 1;
  expect(output()).toMatch(new RegExp(`Error: planted[^]*\\bsrc/main\\.ts:${String(failed)}:`));
});

test('the licences of all packages are in one file beside their code', async () => {
  const licences = await readFile(join(bundle, 'THIRD-PARTY-LICENCES.txt'), 'utf8');
  const manifest = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const bundled = Object.entries(manifest.dependencies).filter(([name]) => !native.includes(name));
  for (const [name, version] of bundled) expect(licences).toContain(`\n${name} ${version}, `);
  expect(licences).toContain('Permission is hereby granted, free of charge');
});

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureDeployment } from '../../src/cli/deployment/ensure-deployment.js';
import { inspectNginx } from '../../src/cli/deployment/nginx-binary.js';
import { loadConfig, loadMigrationConfig } from '../../src/config/config.js';
import { startTestProxy } from '../http/nginx/support.js';
import { startProxiedApp } from '../http/proxied-app.js';
import { afterFile } from '../support/cleanup.js';
import {
  chart,
  environmentOf,
  type KubernetesObject,
  type MountedFile,
  mountedFiles,
  type Pod,
  podNamed,
  podsOf,
  type ProgramAnswer,
  render,
  runProgram,
} from '../support/helm.js';

/** The programs of the product accept what the rendered chart gives them. */
const pages = await Promise.all(
  ['install-on-kubernetes', 'collect-traces'].map((name) =>
    readFile(join(import.meta.dirname, `../../docs/how-to/operator/${name}.md`), 'utf8'),
  ),
);

const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-helm-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** What the commands of the pages put into the Secrets and ConfigMaps: the path of the file, by "name key". */
const createdByPages = (): ReadonlyMap<string, string> => {
  const files = new Map<string, string>();
  // Later commands replace what the first ones created.
  const add = (name: string, path: string): void => void (files.has(name) || files.set(name, path));
  const joined = pages.join('\n').replaceAll(/\\\n\s*/g, ' ');
  const creation = /kubectl create (?:secret (?:generic|tls)|configmap) (\S+) (.*)/g;
  for (const [, name = '', words = ''] of joined.matchAll(creation)) {
    for (const [, key, path = ''] of words.matchAll(/--from-file=(?:([\w.-]+)=)?(\S+)/g))
      add(`${name} ${key ?? path.slice(path.lastIndexOf('/') + 1)}`, path);
    for (const [, kind = '', path = ''] of words.matchAll(/--(cert|key)=(\S+)/g))
      add(`${name} tls.${kind === 'cert' ? 'crt' : 'key'}`, path);
  }
  return files;
};

/** The secrets and development certificates of `portaria init`, by which the page begins. */
const openDeployment = async (): Promise<string> => {
  const folder = await temporaryFolder();
  await ensureDeployment({ folder, serverNames: [], demo: false, replicated: false, now: new Date() });
  return folder;
};

const templateText = (
  objects: readonly KubernetesObject[],
  { source, key }: MountedFile,
): string | undefined =>
  objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === source)?.data?.[key];

/** Writes what a pod sees below a folder of the test. */
const writeMounts = async (objects: readonly KubernetesObject[], pod: Pod): Promise<string> => {
  const [deployment, root] = [await openDeployment(), await temporaryFolder()];
  const created = createdByPages();
  for (const file of mountedFiles(pod)) {
    const origin = created.get(`${file.source} ${file.key}`);
    const text =
      templateText(objects, file) ??
      (origin === undefined ? undefined : await readFile(join(deployment, origin), 'utf8'));
    if (text === undefined) throw new Error(`no page creates ${file.source} with ${file.key}`);
    await mkdir(dirname(join(root, file.path)), { recursive: true });
    await writeFile(join(root, file.path), text);
  }
  return root;
};

const inRoot = (root: string, value: string): string =>
  // A pipe of the test cannot be opened by this name.
  value === '/dev/stdout'
    ? join(root, 'access.log')
    : value.replace(/^\/(?=run\/|etc\/|usr\/share\/portaria)/, `${root}/`);

const environmentIn = (root: string, pod: Pod): Record<string, string> =>
  Object.fromEntries(Object.entries(environmentOf(pod)).map(([name, value]) => [name, inRoot(root, value)]));

const serverCa = 'serverCaConfigMap=portaria-server-ca';
const smtpUser = 'settings.PORTARIA_SMTP_USER=portaria';
const otlpHeaders = 'secrets.otlpHeaders=portaria-otlp';

test('the pages create every Secret and ConfigMap that a pod mounts', async () => {
  const created = createdByPages();
  const sets = ['nginx.headerListener=true', 'twoRoles=false', serverCa, smtpUser, otlpHeaders];
  for (const words of [[], ...sets.map((set) => ['--set', set])]) {
    const mounted = podsOf(await render('minimal', ...words))
      .flatMap(mountedFiles)
      .filter(({ source }) => !source.endsWith('-nginx-templates'));
    expect(mounted.length).toBeGreaterThan(15);
    for (const { source, key } of mounted)
      expect(created.has(`${source} ${key}`), `${source} ${key}`).toBe(true);
  }
});

test('every file that the pages put into a Secret is one that portaria init makes', async () => {
  const folder = await openDeployment();
  const created = createdByPages();
  expect(created.size).toBeGreaterThan(15);
  for (const path of created.values())
    expect(await readFile(join(folder, path), 'utf8')).toBeTypeOf('string');
});

test.each([
  ['issue', []],
  ['manage', []],
  ['issue', ['--set', 'nginx.headerListener=true']],
  ['all', ['--set', 'twoRoles=false']],
  ['all', ['--set', 'twoRoles=false', '--set', 'operators.enabled=false']],
])('the application accepts its configuration: %s %s', async (role, words) => {
  const objects = await render('minimal', ...words);
  const pod = podNamed(objects, role);
  const config = loadConfig(environmentIn(await writeMounts(objects, pod), pod));
  expect(config.role).toBe(role);
  expect(config.http).toEqual({ host: '0.0.0.0', port: 3000, drainSeconds: 15 });
  expect(config.listeners.admin === null).toBe(role === 'issue' || words.includes('operators.enabled=false'));
  expect(config.listeners.header === null).toBe(!words.includes('nginx.headerListener=true'));
});

test.each([
  ['manage', []],
  ['all', ['--set', 'twoRoles=false']],
])('the login at the mail server and the CA of the server are there for %s alone', async (role, words) => {
  const mail = ['URL=smtps://mail.example.com', 'FROM=portaria@example.com', 'USER=portaria'];
  const sets = [
    ...mail.map((setting) => `settings.PORTARIA_SMTP_${setting}`),
    'settings.PORTARIA_NOTICES=on',
    serverCa,
  ];
  const objects = await render('minimal', ...sets.flatMap((set) => ['--set', set]), ...words);
  const pod = podNamed(objects, role);
  const root = await writeMounts(objects, pod);
  // The file is empty until an operator writes the password into it.
  await writeFile(join(root, 'run/portaria/secrets/smtp-password'), 'password of the mail server\n');
  const environment = environmentIn(root, pod);
  expect(loadConfig(environment).role).toBe(role);
  expect(environment).toMatchObject({
    PORTARIA_SMTP_PASSWORD_FILE: join(root, 'run/portaria/secrets/smtp-password'),
    PORTARIA_SERVER_CA: join(root, 'etc/portaria/server-ca/server-ca.pem'),
  });
  expect(await readFile(environment['PORTARIA_SERVER_CA'] ?? '', 'utf8')).toContain('BEGIN CERTIFICATE');
  for (const other of podsOf(objects).filter(({ component }) => component !== role))
    for (const { path } of mountedFiles(other)) expect(path).not.toMatch(/smtp-password|server-ca\.pem/);
});

test.each([
  ['issue', []],
  ['manage', []],
  ['all', ['--set', 'twoRoles=false']],
])('the headers for the collector of traces are a file of %s, and no value', async (role, words) => {
  const endpoint = 'settings.OTEL_EXPORTER_OTLP_ENDPOINT=https://collector.example.com';
  const objects = await render('minimal', '--set', otlpHeaders, '--set', endpoint, ...words);
  const pod = podNamed(objects, role);
  const root = await writeMounts(objects, pod);
  // The file is empty until an operator writes the headers into it.
  await writeFile(join(root, 'run/portaria/secrets/otlp-headers'), 'x-api-key=key%20of%20the%20collector\n');
  const { traces } = loadConfig(environmentIn(root, pod));
  expect(traces?.headers()).toEqual({ 'x-api-key': 'key of the collector' });
  const migration = mountedFiles(podNamed(objects, 'migrate')).map(({ path }) => path);
  expect(migration.filter((path) => path.includes('otlp'))).toEqual([]);
});

test('the migration has the owner of the schema and both logins', async () => {
  const objects = await render('minimal');
  const pod = podNamed(objects, 'migrate');
  const environment = environmentIn(await writeMounts(objects, pod), pod);
  expect(loadMigrationConfig(environment).url()).toContain('portaria_owner');
  expect(Object.keys(environment)).toEqual([
    'DATABASE_URL_FILE',
    'MANAGE_DATABASE_URL_FILE',
    'MIGRATION_DATABASE_URL_FILE',
  ]);
});

/** Renders as the entrypoint of NGINX's image does: envsubst of the variables that the filter lets through. */
const renderLikeEntrypoint = async (root: string, pod: Pod): Promise<string> => {
  const environment = environmentIn(root, pod);
  const filter = new RegExp(environment['NGINX_ENVSUBST_FILTER'] ?? '');
  const output = environment['NGINX_ENVSUBST_OUTPUT_DIR'] ?? '';
  const templates = '/etc/nginx/templates/';
  for (const { path } of mountedFiles(pod).filter(({ path }) => path.startsWith(templates))) {
    const text = await readFile(join(root, path), 'utf8');
    const rendered = text.replaceAll(/\$\{([A-Z0-9_]+)\}/g, (whole, name: string) =>
      filter.test(name) ? (environment[name] ?? whole) : whole,
    );
    expect(rendered).not.toContain('${PORTARIA_');
    const target = join(output, path.slice(templates.length).replace(/\.template$/, ''));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, rendered);
  }
  await mkdir(environment['PORTARIA_NGINX_RUN_DIR'] ?? '', { recursive: true });
  return join(output, 'nginx.conf');
};

const newest = process.env['NGINX_BIN_NEWEST'] ?? '';

// Older ones know no `resolve` in an upstream.
test.skipIf(newest === '').each([
  ['nginx', 'minimal', []],
  // The newest one of the tests has not all modules of the image: none for the console and the documentation.
  ['operators', 'minimal', ['--set', 'operators.console=false']],
  ['nginx', 'minimal', ['--set', 'nginx.headerListener=true']],
  ['nginx', 'one-role', []],
  [
    'nginx',
    'minimal',
    [
      '--set',
      'nginx.proxyProtocol.enabled=true',
      '--set',
      'nginx.proxyProtocol.trustedNetworks={192.0.2.0/24}',
    ],
  ],
])('NGINX accepts its configuration: %s with the values %s %s', async (component, values, words) => {
  const objects = await render(values, '--set', 'nginx.resolver=127.0.0.1', ...words);
  const pod = podNamed(objects, component);
  const root = await writeMounts(objects, pod);
  const main = await renderLikeEntrypoint(root, pod);
  const { path } = await inspectNginx(newest);
  const answer = await runProgram(path, ['-t', '-q', '-p', dirname(main), '-c', main, '-e', 'stderr']);
  expect(answer).toMatchObject({ exitCode: 0, output: expect.not.stringContaining('[emerg]') });
  const { output: listened } = await runProgram(path, ['-T', '-q', '-p', dirname(main), '-c', main]);
  const ports = [...listened.matchAll(/^\s*listen (\d+)/gm)].map(([, port]) => Number(port)).sort();
  expect(ports).toEqual(
    (pod.spec.containers[0]?.ports ?? []).map(({ containerPort }) => containerPort).sort(),
  );
});

const smokeTest = (port: number, proxyProtocol = false): Promise<ProgramAnswer> =>
  runProgram('env', [
    'NGINX_HOST=127.0.0.1',
    `NGINX_PORT=${String(port)}`,
    `PROXY_PROTOCOL=${String(proxyProtocol)}`,
    process.execPath,
    join(chart, 'files/smoke-test.mjs'),
  ]);

test('helm test passes where NGINX reaches the application, also behind the PROXY protocol', async () => {
  const { proxy } = await startProxiedApp();
  expect(await smokeTest(proxy.ports.tls)).toEqual({
    exitCode: 0,
    output: 'the application answers: HTTP/1.1 400 Bad Request\n',
  });
  const firstLines: string[] = [];
  const balancer = createServer((client) => {
    client.once('data', (bytes) => {
      const end = bytes.indexOf('\r\n');
      firstLines.push(bytes.subarray(0, end).toString());
      const behind = connect(proxy.ports.tls, '127.0.0.1');
      behind.write(bytes.subarray(end + 2));
      client.pipe(behind).pipe(client);
    });
  });
  await new Promise<void>((resolve) => balancer.listen(0, '127.0.0.1', resolve));
  afterFile(() => balancer.close());
  const address = balancer.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  expect(await smokeTest(port, true)).toMatchObject({ exitCode: 0 });
  expect(firstLines).toEqual(['PROXY TCP4 127.0.0.1 127.0.0.1 1 1']);
});

test('helm test fails where something else answers, and where nothing does', async () => {
  const proxy = await startTestProxy();
  expect(await smokeTest(proxy.ports.tls)).toMatchObject({
    exitCode: 1,
    output: expect.stringContaining('got'),
  });
  expect(await smokeTest(1)).toMatchObject({
    exitCode: 1,
    output: expect.stringContaining('cannot connect'),
  });
});

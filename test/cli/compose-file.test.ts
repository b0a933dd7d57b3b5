import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { templateDefaults, versionVariables } from '../../src/cli/deployment/nginx-templates.js';
import type { Environment } from '../../src/config/read-settings.js';
import { settings } from '../../src/config/settings.js';
import { deploymentOf } from '../../src/doctor/deployment.js';
import { nodeFlags } from '../../tools/stack/stack-application.js';

/** docker-compose.yml against the code. test/containers/run starts it for real. */
const repository = join(import.meta.dirname, '../..');
const compose = await readFile(join(repository, 'docker-compose.yml'), 'utf8');

interface Service {
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly secrets?: readonly string[];
  readonly profiles?: readonly string[];
  readonly hostname?: string;
}
const { services, networks } = parse(compose, { merge: true }) as {
  services: Readonly<Record<string, Service>>;
  networks: Readonly<Record<string, { readonly internal?: boolean }>>;
};

/** Names and values of what a service is given; an empty value is what .env says. */
const environmentOf = (service: string): Map<string, string> =>
  new Map(Object.entries(services[service]?.environment ?? {}).map(([name, value]) => [name, value ?? '']));

test('NGINX gets every variable of the templates: envsubst would leave the others as they are', async () => {
  const folder = join(repository, 'nginx');
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.template'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const used = texts.flatMap((text) => text.match(/(?<=\$\{)PORTARIA_[A-Z0-9_]+(?=\})/g) ?? []);
  const given = environmentOf('nginx');
  expect(
    [...new Set([...used, ...Object.keys(templateDefaults)])].filter((name) => !given.has(name)),
  ).toEqual([]);
});

test('what may be set in .env has the same default there as in the local stack', () => {
  const given = [...environmentOf('nginx')].flatMap(([name, value]) => {
    const [, inner, standard] = /^\$\{(\w+):-(.*)\}$/.exec(value) ?? [];
    return inner === undefined ? [] : [[name, inner, standard]];
  });
  expect(given.length).toBeGreaterThan(8);
  const defaults: Readonly<Record<string, string>> = templateDefaults;
  expect(given).toEqual(given.map(([name = '']) => [name, name, defaults[name]]));
});

test('the variables of the NGINX version are those of the image that it runs', () => {
  const [, version = ''] = /image: nginx:([\d.]+)/.exec(compose) ?? [];
  const given = environmentOf('nginx');
  for (const [name, value] of Object.entries(versionVariables(version))) expect(given.get(name)).toBe(value);
});

test('the application gets every setting that it has, in one of its roles, and no secret as a value', () => {
  const given = new Map([...environmentOf('issue'), ...environmentOf('manage')]);
  // The second is of a process with PORTARIA_ROLE=all, and here each role has its own.
  const ofMigrations = ['MIGRATION_DATABASE_URL', 'MANAGE_DATABASE_URL'];
  for (const [name, setting] of Object.entries(settings)) {
    if (ofMigrations.includes(name)) continue;
    const secret = 'secret' in setting;
    expect(given.has(secret ? `${name}_FILE` : name), name).toBe(true);
    expect(given.has(secret ? name : `${name}_FILE`), name).toBe(false);
  }
});

test('each role has its own database login, and the one that issues no proxy secret of the other', () => {
  const [issue, manage] = [environmentOf('issue'), environmentOf('manage')];
  expect(issue.get('PORTARIA_ROLE')).toBe('issue');
  expect(manage.get('PORTARIA_ROLE')).toBe('manage');
  expect(issue.get('DATABASE_URL_FILE')).not.toBe(manage.get('DATABASE_URL_FILE'));
  expect(issue.has('PORTARIA_ADMIN_LISTENER_SECRET_FILE')).toBe(false);
  const tls = 'PORTARIA_TLS_LISTENER_SECRET_FILE';
  expect(issue.get(tls)).not.toBe(manage.get(tls));
  for (const [service, given] of [
    ['issue', issue],
    ['manage', manage],
  ] as const) {
    const files = [...given].flatMap(([name, value]) => (name.endsWith('_FILE') ? [value] : []));
    const mounted = (services[service]?.secrets ?? []).map((name) => `/run/secrets/${name}`);
    expect(files.sort()).toEqual([...mounted].sort());
  }
});

test('what is the same for both roles is given to both', () => {
  const [issue, manage] = [environmentOf('issue'), environmentOf('manage')];
  const own =
    /^(PORTARIA_ROLE|DATABASE_URL_FILE|PORTARIA_\w+_LISTENER_SECRET_FILE|PORTARIA_SMTP_PASSWORD_FILE)$/;
  const shared = (given: Map<string, string>) => [...given].filter(([name]) => !own.test(name));
  expect(shared(issue)).toEqual(shared(manage));
});

/** The environment of a service as Compose gives it without a .env. */
const withDefaults = (service: string): Environment =>
  Object.fromEntries(
    [...environmentOf(service)].map(([name, value]) => {
      const inner = value.replaceAll(/\$\{\w+:-([^${}]*)\}/g, '$1');
      return [name, inner.replaceAll(/\$\{\w+:-([^${}]*)\}/g, '$1')];
    }),
  );

test('doctor finds the listeners of NGINX and both roles from its own container, as a managing process', () => {
  const { listeners, applications, withoutListeners } = deploymentOf(
    withDefaults('doctor'),
    {},
    () => new Date(),
  );
  expect(withoutListeners).toBeNull();
  expect(listeners).toEqual([
    { name: 'tls', host: 'nginx', port: 8443, serverName: 'localhost' },
    { name: 'admin', host: 'nginx', port: 9443, serverName: 'localhost' },
  ]);
  expect(applications).toEqual([
    { host: 'issue', port: 3000 },
    { host: 'manage', port: 3000 },
  ]);
  const { networks: joined = [], profiles, secrets: mounted = [] } = services['doctor'] ?? {};
  for (const [service, network] of [
    ['nginx', 'edge'],
    ['issue', 'edge'],
    ['manage', 'edge'],
    ['postgres', 'data'],
  ] as const) {
    expect(joined).toContain(network);
    expect(services[service]?.networks).toContain(network);
  }
  expect(profiles).toEqual(['doctor']);
  expect([...mounted].sort()).toEqual([...(services['manage']?.secrets ?? [])].sort());
  const manage = environmentOf('manage');
  for (const [name, value] of environmentOf('doctor'))
    if (manage.has(name) && name !== 'PORTARIA_ROUTES_DIR') expect(value, name).toBe(manage.get(name));
});

test('the ports and listeners that doctor asks are those of NGINX', () => {
  const [doctor, nginx] = [environmentOf('doctor'), environmentOf('nginx')];
  for (const name of ['TLS', 'HEADER', 'ADMIN'].flatMap((one) => [`${one}_PORT`, `${one}_LISTENER`]))
    expect(doctor.get(`PORTARIA_${name}`), name).toBe(nginx.get(`PORTARIA_${name}`));
});

test('the image runs the application with the flags of Node that the local stack gives it', async () => {
  const dockerfile = await readFile(join(repository, 'Dockerfile'), 'utf8');
  const command = ['node', ...nodeFlags, 'dist/bundle/main.js'];
  expect(dockerfile).toContain(`\nCMD [${command.map((word) => `"${word}"`).join(', ')}]\n`);
});

test('only NGINX and Prometheus reach the application, only the application PostgreSQL, and only NGINX is published', () => {
  const networksOf = (service: string): readonly string[] => services[service]?.networks ?? [];
  const shared = (one: string, other: string): string[] =>
    networksOf(one).filter((network) => networksOf(other).includes(network));
  for (const role of ['issue', 'manage']) {
    expect(networksOf(role).length).toBeGreaterThan(1);
    expect(shared('nginx', role)).toHaveLength(1);
    expect(shared(role, 'postgres')).toHaveLength(1);
  }
  expect(shared('nginx', 'postgres')).toEqual([]);
  const isAlways = (service: string): boolean => services[service]?.profiles === undefined;
  const published = Object.keys(services).filter((service) => services[service]?.ports);
  expect(published.filter(isAlways)).toEqual(['nginx']);
  // Grafana, with the profile `observability`: it reaches Prometheus, and nothing of the gateway.
  expect(published).toEqual(['nginx', 'grafana']);
  expect(networksOf('grafana')).toEqual(['outside', 'graphs']);
  expect(Object.keys(services).filter((service) => networksOf(service).includes('graphs'))).toEqual([
    'prometheus',
    'grafana',
  ]);
  expect(Object.keys(services).filter((service) => networksOf(service).includes('edge'))).toEqual([
    'issue',
    'manage',
    'nginx',
    'doctor',
    'prometheus',
  ]);
  const ports = [...(services['nginx']?.ports ?? []), ...(services['grafana']?.ports ?? [])];
  expect(ports).toHaveLength(4);
  expect(ports.filter((port) => !/^\$\{PORTARIA_[A-Z_]*ADDRESS:-127\.0\.0\.1\}:/.test(port))).toEqual([]);
});

test('the application has a way out of the machine with PORTARIA_KEY_SETS=on alone', () => {
  const choice = '${PORTARIA_KEY_SETS:-off}';
  for (const role of ['issue', 'manage']) {
    const reached = (services[role]?.networks ?? []).map((name) => name.replace(choice, 'on'));
    expect(reached.filter((name) => networks[name]?.internal !== true)).toEqual(['key-sets-on']);
    const byDefault = (services[role]?.networks ?? []).map((name) => name.replace(choice, 'off'));
    expect(byDefault.filter((name) => networks[name]?.internal !== true)).toEqual([]);
  }
  const others = Object.keys(services).filter((service) => services[service]?.networks?.includes('outside'));
  expect(others).toEqual(['nginx', 'grafana']);
});

test('an image has the release as its tag and as its label, so that the one before is still there to go back to', async () => {
  const { version } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
    version: string;
  };
  const release = `\${PORTARIA_VERSION:-${version}}`;
  for (const service of ['issue', 'manage', 'migrate', 'pages', 'demo', 'doctor', 'init'])
    expect(services[service]).toMatchObject({
      image: `\${PORTARIA_IMAGE:-portaria}:${release}`,
      build: { args: { PORTARIA_VERSION: release } },
    });
  const dockerfile = await readFile(join(repository, 'Dockerfile'), 'utf8');
  expect(dockerfile).toContain('org.opencontainers.image.version="$PORTARIA_VERSION"');
});

test('nothing gets into an image but what is named, and no name is a secret or a test', async () => {
  const lines = (await readFile(join(repository, '.dockerignore'), 'utf8'))
    .split('\n')
    .filter((line) => !/^(#|$)/.test(line));
  expect(lines[0]).toBe('*');
  expect(lines.slice(1)).toEqual([
    '!package.json',
    '!package-lock.json',
    '!tsconfig.json',
    '!tsconfig.build.json',
    '!ARCHITECTURE.md',
    '!CHANGELOG.md',
    '!CONTRIBUTING.md',
    '!SECURITY.md',
    '!clients/*/README.md',
    '!clients/go/*.go',
    '!clients/go/go.mod',
    '!clients/go/go.sum',
    '!clients/java/pom.xml',
    '!clients/java/src',
    '!clients/php/autoload.php',
    '!clients/php/composer.json',
    '!clients/php/resources',
    '!clients/php/src',
    '!clients/python/pyproject.toml',
    '!clients/python/src',
    '!clients/typescript/package.json',
    '!clients/typescript/src',
    '!clients/typescript/tsconfig.json',
    '!console',
    '!docs',
    '!examples/README.md',
    '!migrations',
    '!nginx',
    '!packages/verifier/README.md',
    '!schema.sql',
    '!scripts/bundle.mjs',
    '!scripts/clients',
    '!scripts/pack-clients.mjs',
    '!scripts/sbom.mjs',
    '!scripts/third-party-licences.mjs',
    '!site',
    '!src',
    '**/node_modules',
    'clients/go/*_test.go',
  ]);
});

test('whatever the image copies from the repository may get into it', async () => {
  const [dockerfile, ignored] = await Promise.all(
    ['Dockerfile', '.dockerignore'].map((name) => readFile(join(repository, name), 'utf8')),
  );
  const allowed = [...(ignored ?? '').matchAll(/^!(.*)$/gm)].map(([, name = '']) => name);
  const copied = [...(dockerfile ?? '').matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, names = '']) =>
    names.split(' '),
  );
  expect(copied).toContain('nginx');
  // A folder that is copied may be allowed in parts.
  const gets = (name: string): boolean =>
    allowed.some((one) => one === name || one.startsWith(`${name}/`) || name.startsWith(`${one}/`));
  expect(copied.filter((name) => !gets(name))).toEqual([]);
});

test('what the build of an image runs gets into it', async () => {
  const [dockerfile, ignored, packageJson] = await Promise.all(
    ['Dockerfile', '.dockerignore', 'package.json'].map((name) => readFile(join(repository, name), 'utf8')),
  );
  const { scripts } = JSON.parse(packageJson ?? '') as { scripts: Readonly<Record<string, string>> };
  const commands = [...(dockerfile ?? '').matchAll(/npm run ([\w:]+)(?! --workspace)/g)].map(
    ([, name = '']) => scripts[name] ?? '',
  );
  const programs = [dockerfile ?? '', ...commands].flatMap(
    (text) => text.match(/scripts\/[\w-]+\.mjs/g) ?? [],
  );
  expect(programs.length).toBeGreaterThan(2);
  for (const program of programs) expect(ignored?.split('\n')).toContain(`!${program}`);
});

test('the members of a replicated PostgreSQL are as confined as the single server, and etcd is theirs alone', async () => {
  const text = await readFile(join(repository, 'deploy/compose/replicated.yml'), 'utf8');
  const replicated = parse(text, { merge: true }) as {
    services: Readonly<Record<string, Service & Readonly<Record<string, unknown>>>>;
    networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  };
  const single = services['postgres'] as Readonly<Record<string, unknown>>;
  const { postgres: first, ...added } = replicated.services;
  // Compose merges it with the single server's, whose rules it must not replace.
  const rules = ['read_only', 'cap_drop', 'security_opt', 'logging', 'restart'];
  for (const rule of [...rules, 'cap_add', 'ports']) expect(first?.[rule], rule).toBeUndefined();
  for (const [name, service] of Object.entries(added)) {
    for (const rule of rules) expect(service[rule], `${name} ${rule}`).toEqual(single[rule]);
    expect(service.ports, name).toBeUndefined();
    const isEtcd = name.startsWith('etcd');
    expect(service.networks, name).toEqual(isEtcd ? ['members'] : ['data', 'members']);
    if (!isEtcd) expect(service['cap_add'], name).toEqual(single['cap_add']);
  }
  expect(replicated.networks['members']?.internal).toBe(true);
  // Nothing of docker-compose.yml is in it.
  expect(Object.values(services).flatMap((service) => service.networks ?? [])).not.toContain('members');
});

test('doctor names the same host in every run, so that a check that goes on failing is told once', () => {
  expect(services['doctor']?.hostname).toBe('${COMPOSE_PROJECT_NAME:-portaria}');
});

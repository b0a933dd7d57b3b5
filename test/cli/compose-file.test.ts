import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { templateDefaults, versionVariables } from '../../src/cli/deployment/nginx-templates.js';
import { settings } from '../../src/config/settings.js';
import { nodeFlags } from '../../tools/stack/stack-application.js';

/** docker-compose.yml against the code. test/containers/run starts it for real. */
const repository = join(import.meta.dirname, '../..');
const compose = await readFile(join(repository, 'docker-compose.yml'), 'utf8');

/** Names and values of what a service is given; an empty value is what .env says. */
const environmentOf = (service: string): Map<string, string> => {
  const [, ofService = ''] =
    new RegExp(`^ {2}${service}:\\n([^]*?)(?=^ {2}\\S|^\\S)`, 'm').exec(compose) ?? [];
  const [, block = ''] = /^ {4}environment:\n((?: {6}.*\n)+)/m.exec(ofService) ?? [];
  const lines = [...block.matchAll(/^ {6}([A-Z0-9_]+):(?: (.*))?$/gm)];
  return new Map(lines.map(([, name = '', value = '']) => [name, value.replace(/^'(.*)'$/, '$1')]));
};

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

test('the application gets every setting that it has, and no secret as a value', () => {
  const given = environmentOf('app');
  const ofMigrations = ['MIGRATION_DATABASE_URL'];
  for (const [name, setting] of Object.entries(settings)) {
    if (ofMigrations.includes(name)) continue;
    const secret = 'secret' in setting;
    expect(given.has(secret ? `${name}_FILE` : name), name).toBe(true);
    expect(given.has(secret ? name : `${name}_FILE`), name).toBe(false);
  }
});

test('the image runs the application with the flags of Node that the local stack gives it', async () => {
  const dockerfile = await readFile(join(repository, 'Dockerfile'), 'utf8');
  const command = ['node', ...nodeFlags, 'dist/bundle/main.js'];
  expect(dockerfile).toContain(`\nCMD [${command.map((word) => `"${word}"`).join(', ')}]\n`);
});

test('only NGINX reaches the application, only the application PostgreSQL, and only NGINX is published', () => {
  const ofService = (service: string): string =>
    new RegExp(`^ {2}${service}:\\n([^]*?)(?=^ {2}\\S|^\\S)`, 'm').exec(compose)?.[1] ?? '';
  const networksOf = (service: string): string[] => {
    const [, list = ''] = /^ {4}networks: \[(.*)\]$/m.exec(ofService(service)) ?? [];
    return list.split(', ').filter(Boolean);
  };
  const shared = (one: string, other: string): string[] =>
    networksOf(one).filter((network) => networksOf(other).includes(network));
  expect(networksOf('app').length).toBeGreaterThan(1);
  expect(shared('nginx', 'app')).toHaveLength(1);
  expect(shared('app', 'postgres')).toHaveLength(1);
  expect(shared('nginx', 'postgres')).toEqual([]);
  expect(['postgres', 'app', 'migrate'].filter((service) => /^ {4}ports:/m.test(ofService(service)))).toEqual(
    [],
  );
  const ports = [...ofService('nginx').matchAll(/^ {6}- (.*:\d+)$/gm)].map(([, port = '']) => port);
  expect(ports).toHaveLength(3);
  expect(ports.filter((port) => !/^\$\{PORTARIA_[A-Z_]*ADDRESS:-127\.0\.0\.1\}:/.test(port))).toEqual([]);
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
    '!migrations',
    '!scripts/bundle.mjs',
    '!scripts/third-party-licences.mjs',
    '!src',
  ]);
});

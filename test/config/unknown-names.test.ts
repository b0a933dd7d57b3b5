import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { templateDefaults } from '../../src/cli/deployment/nginx-templates.js';
import { loadManagementConfig, loadMigrationConfig } from '../../src/config/config.js';
import { settings } from '../../src/config/settings.js';
import { goodEnvironment, problemsOf } from './support.js';

test('a mistyped name is an error, not the default', () => {
  const mistyped = { PORTARIA_ISUER: 'x', PORTARIA_RECORD_DAYS: '1', PORTARIA_PEPER_FILE: '/x' };
  expect(problemsOf({ ...goodEnvironment(), ...mistyped })).toEqual([
    'PORTARIA_ISUER: is not a known setting. Did you mean PORTARIA_ISSUER?',
    'PORTARIA_RECORD_DAYS: is not a known setting',
    'PORTARIA_PEPER_FILE: is not a known setting. Did you mean PORTARIA_PEPPER_FILE?',
  ]);
});

test('only a secret may come from a file', () => {
  expect(problemsOf({ ...goodEnvironment(), PORTARIA_PORT_FILE: '/run/port' })).toEqual([
    expect.stringMatching(/^PORTARIA_PORT_FILE: is not a known setting/),
  ]);
});

test('the command line is as strict', () => {
  const environment = { ...goodEnvironment(), PORTARIA_ISUER: 'x' };
  expect(() => loadManagementConfig(environment)).toThrow('PORTARIA_ISUER: is not a known setting');
  expect(() => loadMigrationConfig(environment)).toThrow('PORTARIA_ISUER: is not a known setting');
});

test('a name that only begins like one of NGINX, or of the demo, is mistyped too', () => {
  const mistyped = { PORTARIA_RATE_LIMTI: 'off', PORTARIA_CLIENT_IDD: 'x', PORTARIA_NGINX_WORKER: '1' };
  expect(problemsOf({ ...goodEnvironment(), ...mistyped })).toEqual([
    'PORTARIA_RATE_LIMTI: is not a known setting. Did you mean PORTARIA_RATE_LIMIT?',
    'PORTARIA_CLIENT_IDD: is not a known setting. Did you mean PORTARIA_CLIENT_ID?',
    'PORTARIA_NGINX_WORKER: is not a known setting. Did you mean PORTARIA_NGINX_WORKERS?',
  ]);
});

test('a word that is merely as short is not what was meant', () => {
  expect(problemsOf({ ...goodEnvironment(), PORTARIA_WIND: 'x', PORTARIA_XYZ: 'x' })).toEqual([
    'PORTARIA_WIND: is not a known setting. Did you mean PORTARIA_BIND?',
    'PORTARIA_XYZ: is not a known setting',
  ]);
});

test('the names of docker-compose.yml may stand beside ours', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docker-compose.yml'), 'utf8');
  const names = [...text.matchAll(/\$\{(PORTARIA_[A-Z0-9_]+)/g)].map((match) => match[1] ?? '');
  expect(names.length).toBeGreaterThan(5);
  const beside = names.filter((name) => !(name in settings)).map((name) => [name, 'x'] as const);
  expect(problemsOf({ ...Object.fromEntries(beside), ...goodEnvironment() })).toEqual([]);
});

test('variables of other programs are ignored', () => {
  expect(problemsOf({ ...goodEnvironment(), PATH: '/bin', NODE_ENV: 'production', portaria_x: '1' })).toEqual(
    [],
  );
});

test('NGINX’s variables and those of the local stack may stand beside ours', () => {
  const demo = [
    'URL',
    'HEADER_URL',
    'ADMIN_URL',
    'CA_CERT',
    'CLIENT_ID',
    'CLIENT_SECRET',
    'CLIENT_CERT',
    'CLIENT_KEY',
  ];
  const used = [...readTemplates().matchAll(/\$\{(PORTARIA_[A-Z0-9_]+)\}/g)].map((match) => match[1] ?? '');
  const names = [...Object.keys(templateDefaults), ...used, ...demo.map((name) => `PORTARIA_${name}`)];
  const beside = Object.fromEntries(names.map((name) => [name, 'x']));
  expect(problemsOf({ ...beside, PORTARIA_DOCS_URL: 'https://x', ...goodEnvironment() })).toEqual([]);
});

function readTemplates(): string {
  const folder = join(import.meta.dirname, '../../nginx');
  const files = [
    'nginx',
    'logging',
    'limits',
    'tls',
    'application',
    'listeners/tls-on',
    'listeners/admin-on',
    'listeners/header-on',
  ];
  return files.map((file) => readFileSync(join(folder, `${file}.conf.template`), 'utf8')).join('\n');
}

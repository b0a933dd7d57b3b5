import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { templateDefaults } from '../../src/cli/local/nginx-templates.js';
import { loadManagementConfig, loadMigrationConfig } from '../../src/config/config.js';
import { goodEnvironment, problemsOf } from './support.js';

test('a mistyped name is an error, not the default', () => {
  const mistyped = { PORTARIA_ISUER: 'x', PORTARIA_RECORD_DAYS: '1', PORTARIA_PEPER_FILE: '/x' };
  expect(problemsOf({ ...goodEnvironment(), ...mistyped })).toEqual(
    Object.keys(mistyped).map((name) => `${name}: there is no such setting`),
  );
});

test('only a secret may come from a file', () => {
  expect(problemsOf({ ...goodEnvironment(), PORTARIA_PORT_FILE: '/run/port' })).toEqual([
    'PORTARIA_PORT_FILE: there is no such setting',
  ]);
});

test('the command line is as strict', () => {
  const environment = { ...goodEnvironment(), PORTARIA_ISUER: 'x' };
  expect(() => loadManagementConfig(environment)).toThrow('PORTARIA_ISUER: there is no such setting');
  expect(() => loadMigrationConfig(environment)).toThrow('PORTARIA_ISUER: there is no such setting');
});

test('what is not ours is nobody’s business', () => {
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
  expect(problemsOf({ ...beside, ...goodEnvironment() })).toEqual([]);
});

function readTemplates(): string {
  const folder = join(import.meta.dirname, '../../nginx');
  const files = [
    'nginx',
    'logging',
    'limits',
    'tls',
    'application',
    'doors/tls',
    'doors/admin',
    'doors/header-on',
  ];
  return files.map((file) => readFileSync(join(folder, `${file}.conf.template`), 'utf8')).join('\n');
}

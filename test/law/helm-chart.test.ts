import { readFileSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { templateDefaults, versionVariables } from '../../src/cli/deployment/nginx-templates.js';
import { nginxSettings } from '../../src/config/nginx-settings.js';
import { type Setting, settings } from '../../src/config/settings.js';

/** The files of the Helm chart against the code. `npm run test:helm` renders it. */
const repository = join(import.meta.dirname, '../..');
const chart = join(repository, 'deploy/helm/portaria');
const read = (file: string): string => readFileSync(join(chart, file), 'utf8');

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: { readonly enum: readonly string[] };
}
const schema = JSON.parse(read('values.schema.json')) as Schema;
const namesOf = (...path: readonly string[]): readonly string[] =>
  path.reduce<Schema | undefined>((at, key) => at?.properties?.[key], schema)?.propertyNames?.enum ?? [];
const environment = read('templates/_nginx.tpl');

test('the templates and the alert rules are links, never copies', async () => {
  const files = join(chart, 'files');
  expect(await readlink(join(files, 'nginx'))).toBe('../../../../nginx');
  expect(await readlink(join(files, 'portaria.rules.yml'))).toBe('../../../prometheus/portaria.rules.yml');
  expect(await readdir(join(files, 'nginx'))).toEqual(await readdir(join(repository, 'nginx')));
  expect(read('files/portaria.rules.yml')).toContain('PortariaDown');
});

test('a value can set every setting that is no secret, except those of the chart', () => {
  const ofChart = ['HOST', 'PORT', 'ROLE', 'ISSUER', 'DRAIN_SECONDS', 'ROUTES_DIR', 'SERVER_CA'];
  const expected = Object.entries<Setting>(settings)
    .filter(([, { secret }]) => !secret)
    .map(([name]) => name)
    .filter((name) => !ofChart.includes(name.replace('PORTARIA_', '')));
  expect([...namesOf('settings')].sort()).toEqual(expected.sort());
});

test('NGINX gets every variable of its templates: envsubst would leave the others as they are', () => {
  const given = [...environment.matchAll(/^(PORTARIA_\w+): /gm)].map(([, name]) => name);
  expect([...new Set(given)].sort()).toEqual(Object.keys(nginxSettings).sort());
});

test('what a value may change has the same default as everywhere', () => {
  const changeable = namesOf('nginx', 'variables');
  expect(changeable.length).toBeGreaterThan(10);
  expect(namesOf('operators', 'variables')).toEqual(changeable);
  const defaults: Readonly<Record<string, string>> = { ...templateDefaults, PORTARIA_NGINX_WORKERS: '2' };
  for (const name of changeable) {
    const [, text = ''] = new RegExp(`^${name}: (.*)$`, 'm').exec(environment) ?? [];
    expect([name, parse(text)]).toEqual([name, defaults[name]]);
  }
});

test('the chart has the version of the product, and the NGINX of docker-compose.yml with its variables', async () => {
  const { version } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
    version: string;
  };
  expect(parse(read('Chart.yaml'))).toMatchObject({ version, appVersion: version });
  const compose = await readFile(join(repository, 'docker-compose.yml'), 'utf8');
  const [, tag] = /image: nginx:([\d.]+)/.exec(compose) ?? [];
  expect(parse(read('values.yaml'))).toMatchObject({ nginx: { image: { tag } } });
  for (const [name, value] of Object.entries(versionVariables(tag ?? ''))) {
    const [, given = ''] = new RegExp(`^${name}: (.*)$`, 'm').exec(environment) ?? [];
    expect(given.replace(/^'(.*)'$/, '$1')).toBe(value);
  }
});

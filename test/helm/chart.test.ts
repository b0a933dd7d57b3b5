import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { afterFile } from '../support/cleanup.js';
import {
  chart,
  helm,
  kubernetesValidate,
  kubeVersion,
  parseObjects,
  render,
  runProgram,
  valueFiles,
  valueOptions,
} from '../support/helm.js';

const repository = join(import.meta.dirname, '../..');
/** The oldest version that the chart allows, and the newest that is known. */
const kubernetesVersions = ['1.30', '1.37'];

const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-helm-'));
  afterFile(() => rm(folder, { recursive: true }));
  return folder;
};

/** The schemas of custom resources are not those of Kubernetes. */
const isBuiltIn = ({ apiVersion }: { readonly apiVersion: string }): boolean =>
  !/^(?:monitoring\.coreos\.com|postgresql\.cnpg\.io)\//.test(apiVersion);

test.each([...valueFiles.keys()])('helm lint finds nothing wrong with the values %s', async (name) => {
  expect(await helm('lint', '--strict', chart, ...valueOptions(name))).toMatchObject({ exitCode: 0 });
});

test.each([...valueFiles.keys()])(
  'Kubernetes knows every property that the values %s lead to',
  async (name) => {
    const folder = await temporaryFolder();
    const file = join(folder, 'objects.yaml');
    const objects = (await render(name)).filter(isBuiltIn);
    expect(objects.length).toBeGreaterThan(5);
    await writeFile(file, objects.map((object) => `---\n${stringify(object, { version: '1.1' })}`).join(''));
    for (const version of kubernetesVersions)
      expect(await kubernetesValidate(version, file)).toMatchObject({ exitCode: 0 });
  },
);

test('a property that Kubernetes does not know is found', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'objects.yaml');
  const [service] = (await render('minimal')).filter(({ kind }) => kind === 'Service');
  await writeFile(file, stringify({ ...service, spec: { ...service?.spec, clusterAddress: 'None' } }));
  expect((await kubernetesValidate('1.37', file)).exitCode).not.toBe(0);
});

test('Kubernetes knows every property of the network policy of the database', async () => {
  const folder = join(repository, 'deploy/helm/cloudnativepg');
  const file = join(await temporaryFolder(), 'objects.yaml');
  const texts = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')),
  );
  const objects = texts.flatMap(parseObjects).filter((object) => 'kind' in object && isBuiltIn(object));
  expect(objects.map(({ kind }) => kind)).toEqual(['NetworkPolicy']);
  await writeFile(file, stringify(objects[0]));
  expect(await kubernetesValidate('1.37', file)).toMatchObject({ exitCode: 0 });
});

test.each([
  ['an image without a repository', ['--set', 'image.repository='], /image/],
  ['the tag latest', ['--set', 'image.tag=latest'], /tag/],
  ['no issuer', ['--set', 'issuer='], /issuer/],
  ['a misspelt value', ['--set', 'twoRole=false'], /twoRole/],
  ['a misspelt value of a component', ['--set', 'nginx.replica=3'], /replica/],
  ['a misspelt setting', ['--set-string', 'settings.PORTARIA_AUDIENZ=x'], /PORTARIA_AUDIENZ/],
  ['a secret as a setting', ['--set-string', 'settings.PORTARIA_PEPPER=x'], /PORTARIA_PEPPER/],
  ['a setting of the chart', ['--set-string', 'settings.PORTARIA_ROLE=all'], /PORTARIA_ROLE/],
  [
    'a setting that is no text',
    ['--set', 'settings.PORTARIA_DATABASE_MAX_BATCH_SIZE=64'],
    /PORTARIA_DATABASE_MAX_BATCH_SIZE/,
  ],
  [
    'the file of a value as a setting',
    ['--set-string', 'settings.PORTARIA_SERVER_CA=x'],
    /PORTARIA_SERVER_CA/,
  ],
  ['an NGINX variable of the chart', ['--set-string', 'nginx.variables.PORTARIA_BIND=x'], /PORTARIA_BIND/],
  ['the PROXY protocol from anyone', ['--set', 'nginx.proxyProtocol.enabled=true'], /trustedNetworks/],
  ['a Secret without a name', ['--set', 'secrets.keys='], /keys/],
])('helm refuses %s', async (_what, words, named) => {
  const { exitCode, output } = await helm(
    'template',
    'x',
    chart,
    ...kubeVersion,
    ...valueOptions('minimal'),
    ...words,
  );
  expect(exitCode).not.toBe(0);
  expect(output).toMatch(named);
});

test('the package has the templates of nginx/ and the alert rules, byte for byte', async () => {
  const folder = await temporaryFolder();
  expect(await helm('package', chart, '--destination', folder)).toMatchObject({ exitCode: 0 });
  const [archive = ''] = await readdir(folder);
  const unpacked = await runProgram('tar', ['-xzf', join(folder, archive), '-C', folder]);
  expect(unpacked.exitCode).toBe(0);
  const [packed, original] = [join(folder, 'portaria/files'), repository];
  const names = (await readdir(join(original, 'nginx'), { recursive: true })).filter((name) =>
    name.endsWith('.template'),
  );
  expect(names.length).toBeGreaterThan(15);
  for (const name of names)
    expect(await readFile(join(packed, 'nginx', name), 'utf8'), name).toBe(
      await readFile(join(original, 'nginx', name), 'utf8'),
    );
  expect(await readFile(join(packed, 'portaria.rules.yml'), 'utf8')).toBe(
    await readFile(join(original, 'deploy/prometheus/portaria.rules.yml'), 'utf8'),
  );
  expect(await readdir(join(folder, 'portaria'))).not.toContain('ci');
});

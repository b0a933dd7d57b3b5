import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { withEnvFile } from '../../src/config/env-file.js';
import { afterFile } from '../support/cleanup.js';
import { startProcess } from '../support/processes.js';
import { goodEnvironment } from './support.js';

const folder = await mkdtemp(join(tmpdir(), 'portaria-env-file-'));
afterFile(() => rm(folder, { recursive: true, force: true }));

const good = goodEnvironment();
let count = 0;
const fileOf = async (values: Readonly<Record<string, string>>): Promise<string> => {
  const file = join(folder, `${String((count += 1))}.env`);
  await writeFile(
    file,
    `# a comment\n${Object.entries(values)
      .map(([name, value]) => `${name}='${value}'\n`)
      .join('')}`,
  );
  return file;
};

test('the application starts with an env file alone', async () => {
  const file = await fileOf({ ...good, PORTARIA_PORT: '0' });
  const { port, child } = await startProcess({ PORTARIA_ENV_FILE: file });
  expect(port).toBeGreaterThan(0);
  child.kill('SIGKILL');
});

test('a variable of the environment replaces that of the file, unless it is empty', async () => {
  const file = await fileOf({ ...good, PORTARIA_PORT: '3007', PORTARIA_HOST: '127.0.0.9' });
  const { http } = loadConfig(
    withEnvFile({ PORTARIA_ENV_FILE: file, PORTARIA_PORT: '3008', PORTARIA_HOST: '' }),
  );
  expect(http).toMatchObject({ port: 3008, host: '127.0.0.9' });
});

test('a secret of the environment replaces that of the file, whichever of the two is in a file of its own', async () => {
  const pepper = join(folder, 'pepper');
  const key = Buffer.alloc(32, 9).toString('base64');
  await writeFile(pepper, key);
  const { PORTARIA_PEPPER: inFile = '', ...rest } = good;
  const direct = await fileOf(good);
  const byFile = loadConfig(withEnvFile({ PORTARIA_ENV_FILE: direct, PORTARIA_PEPPER_FILE: pepper }));
  expect(byFile.secrets.pepper().toString('base64')).toBe(key);
  const named = await fileOf({ ...rest, PORTARIA_PEPPER_FILE: '/nonexistent' });
  const byValue = loadConfig(withEnvFile({ PORTARIA_ENV_FILE: named, PORTARIA_PEPPER: inFile }));
  expect(byValue.secrets.pepper().toString('base64')).toBe(inFile);
});

test('one database URL of the environment replaces all of the file: nothing migrates another database', async () => {
  const file = await fileOf({
    DATABASE_URL: 'postgresql://app@127.0.0.1/production',
    MANAGE_DATABASE_URL_FILE: '/etc/portaria/manage',
    MIGRATION_DATABASE_URL: 'postgresql://owner@127.0.0.1/production',
    PORTARIA_ISSUER: 'https://auth.example.com',
  });
  const values = withEnvFile({
    PORTARIA_ENV_FILE: file,
    DATABASE_URL: 'postgresql://app@127.0.0.1/trial',
  });
  expect(values).toEqual({
    PORTARIA_ENV_FILE: file,
    DATABASE_URL: 'postgresql://app@127.0.0.1/trial',
    PORTARIA_ISSUER: 'https://auth.example.com',
  });
});

test('a file that is missing stops the start, and names the setting', () => {
  expect(() => withEnvFile({ PORTARIA_ENV_FILE: join(folder, 'missing.env') })).toThrow(
    /PORTARIA_ENV_FILE: ENOENT: .*missing\.env/,
  );
});

test("the application does not read the owner's login, whose file it may not be able to read", () => {
  const environment = { ...good, MIGRATION_DATABASE_URL_FILE: join(folder, 'missing') };
  expect(() => loadConfig(environment)).not.toThrow();
});

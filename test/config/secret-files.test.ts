import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { goodEnvironment, problemsOf, secretNames } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'portaria-config-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const fileWith = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
};

const without = (environment: Record<string, string>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter(([other]) => other !== name));

test.each(secretNames)('%s may come from a file, and the line break at its end does not count', (name) => {
  const environment = goodEnvironment();
  const file = fileWith(name, `${environment[name] ?? ''}\n`);
  const config = loadConfig({ ...without(environment, name), [`${name}_FILE`]: file });
  const same = loadConfig(environment);
  expect(config.database.url()).toBe(same.database.url());
  expect(config.secrets.masterKey()).toEqual(same.secrets.masterKey());
  expect(config.secrets.pepper()).toEqual(same.secrets.pepper());
  expect(config.listeners.tls()).toBe(same.listeners.tls());
});

test('a setting given twice is an error: it would be unclear which value counts', () => {
  const environment = goodEnvironment();
  const file = fileWith('twice', environment['PORTARIA_PEPPER'] ?? '');
  expect(problemsOf({ ...environment, PORTARIA_PEPPER_FILE: file })).toEqual([
    'PORTARIA_PEPPER: is also set as PORTARIA_PEPPER_FILE. Remove one of them',
  ]);
});

test('an empty variable beside a file is as good as none, as container files like to write it', () => {
  const environment = goodEnvironment();
  const file = fileWith('beside', environment['PORTARIA_PEPPER'] ?? '');
  expect(problemsOf({ ...environment, PORTARIA_PEPPER: '', PORTARIA_PEPPER_FILE: file })).toEqual([]);
  expect(problemsOf({ ...environment, PORTARIA_PEPPER_FILE: '' })).toEqual([]);
});

test('a file that cannot be read, is empty, or holds something else is a problem of its setting', () => {
  const environment = without(without(goodEnvironment(), 'PORTARIA_PEPPER'), 'PORTARIA_MASTER_KEY');
  const problems = problemsOf({
    ...environment,
    PORTARIA_PEPPER_FILE: join(folder, 'missing'),
    PORTARIA_MASTER_KEY_FILE: fileWith('empty', '\n'),
    PORTARIA_HEADER_LISTENER_SECRET_FILE: folder,
  });
  expect(problems).toHaveLength(3);
  expect(problems.join('\n')).toMatch(/PORTARIA_PEPPER_FILE: .*ENOENT/);
  expect(problems.join('\n')).toMatch(/PORTARIA_HEADER_LISTENER_SECRET_FILE: .*EISDIR/);
  expect(problems.join('\n')).toMatch(/PORTARIA_MASTER_KEY: must be 32 random bytes/);
});

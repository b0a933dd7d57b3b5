import { expect, test } from 'vitest';
import { loadDatabaseConfig, loadMigrationConfig } from '../../src/config/config.js';
import { databaseAddress, urlAt } from '../../src/config/database-address.js';

const login = 'postgresql://user:a%2Cb@';

test.each([
  ['h1:1,h2:2/portaria', 'names several hosts: add target_session_attrs=read-write'],
  ['h1,h2/portaria', 'names several hosts: add target_session_attrs=read-write'],
  ['h1%2Ch2:1/portaria', 'names several hosts: add target_session_attrs=read-write'],
  ['[::1]:1,[::2]:2/portaria', 'names several hosts: add target_session_attrs=read-write'],
  ['h1/portaria?target_session_attrs=any', 'has a target_session_attrs that allows a standby'],
  ['h1,h2/portaria?target_session_attrs=prefer-standby', 'has a target_session_attrs that allows a standby'],
  ['h1,h2/portaria?target_session_attrs=read-write&target_session_attrs=any', 'has a target_session_attrs'],
  ['h1,h2/portaria?target_session_attrs=read-write&load_balance_hosts=random', 'has load_balance_hosts'],
  ['h1/portaria?load_balance_hosts=random', 'has load_balance_hosts'],
  ['/portaria?host=h1,h2&target_session_attrs=read-write', 'names several hosts in its parameters'],
  ['/portaria?host=h1%2ch2', 'names several hosts in its parameters'],
  ['/portaria?host=h1&host=h2', 'names several hosts in its parameters'],
  ['h1/portaria?port=1,2', 'names several hosts in its parameters'],
  ['h1/portaria?hostaddr=127.0.0.1,127.0.0.2', 'names several hosts in its parameters'],
  ['h1/portaria?host=h2&target_session_attrs=primary', 'has target_session_attrs beside host'],
  ['h1,/portaria?target_session_attrs=primary', 'has a host that is not a name or address'],
  ['h1:1:2,h2/portaria?target_session_attrs=primary', 'has a host that is not a name or address'],
  ['h1,h2:65536/portaria?target_session_attrs=primary', 'has a host that is not a name or address'],
  ['h1%2ch2/portaria?target_session_attrs=primary', 'has a host that is not a name or address'],
])('what could lead to a standby is refused with what to do: %s', (place, problem) => {
  for (const text of [`${login}${place}`, `postgres://${place}`]) {
    expect(() => loadDatabaseConfig({ DATABASE_URL: text })).toThrow(`DATABASE_URL: ${problem}`);
    expect(() => loadMigrationConfig({ MIGRATION_DATABASE_URL: text })).toThrow(
      `MIGRATION_DATABASE_URL: ${problem}`,
    );
  }
});

test.each(['user:50%@h1/portaria', 'user:%zz@h1/portaria', 'u%@h1/portaria', 'user:a@h1/port%C3aria'])(
  'a % that is not percent-encoded is refused with what to write: %s',
  (rest) => {
    const problem = 'DATABASE_URL: has a % that begins no percent-encoding: write a % of the password as %25';
    expect(() => loadDatabaseConfig({ DATABASE_URL: `postgresql://${rest}` })).toThrow(problem);
    expect(() => loadMigrationConfig({ MIGRATION_DATABASE_URL: `postgresql://${rest}` })).toThrow(problem);
  },
);

test.each([
  'user:a,b@h1:5432/portaria',
  'user:a%2Cb@h1/portaria?sslmode=disable',
  'us,er@127.0.0.1:1/port,aria',
  'user@[::1]:1/portaria?application_name=a,b',
])('a comma elsewhere is no second host: %s', (rest) => {
  const url = `postgresql://${rest}`;
  expect(loadDatabaseConfig({ DATABASE_URL: url }).url()).toBe(url);
  expect(databaseAddress(url)).toMatchObject({ writable: false, url });
});

test('several hosts are read as libpq reads them', () => {
  const text = `${login}h1,10.0.0.2:6432,[::1]:7/portaria?sslmode=verify-full&target_session_attrs=read-write`;
  expect(loadDatabaseConfig({ DATABASE_URL: text }).url()).toBe(text);
  expect(databaseAddress(text)).toEqual({
    hosts: [
      { host: 'h1', port: 5432 },
      { host: '10.0.0.2', port: 6432 },
      { host: '[::1]', port: 7 },
    ],
    writable: true,
    url: `${login}h1/portaria?sslmode=verify-full`,
  });
});

test('another login and database keep the hosts and what libpq is told', () => {
  const place = { name: 'own/er', password: 'p@ss', database: 'port aria' };
  expect(urlAt(`${login}h1:1,h2:2/portaria?target_session_attrs=primary`, place)).toBe(
    'postgresql://own%2Fer:p%40ss@h1:1,h2:2/port%20aria?target_session_attrs=primary',
  );
});

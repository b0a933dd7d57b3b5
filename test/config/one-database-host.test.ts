import { expect, test } from 'vitest';
import { loadDatabaseConfig, loadMigrationConfig } from '../../src/config/config.js';

const refused = 'names several hosts, target_session_attrs or load_balance_hosts';

test.each([
  'h1:1,h2:2/portaria',
  'h1,h2:1/portaria',
  'h1:1,h2/portaria',
  'h1,h2/portaria',
  'h1%2Ch2:1/portaria',
  '[::1]:1,[::2]:2/portaria',
  'h1:1,h2:2,h3:3/portaria?target_session_attrs=read-write',
  'h1/portaria?target_session_attrs=any',
  'h1/portaria?sslmode=disable&target_session_attrs=primary',
  'h1?target_session_attrs=read-write',
  'h1/portaria?load_balance_hosts=random',
  '/portaria?host=h1,h2',
  '/portaria?host=h1%2ch2',
  '/portaria?host=h1&host=h2',
  'h1/portaria?host=h2,h3&port=1,2',
  'h1/portaria?port=1,2',
  'h1/portaria?hostaddr=127.0.0.1,127.0.0.2',
])('several hosts are refused with the reason and what to do: %s', (place) => {
  for (const scheme of ['postgres', 'postgresql']) {
    const url = `${scheme}://user:a%2Cb@${place}`;
    expect(() => loadDatabaseConfig({ DATABASE_URL: url })).toThrow(`DATABASE_URL: ${refused}`);
    expect(() => loadMigrationConfig({ MIGRATION_DATABASE_URL: url })).toThrow(
      `MIGRATION_DATABASE_URL: ${refused}`,
    );
  }
});

test.each([
  'user:a,b@h1:5432/portaria',
  'user:a%2Cb@h1/portaria?sslmode=disable',
  'us,er@127.0.0.1:1/port,aria',
  'user@[::1]:1/portaria?application_name=a,b',
])('a comma elsewhere is no second host: %s', (rest) => {
  const url = `postgresql://${rest}`;
  expect(loadDatabaseConfig({ DATABASE_URL: url }).url()).toBe(url);
});

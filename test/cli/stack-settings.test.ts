import { expect, test } from 'vitest';
import { readStackSettings } from '../../src/cli/deployment/stack-settings.js';
import { ConfigError } from '../../src/config/read-settings.js';

const problemsOf = (env: Readonly<Record<string, string>>): string[] => {
  try {
    readStackSettings(env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    const [head, ...lines] = (error as ConfigError).message.split('\n');
    expect(head).toBe('The configuration is invalid:');
    return lines.map((line) => line.replace(/^ {2}- /, ''));
  }
};

test('nothing has to be set, and empty counts as not set', () => {
  const settings = readStackSettings({});
  expect(settings.ports).toEqual({ tls: 8443, header: 8444, admin: 9443 });
  expect(settings.database).toBeNull();
  expect(readStackSettings({ PORTARIA_TLS_PORT: '', DATABASE_URL: '', PORTARIA_RATE_LIMIT: '' })).toEqual(
    settings,
  );
});

test('two listeners on one port are refused, whether both were set or one is a default', () => {
  expect(problemsOf({ PORTARIA_ADMIN_PORT: '8443' })).toEqual([
    'PORTARIA_TLS_PORT: is 8443, the same as PORTARIA_ADMIN_PORT. Each listener needs its own port',
  ]);
  expect(problemsOf({ PORTARIA_TLS_PORT: '7000', PORTARIA_HEADER_PORT: '7000' })).toEqual([
    'PORTARIA_TLS_PORT: is 7000, the same as PORTARIA_HEADER_PORT. Each listener needs its own port',
  ]);
  expect(problemsOf({ PORTARIA_PORT: '9443' })).toEqual([
    'PORTARIA_ADMIN_PORT: is 9443, the same as PORTARIA_PORT. Each needs its own port',
  ]);
});

test.each(['abc', '0', '65536', '84.3', '0x50'])('PORTARIA_TLS_PORT=%s is one clear sentence', (text) => {
  expect(problemsOf({ PORTARIA_TLS_PORT: text })).toEqual([
    `PORTARIA_TLS_PORT: must be a whole number from 1 to 65535, not "${text}"`,
  ]);
});

test('an unknown name is refused, with the one that was meant', () => {
  expect(problemsOf({ PORTARIA_TLS_PROT: '1', PORTARIA_WHATEVER_THIS_IS: '1' })).toEqual([
    'PORTARIA_TLS_PROT: is not a known setting. Did you mean PORTARIA_TLS_PORT?',
    'PORTARIA_WHATEVER_THIS_IS: is not a known setting',
  ]);
});

test('what demo.env puts into a shell is no mistake', () => {
  const names = ['URL', 'CA_CERT', 'CLIENT_ID', 'OPEN_CLIENT_SECRET', 'OPERATOR_CLIENT_ID', 'OPERATOR_KEY'];
  expect(problemsOf(Object.fromEntries(names.map((name) => [`PORTARIA_${name}`, 'x'])))).toEqual([]);
});

test('a wrong database URL is told without repeating it, together with everything else', () => {
  const problems = problemsOf({
    DATABASE_URL: 'a:hunt3r2',
    PORTARIA_RATE_LIMIT: 'no',
    PORTARIA_PORT: 'x',
  });
  expect(problems).toEqual([
    'PORTARIA_PORT: must be a whole number from 1 to 65535, not "x"',
    expect.stringMatching(/^DATABASE_URL: must be a PostgreSQL URL such as postgresql:\/\//),
    'PORTARIA_RATE_LIMIT: must be "on" or "off", not "no"',
  ]);
  expect(problemsOf({ DATABASE_URL: 'x' }).join()).not.toContain('"x"');
});

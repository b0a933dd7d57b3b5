import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { startProcess } from '../support/processes.js';
import { goodEnvironment, problemsOf, secretNames } from './support.js';

/** Every encoding in which a secret of the environment could be printed. */
const encodingsOf = (environment: Readonly<Record<string, string>>): string[] =>
  secretNames.flatMap((name) => {
    const text = environment[name] ?? '';
    const bytes = Buffer.from(text, 'base64');
    return [
      text,
      /:([^:@]+)@/.exec(text)?.[1] ?? text,
      bytes.toString('hex'),
      inspect(bytes),
      bytes.join(','),
    ];
  });

const leaksIn = (printed: string, environment: Readonly<Record<string, string>>): string[] =>
  encodingsOf(environment).filter((encoding) => printed.includes(encoding));

test('a configuration that is printed, serialised or logged shows no secret', () => {
  const environment = goodEnvironment();
  const config = loadConfig(environment);
  const seen = [
    inspect(config, { depth: Infinity, showHidden: true, getters: true, maxArrayLength: null }),
    JSON.stringify(config),
    JSON.stringify(structuredCloneOfPlain(config)),
    `${String(config)} ${String(config.secrets.masterKey)} ${String(config.database.url)}`,
    Object.values(config.listeners).map(String).join(' '),
  ].join('\n');
  expect(leaksIn(seen, environment)).toEqual([]);
  expect(seen).toContain('https://auth.example.com');
});

test('the search would find them', () => {
  const environment = goodEnvironment();
  const { masterKey } = loadConfig(environment).secrets;
  expect(leaksIn(inspect(masterKey()), environment)).toHaveLength(1);
  expect(leaksIn(JSON.stringify(environment), environment).length).toBeGreaterThanOrEqual(4);
});

test('a configuration cannot be changed', () => {
  const config = loadConfig(goodEnvironment());
  expect(() => Object.assign(config, { logLevel: 'debug' })).toThrow(TypeError);
  expect(() => Object.assign(config.listeners, { tls: () => 'mine' })).toThrow(TypeError);
  expect(() => Object.assign(config.database, { maxInFlight: 99 })).toThrow(TypeError);
});

test('a secret that is not a valid URL is not repeated in the complaint', () => {
  const planted = `Planted-${randomBytes(6).toString('hex')}`;
  const environment = {
    DATABASE_URL: `mysql://root:${planted}@localhost/x`,
    PORTARIA_ISSUER: `${planted}.example.com`,
    PORTARIA_MASTER_KEY: planted,
    PORTARIA_PEPPER: `${planted}!`,
    PORTARIA_PREVIOUS_PEPPERS: `${planted},${planted}`,
    PORTARIA_TLS_LISTENER_SECRET: `${planted} ${planted}`,
    PORTARIA_ADMIN_LISTENER_SECRET: `${planted};`,
    PORTARIA_LOG_LEVEL: planted,
    PORTARIA_PORT: planted,
    PORTARIA_PREPARED_STATEMENTS: planted,
  };
  const problems = problemsOf(environment);
  expect(problems).toHaveLength(Object.keys(environment).length);
  expect(problems.join('\n')).not.toContain(planted);
});

test('a secret that was put where the path of its file belongs is not repeated either', () => {
  const { PORTARIA_PEPPER: pepper = '', ...rest } = goodEnvironment();
  const problems = problemsOf({ ...rest, PORTARIA_PEPPER_FILE: pepper });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^PORTARIA_PEPPER_FILE: /);
  expect(problems[0]).not.toContain(pepper);
});

test('a database URL that only the driver finds wrong ends the start without its password', async () => {
  const planted = `Planted-${randomBytes(6).toString('hex')}`;
  const application = await startProcess({
    ...goodEnvironment(),
    DATABASE_URL: `postgresql://portaria:${planted}%zz@127.0.0.1:port/portaria`,
    PORTARIA_PORT: '0',
  });
  expect(application.port, 'it listens').toBe(0);
  expect(await application.exited).toBe(1);
  expect(application.output()).toMatch(/^The configuration is invalid:\n {2}- DATABASE_URL: .+\n$/);
  expect(application.output()).not.toContain(planted);
});

/** What survives of a configuration that a careless program copies field by field. */
function structuredCloneOfPlain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? String(value) : value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, structuredCloneOfPlain(part)]),
  );
}

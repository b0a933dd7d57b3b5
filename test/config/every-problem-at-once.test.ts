import { expect, test } from 'vitest';
import { type Setting, settings } from '../../src/config/settings.js';
import { startProcess } from '../support/processes.js';
import { goodEnvironment, namesOf, problemsOf } from './support.js';

const wrong = {
  PORTARIA_PORT: '65536',
  PORTARIA_ISSUER: 'auth.example.com',
  PORTARIA_MASTER_KEY: Buffer.alloc(31, 1).toString('base64'),
  PORTARIA_PEPPER: '',
  PORTARIA_TLS_LISTENER_SECRET: 'too short',
  PORTARIA_PREPARED_STATEMENTS: 'yes',
  PORTARIA_LOG_LEVEL: 'trace',
  PORTARIA_DATABASE_MAX_BATCH_SIZE: '1.5',
  PORTARIA_DRAIN_SECONDS: 'a while',
  PORTARIA_PREVIOUS_PEPPERS: 'short',
  DATABASE_URL: 'mysql://root@localhost/portaria',
  PORTARIA_AUDIENSE: 'api',
};

test('the least that works works', () => {
  expect(problemsOf(goodEnvironment())).toEqual([]);
});

test('nothing set: each required setting is named, and only those', () => {
  expect(problemsOf({})).toEqual([
    'PORTARIA_ISSUER: is not set',
    'DATABASE_URL: is not set',
    'PORTARIA_MASTER_KEY: is not set',
    'PORTARIA_PEPPER: is not set',
    'PORTARIA_TLS_LISTENER_SECRET: is not set',
  ]);
});

test('every wrong value is listed, once, in one go', () => {
  expect(namesOf(problemsOf(wrong))).toEqual(Object.keys(wrong).sort());
});

test('a problem says what would be right', () => {
  const problems = problemsOf(wrong).join('\n');
  expect(problems).toContain(
    'PORTARIA_MASTER_KEY: must be 32 random bytes in base64 (openssl rand -base64 32)',
  );
  expect(problems).toContain('DATABASE_URL: must be a PostgreSQL URL such as postgresql://');
  expect(problems).toMatch(/PORTARIA_LOG_LEVEL: .*"info"/);
  expect(problems).toMatch(/PORTARIA_PORT: .*65535/);
  expect(problems).toContain('PORTARIA_PEPPER: is not set');
});

test.each(['abc', '65536', '-1', '1.5', '0x50', '8e3', ' 1'])(
  'PORTARIA_PORT=%s: what a number may be, and what was given',
  (text) => {
    expect(problemsOf({ ...goodEnvironment(), PORTARIA_PORT: text })).toEqual([
      `PORTARIA_PORT: must be a whole number from 0 to 65535, not "${text}"`,
    ]);
  },
);

test('every setting that is a number says its own bounds', () => {
  const bounded = Object.entries<Setting>(settings).filter(([, { schema }]) => {
    const { data } = schema.safeParse(undefined);
    return typeof data === 'number';
  });
  expect(bounded.length).toBeGreaterThan(8);
  for (const [name] of bounded) {
    expect(problemsOf({ ...goodEnvironment(), [name]: 'many' }), name).toEqual([
      expect.stringMatching(new RegExp(`^${name}: must be a (whole )?number from \\d+ to \\d+, not "many"$`)),
    ]);
  }
});

test('what contradicts itself is listed together with everything else', () => {
  const environment = goodEnvironment();
  const contradiction = {
    ...environment,
    PORTARIA_AUDIENCE: 'admin',
    PORTARIA_ADMIN_LISTENER_SECRET: environment['PORTARIA_TLS_LISTENER_SECRET'],
    PORTARIA_PORT: '-1',
  };
  expect(namesOf(problemsOf(contradiction))).toEqual([
    'PORTARIA_*_LISTENER_SECRET',
    'PORTARIA_ADMIN_AUDIENCE',
    'PORTARIA_PORT',
  ]);
});

test('the process ends with 1 and says all of it on standard error, without a stack trace', async () => {
  const application = await startProcess(wrong);
  expect(await application.exited).toBe(1);
  const lines = application.output().trim().split('\n');
  expect(lines[0]).toBe('The configuration is invalid:');
  expect(namesOf(lines.slice(1).map((line) => line.trim().slice(2)))).toEqual(Object.keys(wrong).sort());
  expect(application.output()).not.toMatch(/\bat .*\.(js|ts):\d+|Error:/);
});

test('an unknown role is refused with the known ones', () => {
  expect(problemsOf({ ...goodEnvironment(), PORTARIA_ROLE: 'issuer' })).toEqual([
    'PORTARIA_ROLE: must be "all" or "issue" or "manage", not "issuer"',
  ]);
});

test('a process that only issues tokens must not know the proxy secret of the admin listener', () => {
  const environment = { ...goodEnvironment(), PORTARIA_ADMIN_LISTENER_SECRET: 'a'.repeat(32) };
  for (const role of ['all', 'manage'])
    expect(problemsOf({ ...environment, PORTARIA_ROLE: role })).toEqual([]);
  expect(problemsOf({ ...environment, PORTARIA_ROLE: 'issue' })).toEqual([
    'PORTARIA_ADMIN_LISTENER_SECRET: a process with PORTARIA_ROLE=issue must not have it. Remove it here, and set it for ' +
      'the processes with PORTARIA_ROLE=manage',
  ]);
});

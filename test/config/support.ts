import { randomBytes } from 'node:crypto';
import { loadConfig } from '../../src/config/config.js';
import { ConfigError, type Environment } from '../../src/config/read-settings.js';

const key = (): string => randomBytes(32).toString('base64');
const listenerSecret = (): string => randomBytes(32).toString('base64url');

/** The least that works, with secrets that could be told from everything else. */
export const goodEnvironment = (): Record<string, string> => ({
  DATABASE_URL: `postgresql://portaria_app:${listenerSecret()}@127.0.0.1:1/portaria`,
  PORTARIA_ISSUER: 'https://auth.example.com',
  PORTARIA_MASTER_KEY: key(),
  PORTARIA_PEPPER: key(),
  PORTARIA_TLS_LISTENER_SECRET: listenerSecret(),
});

/** The names of those settings of `environment` that hold a secret. */
export const secretNames = [
  'DATABASE_URL',
  'PORTARIA_MASTER_KEY',
  'PORTARIA_PEPPER',
  'PORTARIA_TLS_LISTENER_SECRET',
] as const;

/** Returns the problems of a wrong environment, one line each. */
export const problemsOf = (environment: Environment): string[] => {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [heading, ...problems] = error.message.split('\n');
    if (heading !== 'The configuration is invalid:') throw new Error(`another heading: ${String(heading)}`);
    return problems.map((problem) => problem.replace(/^ {2}- /, ''));
  }
};

/** Which setting each problem is about. */
export const namesOf = (problems: readonly string[]): string[] =>
  problems.map((problem) => /^[A-Z_*]+/.exec(problem)?.[0] ?? problem).sort();

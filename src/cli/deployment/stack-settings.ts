import { resolve } from 'node:path';
import type { z } from 'zod';
import { describeConfigurationError } from '../../config/configuration-error.js';
import { problemsWithNames } from '../../config/known-names.js';
import { ConfigError, type Environment } from '../../config/read-settings.js';
import { integer, oneOf } from '../../config/setting-schemas.js';
import { settings } from '../../config/settings.js';

/**
 * `StackSettings`: what the environment may configure of the local stack. Every setting has a
 * default.
 */
export interface StackSettings {
  /** `.portaria` of the current folder: the data folder of the stack. */
  readonly home: string;
  readonly ports: { readonly tls: number; readonly header: number; readonly admin: number };
  /** `null`: a free port is taken; no client outside needs to know it. */
  readonly internalPorts: { readonly application: number | null; readonly postgres: number | null };
  /**
   * An existing database, as the application's login and as the owner; `null`: the stack starts one
   * of its own.
   */
  readonly database: {
    readonly appUrl: string;
    readonly ownerUrl: string;
    readonly manageUrl?: string;
  } | null;
  readonly rateLimit: 'on' | 'off';
  /** Whether changes of the admin API wait for a second operator. */
  readonly approval: 'on' | 'off';
}

/** Throws a `ConfigError` with every name and value that cannot be used. */
export const readStackSettings = (env: Environment): StackSettings => {
  const problems = problemsWithNames(env);
  const read = <T>(name: string, schema: z.ZodType<T>): T | null => {
    const text = env[name];
    if (text === undefined || text === '') return null;
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    problems.push(
      `${name}: ${describeConfigurationError(parsed.error, text, name.endsWith('DATABASE_URL'))}`,
    );
    return null;
  };
  const [tls, header, admin] = [
    read('PORTARIA_TLS_PORT', port) ?? 8443,
    read('PORTARIA_HEADER_PORT', port) ?? 8444,
    read('PORTARIA_ADMIN_PORT', port) ?? 9443,
  ];
  const application = read('PORTARIA_PORT', port);
  const postgres = read('PORTARIA_LOCAL_POSTGRES_PORT', port);
  const appUrl = read('DATABASE_URL', settings.DATABASE_URL.schema);
  const manageUrl = read('MANAGE_DATABASE_URL', settings.DATABASE_URL.schema);
  const ownerUrl = read('MIGRATION_DATABASE_URL', settings.DATABASE_URL.schema) ?? appUrl;
  const rateLimit = read('PORTARIA_RATE_LIMIT', oneOf(['on', 'off'])) ?? 'on';
  const approval = read('PORTARIA_APPROVAL', oneOf(['on', 'off'])) ?? 'off';
  problems.push(
    ...samePorts([
      ['PORTARIA_TLS_PORT', tls],
      ['PORTARIA_HEADER_PORT', header],
      ['PORTARIA_ADMIN_PORT', admin],
      ['PORTARIA_PORT', application],
      ['PORTARIA_LOCAL_POSTGRES_PORT', postgres],
    ]),
  );
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    home: resolve('.portaria'),
    ports: { tls, header, admin },
    internalPorts: { application, postgres },
    database:
      appUrl !== null && ownerUrl !== null
        ? { appUrl, ownerUrl, ...(manageUrl !== null && { manageUrl }) }
        : null,
    rateLimit,
    approval,
  };
};

const port = integer(1, 65_535);
const listenerPorts = ['PORTARIA_TLS_PORT', 'PORTARIA_HEADER_PORT', 'PORTARIA_ADMIN_PORT'];

const samePorts = (ports: readonly (readonly [name: string, port: number | null])[]): string[] =>
  ports.flatMap(([name, number], index) =>
    ports
      .slice(index + 1)
      .filter(([, other]) => number !== null && other === number)
      .map(([other]) => {
        const each = listenerPorts.includes(other) ? 'Each listener' : 'Each';
        return `${name}: is ${String(number)}, the same as ${other}. ${each} needs its own port`;
      }),
  );

import { resolve } from 'node:path';

/** What the environment may say about the local stack. Everything has a value that works. */
export interface StackSettings {
  /** `.portaria` of the current folder: everything that the stack keeps. */
  readonly home: string;
  readonly ports: { readonly tls: number; readonly header: number; readonly admin: number };
  /** `null`: a free one is taken; nobody outside needs to know it. */
  readonly internalPorts: { readonly application: number | null; readonly postgres: number | null };
  /** An existing database, as the application's login and as the owner; `null`: the stack starts one of its own. */
  readonly database: { readonly appUrl: string; readonly ownerUrl: string } | null;
  readonly rateLimit: 'on' | 'off';
}

/** Throws an Error with one sentence when a value cannot be used. */
export const readStackSettings = (env: NodeJS.ProcessEnv): StackSettings => {
  const appUrl = env['DATABASE_URL'];
  const rateLimit = env['PORTARIA_RATE_LIMIT'] ?? 'on';
  if (rateLimit !== 'on' && rateLimit !== 'off') throw new Error('PORTARIA_RATE_LIMIT must be on or off.');
  return {
    home: resolve('.portaria'),
    ports: {
      tls: portFrom(env, 'PORTARIA_TLS_PORT') ?? 8443,
      header: portFrom(env, 'PORTARIA_HEADER_PORT') ?? 8444,
      admin: portFrom(env, 'PORTARIA_ADMIN_PORT') ?? 9443,
    },
    internalPorts: {
      application: portFrom(env, 'PORTARIA_PORT'),
      postgres: portFrom(env, 'PORTARIA_LOCAL_POSTGRES_PORT'),
    },
    database: appUrl ? { appUrl, ownerUrl: env['MIGRATION_DATABASE_URL'] ?? appUrl } : null,
    rateLimit,
  };
};

const portFrom = (env: NodeJS.ProcessEnv, name: string): number | null => {
  const text = env[name];
  if (text === undefined || text === '') return null;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`${name} must be a port, 1 to 65535.`);
  return port;
};

/**
 * The processes that are compared: the product as production starts it, the floor, and the peer.
 */
import { spawn } from 'node:child_process';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import getPort from 'get-port';
import { hasExited, stopChild, waitUntil } from '../../tools/stack/processes.js';
import { startApplication } from '../../tools/stack/stack-application.js';
import type { BenchClient } from './database.js';

export interface Server {
  readonly upstream: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface ApplicationEnvironment {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly pepper: Buffer;
  readonly masterKey: Buffer;
  readonly listenerSecret: string;
  readonly gatewaySecret: string;
  readonly routesDir: string;
}

/** The folder dist-bench: the product as it is shipped, and the bench. */
const compiled = join(import.meta.dirname, '../..');
const root = join(compiled, '..');
const readyWithinMs = 20_000;

/** The environment of the product as in production; every other setting has its default. */
const environmentOf = (
  environment: ApplicationEnvironment,
  port: number,
): Readonly<Record<string, string>> => ({
  DATABASE_URL: environment.databaseUrl,
  PORTARIA_PORT: String(port),
  PORTARIA_ISSUER: 'https://auth.example.com',
  PORTARIA_MASTER_KEY: environment.masterKey.toString('base64'),
  PORTARIA_PEPPER: environment.pepper.toString('base64'),
  PORTARIA_TLS_LISTENER_SECRET: environment.listenerSecret,
  PORTARIA_GATEWAY_LISTENER_SECRET: environment.gatewaySecret,
  PORTARIA_ROUTES_DIR: environment.routesDir,
});

const applicationProgram = join(compiled, 'bundle/main.js');

export const startProduct = async (
  environment: ApplicationEnvironment,
  settings: Readonly<Record<string, string>> = {},
): Promise<Server> => {
  const port = await getPort();
  const file = (kind: string): string => join(environment.folder, `application-${String(port)}.${kind}`);
  const application = await startApplication(
    applicationProgram,
    { ...environmentOf(environment, port), ...settings },
    {
      log: file('log'),
      pid: file('pid'),
    },
  );
  return { upstream: `127.0.0.1:${String(port)}`, pid: application.pid, stop: () => application.stop() };
};

export const startFloor = (folder: string, clients: readonly BenchClient[]): Promise<Server> =>
  startPlain(folder, join(compiled, 'bench/parts/floor.js'), JSON.stringify(clients));

export const startVerifyingFloor = (folder: string, key: Buffer): Promise<Server> =>
  startPlain(folder, join(compiled, 'bench/parts/verifying-floor.js'), key.toString('base64'));

export const startPeer = (folder: string, clients: readonly BenchClient[]): Promise<Server> =>
  startPlain(folder, join(root, 'bench/peer/server.js'), JSON.stringify(clients));

export const startDurablePeer = (
  folder: string,
  clients: readonly BenchClient[],
  databaseUrl: string,
): Promise<Server> =>
  startPlain(folder, join(root, 'bench/peer/server.js'), JSON.stringify(clients), databaseUrl);

/** Starts a program that takes a file with the data that it needs, and a port to listen on. */
const startPlain = async (
  parent: string,
  program: string,
  knowledge: string,
  databaseUrl = '',
): Promise<Server> => {
  const port = await getPort();
  const folder = join(parent, `plain-${String(port)}`);
  await mkdir(folder);
  const file = join(folder, 'knowledge');
  await writeFile(file, knowledge, { mode: 0o600 });
  const log = await open(join(folder, 'log'), 'a');
  const child = spawn(process.execPath, [program, file, String(port)], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', DATABASE_URL: databaseUrl },
    stdio: ['ignore', log.fd, log.fd],
  });
  await log.close();
  const listens = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${String(port)}/`, { method: 'POST', body: '{}' }).then(
      () => true,
      () => false,
    );
  const stop = (): Promise<void> =>
    stopChild(child, [
      ['SIGTERM', 2000],
      ['SIGKILL', 1000],
    ]);
  const ready = await waitUntil(async () => hasExited(child) || (await listens()), readyWithinMs);
  if (!ready || hasExited(child)) {
    await stop();
    // Its folder is deleted with the rig, so its log is reported here.
    throw new Error(`${program} did not start:\n${await readFile(join(folder, 'log'), 'utf8')}`);
  }
  return { upstream: `127.0.0.1:${String(port)}`, pid: child.pid ?? 0, stop };
};

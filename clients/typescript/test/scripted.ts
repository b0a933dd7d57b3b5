import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach } from 'vitest';
import type { ReceivedRequest, ScriptedAnswer } from '../../scripted-server/script.ts';
import { startScriptedServer } from '../../scripted-server/server.ts';
import type { ClientOptions, Timing } from '../src/client-options.js';
import { PortariaClient } from '../src/portaria-client.js';

/** `Scripted`: the scripted server of one test file, and clients of it. */
export interface Scripted {
  readonly url: string;
  readonly folder: string;
  readonly passphrase: string;
  queue(...answers: ScriptedAnswer[]): Promise<void>;
  requests(path?: string): Promise<readonly ReceivedRequest[]>;
  /** A folder with copies of the client's files, which a test may change. */
  copyOfFiles(): string;
  client(options?: Partial<ClientOptions>): PortariaClient;
}

/** `ManualTiming`: a clock that moves when a test says so, and a list of what was waited for. */
export interface ManualTiming extends Timing {
  advance(seconds: number): void;
  readonly slept: number[];
}

export const manualTiming = (random = 0): ManualTiming => {
  let nowMs = 1000;
  const slept: number[] = [];
  return {
    slept,
    nowMs: () => nowMs,
    random: () => random,
    sleep: async (ms) => {
      slept.push(ms);
    },
    advance: (seconds) => {
      nowMs += 1000 * seconds;
    },
  };
};

export const tokenPath = '/api/auth/token';
export const clientSecret = 'scripted-secret-0123456789';

export const openScripted = async (): Promise<Scripted> => {
  const server = await startScriptedServer();
  const opened: PortariaClient[] = [];
  const folders: string[] = [];
  const control = async (method: string, route: string, body?: unknown): Promise<unknown> => {
    const options = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
    return (await fetch(`${server.control}${route}`, options)).json();
  };
  beforeEach(async () => {
    await control('POST', '/reset');
  });
  afterAll(() => {
    for (const client of opened) client.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    server.close();
  });
  const file = (name: string): string => join(server.folder, name);
  return {
    ...server,
    queue: async (...answers) => void (await control('POST', '/answers', answers)),
    requests: async (path) => {
      const all = (await control('GET', '/requests')) as ReceivedRequest[];
      return path === undefined ? all : all.filter((request) => request.path.split('?')[0] === path);
    },
    copyOfFiles: () => {
      const folder = mkdtempSync(join(tmpdir(), 'portaria-client-'));
      folders.push(folder);
      for (const name of ['client.pem', 'client.key', 'renewed.pem', 'renewed.key', 'ca.pem'])
        cpSync(file(name), join(folder, name));
      return folder;
    },
    client: (options = {}) => {
      const client = new PortariaClient({
        url: server.url,
        clientId: 'account-1-0a1b2c3d',
        clientSecret,
        certificate: { certFile: file('client.pem'), keyFile: file('client.key') },
        caFile: file('ca.pem'),
        ...options,
      });
      opened.push(client);
      return client;
    },
  };
};

/** Resolves to what a promise rejects with. */
export const failureOf = async (promise: Promise<unknown>): Promise<Record<string, unknown> & Error> => {
  try {
    await promise;
  } catch (problem) {
    return problem as Record<string, unknown> & Error;
  }
  throw new Error('there was no failure');
};

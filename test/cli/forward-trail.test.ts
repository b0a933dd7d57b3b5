import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { commandsOf } from '../support/pasted-page.js';
import { inheritedEnvironment } from '../support/processes.js';
import { commandLine } from '../support/programs.js';
import { openPortaria } from './portaria.js';

/** The script of the page, run as an operator's timer runs it, with a receiver that fails now and then. */
const { management, database, pepper } = await openPortaria();
const folder = await mkdtemp(join(tmpdir(), 'portaria-trail-'));
afterFile(() => rm(folder, { recursive: true, force: true }));

interface Event {
  readonly id: string;
  readonly hash: string;
}

/** The other lines of an export say where it begins and ends. */
const isEvent = (line: unknown): line is Event => line instanceof Object && 'previousHash' in line;

let status = 200;
const received: Event[] = [];
const receiver = createServer((request, response) => {
  void text(request).then((body) => {
    const lines = body
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    if (status === 200) received.push(...lines.filter(isEvent));
    response.writeHead(status).end();
  });
});
receiver.listen(0, '127.0.0.1');
await once(receiver, 'listening');
afterFile(() => void receiver.close());

const program = join(folder, 'bin');
await mkdir(program);
await writeFile(join(program, 'portaria'), `#!/bin/sh\nexec '${process.execPath}' '${commandLine}' "$@"\n`, {
  mode: 0o755,
});
const script = await commandsOf('docs/how-to/operator/forward-logs.md', 'Forward the audit trail');

const forward = (): Promise<number> =>
  promisify(execFile)('sh', ['-c', script], {
    env: {
      ...inheritedEnvironment,
      PATH: [program, process.env['PATH']].join(delimiter),
      DATABASE_URL: database.appUrl,
      PORTARIA_PEPPER: pepper.toString('base64'),
      SIEM_URL: `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}/`,
      STATE: join(folder, 'state'),
    },
  }).then(
    () => 0,
    () => 1,
  );

test(
  'every event of the trail arrives once, in order, whatever the receiver does meanwhile',
  { timeout: 120_000 },
  async () => {
    await management.createAccount.run({ name: 'Loja' });
    expect(await forward()).toBe(0);
    const first = received.length;
    expect(first).toBeGreaterThan(0);

    await management.createAccount.run({ name: 'Padaria' });
    status = 503;
    expect(await forward()).toBe(1);
    expect(received).toHaveLength(first);
    status = 200;
    await management.createAccount.run({ name: 'Farmácia' });
    expect(await forward()).toBe(0);
    // With nothing new.
    expect(await forward()).toBe(0);

    expect(received.map(({ id }) => Number(id))).toEqual(received.map((_, at) => at + 1));
    expect(received.length).toBeGreaterThan(first + 1);
    const checkpoint = await readFile(join(folder, 'state/checkpoint'), 'utf8');
    const last = received.at(-1);
    expect(checkpoint).toBe(`${String(last?.id)}:${String(last?.hash)}\n`);
  },
);

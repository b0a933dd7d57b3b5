import { execFile, spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { freePort } from '../support/free-port.js';
import { inheritedEnvironment } from '../support/processes.js';

const program = join(import.meta.dirname, '../../dist/src/main.js');
/** A drain of 5 s, what waits for a database that is not there, and 5 s for the last lines. */
const endsWithinMs = 20_000;
/** A pipe holds 64 kB; a line for each refused request is some 300 bytes. */
const requests = 1500;

interface Logging {
  readonly port: number;
  readonly logFile: string;
  readonly ended: Promise<string>;
  readonly reader: { kill(signal: NodeJS.Signals): boolean };
  terminate(): void;
}

/** The application writes its log into a pipe of the kernel, which `cat` reads. */
const startWithPipe = async (): Promise<Logging> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-log-reader-'));
  const [fifo, logFile] = [join(folder, 'pipe'), join(folder, 'log')];
  await promisify(execFile)('mkfifo', [fifo]);
  const output = await open(logFile, 'w');
  const reader = spawn('cat', [fifo], { stdio: ['ignore', output.fd, 'ignore'] });
  const pipe = await open(fifo, 'w');
  const port = await freePort();
  const child = spawn(process.execPath, [program], {
    env: {
      ...inheritedEnvironment,
      DATABASE_URL: 'postgresql://none:none@127.0.0.1:1/none',
      PORTARIA_ISSUER: 'https://auth.example.com',
      PORTARIA_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
      PORTARIA_PEPPER: Buffer.alloc(32, 2).toString('base64'),
      PORTARIA_TLS_LISTENER_SECRET: 'tls-listener-secret-of-this-test-000000',
      PORTARIA_PORT: String(port),
      PORTARIA_DRAIN_SECONDS: '0',
      PORTARIA_WATCHDOG_SECONDS: '0',
    },
    stdio: ['ignore', pipe.fd, 'ignore'],
  });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(signal ?? String(code));
    });
  });
  await Promise.all([output.close(), pipe.close()]);
  afterFile(async () => {
    child.kill('SIGKILL');
    reader.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
  return { port, logFile, ended, reader, terminate: () => void child.kill('SIGTERM') };
};

const refusedChanges = async (port: number, count: number): Promise<void> => {
  const ask = (): Promise<unknown> =>
    fetch(`http://127.0.0.1:${String(port)}/api/auth/token`, { method: 'POST' }).then((answer) =>
      answer.text(),
    );
  for (let n = 0; n < count; n += 50) await Promise.all(Array.from({ length: 50 }, ask));
};

const untilListening = async (port: number): Promise<void> => {
  const status = (): Promise<number> =>
    fetch(`http://127.0.0.1:${String(port)}/healthz/live`).then(
      (answer) => answer.status,
      () => 0,
    );
  await expect.poll(status, { timeout: 20_000, interval: 50 }).toBe(200);
};

test('the metrics say that the log is not read, and that it is read again', { timeout: 60_000 }, async () => {
  const logging = await startWithPipe();
  await untilListening(logging.port);
  const waiting = async (): Promise<number> => {
    const answer = await fetch(`http://127.0.0.1:${String(logging.port)}/metrics`);
    return Number(/^portaria_log_waiting_seconds (.*)$/m.exec(await answer.text())?.[1]);
  };
  expect(await waiting()).toBeLessThan(0.5);
  logging.reader.kill('SIGSTOP');
  await refusedChanges(logging.port, requests);
  await pause(1500);
  expect(await waiting()).toBeGreaterThan(1);
  logging.reader.kill('SIGCONT');
  await expect.poll(waiting, { timeout: 10_000 }).toBeLessThan(0.5);
});

test('a process whose log is not read ends on SIGTERM all the same', { timeout: 60_000 }, async () => {
  const logging = await startWithPipe();
  await untilListening(logging.port);
  logging.reader.kill('SIGSTOP');
  await refusedChanges(logging.port, requests);
  logging.terminate();
  const how = await Promise.race([logging.ended, pause(endsWithinMs, 'it did not end')]);
  expect(how).toBe('SIGTERM');
});

test(
  'a reader that lags gets the last lines, and the process ends by itself',
  { timeout: 60_000 },
  async () => {
    const logging = await startWithPipe();
    await untilListening(logging.port);
    logging.reader.kill('SIGSTOP');
    await refusedChanges(logging.port, requests);
    logging.terminate();
    await pause(1000);
    logging.reader.kill('SIGCONT');
    expect(await Promise.race([logging.ended, pause(endsWithinMs, 'it did not end')])).toBe('0');
    await pause(500);
    expect(await readFile(logging.logFile, 'utf8')).toContain('"signal":"SIGTERM"');
  },
);

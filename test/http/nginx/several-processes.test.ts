import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { waitUntil } from '../../../tools/stack/processes.js';
import { afterFile } from '../../support/cleanup.js';
import { freePort } from '../../support/free-port.js';
import { nginxBinaries } from './binaries.js';
import { type OpenListener, startTestProxy, type TestProxy } from './support.js';

/** A process that answers every request at once, until it is frozen. */
const startProcess = async (port: number): Promise<ChildProcess> => {
  const source = `require('node:http').createServer((q, r) => { q.resume(); q.on('end', () => r.end('{}')); }).listen(${String(port)}, '127.0.0.1')`;
  const child = spawn(process.execPath, ['-e', source], { stdio: 'ignore' });
  afterFile(() => {
    child.kill('SIGKILL');
  });
  const url = `http://127.0.0.1:${String(port)}`;
  const ready = await waitUntil(
    () =>
      fetch(url).then(
        () => true,
        () => false,
      ),
    20_000,
  );
  if (!ready) throw new Error('a process did not start');
  return child;
};

/** The share of requests that waited for more than 2 s, of those sent in 24 s. */
const shareThatWaits = async (proxy: TestProxy): Promise<number> => {
  let [sent, waited] = [0, 0];
  const asking: Promise<void>[] = [];
  const until = Date.now() + 24_000;
  while (Date.now() < until) {
    const started = Date.now();
    sent += 1;
    asking.push(
      proxy.ask('tls', { body: '{}' }).then(() => {
        if (Date.now() - started > 2000) waited += 1;
      }),
    );
    await pause(100);
  }
  await Promise.all(asking);
  return waited / sent;
};

const processes = async (): Promise<{ upstream: string; start: () => Promise<ChildProcess[]> }> => {
  const ports = [await freePort(), await freePort()];
  return {
    upstream: ports.map((port) => `127.0.0.1:${String(port)}`).join(','),
    start: () => Promise.all(ports.map(startProcess)),
  };
};

const kill = async (children: readonly ChildProcess[]): Promise<void> => {
  const gone = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(gone);
};

const binaries = await nginxBinaries();

test.each(binaries)(
  'a process that hangs gets no more requests after the first that failed ($version)',
  { timeout: 90_000 },
  async (binary) => {
    const { upstream: PORTARIA_UPSTREAM, start } = await processes();
    const [hanging] = await start();
    const standard = await startTestProxy({ PORTARIA_UPSTREAM }, { binary });
    const never = await startTestProxy(
      { PORTARIA_UPSTREAM, PORTARIA_UPSTREAM_PARAMETERS: 'max_fails=0' },
      { binary },
    );
    hanging?.kill('SIGSTOP');
    const [left, before] = await Promise.all([shareThatWaits(standard), shareThatWaits(never)]);
    // Seen: 0.25 and 0.5. Half of them wait until the first failure (12 s), and after it one in 10 s.
    expect(before).toBeGreaterThan(0.4);
    expect(left).toBeLessThan(0.3);
  },
);

test.each(binaries)(
  'processes that all ended get requests as soon as they are back ($version)',
  { timeout: 60_000 },
  async (binary) => {
    const { upstream: PORTARIA_UPSTREAM, start } = await processes();
    const { ask } = await startTestProxy({ PORTARIA_UPSTREAM }, { binary });
    const status = async (listener: OpenListener): Promise<number> =>
      (await ask(listener, { body: '{}' })).status;
    for (let round = 0; round < 2; round += 1) {
      const children = await start();
      // Left out for 10 s, as those that failed, they once stayed away for as long.
      expect([await status('tls'), await status('admin')], `round ${String(round)}`).toEqual([200, 200]);
      await kill(children);
      for (let asked = 0; asked < 4; asked += 1) {
        expect([await status('tls'), await status('admin')]).toEqual([503, 503]);
      }
    }
  },
);

test.each(binaries)(
  'no request fails while one process after another is replaced ($version)',
  { timeout: 60_000 },
  async (binary) => {
    const ports = [await freePort(), await freePort()] as const;
    const proxy = await startTestProxy(
      { PORTARIA_UPSTREAM: ports.map((port) => `127.0.0.1:${String(port)}`).join(',') },
      { binary },
    );
    const answers = async (): Promise<number[]> => {
      const sent = Array.from({ length: 12 }, () => proxy.ask('tls', { body: '{}' }));
      return [...new Set((await Promise.all(sent)).map(({ status }) => status))];
    };
    const running = await Promise.all(ports.map(startProcess));
    for (let replaced = 0; replaced < 6; replaced += 1) {
      const [nth, port] = replaced % 2 === 0 ? ([0, ports[0]] as const) : ([1, ports[1]] as const);
      await kill(running.slice(nth, nth + 1));
      // The other one was left out a moment ago, and for less than 10 s: NGINX then turns to the backups, and may
      // choose the one that has gone.
      expect(await answers(), `replacement ${String(replaced)}`).toEqual([200]);
      running[nth] = await startProcess(port);
    }
  },
);

test('an address that is none is refused by name', async () => {
  for (const bad of ['127.0.0.1', '127.0.0.1:1; include /x', 'a:1,,b:2', 'a:1 max_fails=0']) {
    await expect(startTestProxy({ PORTARIA_UPSTREAM: bad })).rejects.toThrow(/PORTARIA_UPSTREAM contains "/);
  }
});

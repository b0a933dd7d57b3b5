import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { findOnPath } from '../../src/cli/deployment/programs.js';
import { dashboardOf } from '../../tools/dashboard/grafana.js';
import { rows } from '../../tools/dashboard/rows.js';
import { askToken } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { freePort } from '../support/free-port.js';
import { startApp } from '../support/test-app.js';

const file = join(import.meta.dirname, '../../deploy/grafana/dashboards/portaria.json');
const prometheus = await findOnPath('prometheus');
if (prometheus === null && process.env['CI'] !== undefined)
  throw new Error('prometheus is missing: apt-get install --no-install-recommends prometheus');

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: readonly unknown[] };
}

/** Starts Prometheus on a folder of its own, which reads the metrics of a process every second. */
const startPrometheus = async (target: string): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const address = `127.0.0.1:${String(await freePort())}`;
  writeFileSync(
    join(folder, 'prometheus.yml'),
    JSON.stringify({
      global: { scrape_interval: '1s' },
      scrape_configs: [{ job_name: 'portaria', static_configs: [{ targets: [target] }] }],
    }),
  );
  const child: ChildProcess = spawn(
    prometheus ?? '',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  afterFile(async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true });
  });
  return address;
};

const ask = async (address: string, query: string): Promise<Answer> => {
  const url = new URL(`http://${address}/api/v1/query`);
  url.searchParams.set('query', query);
  return (await (await fetch(url)).json()) as Answer;
};

const hasScrapes = async (address: string): Promise<boolean> => {
  try {
    const { data } = await ask(address, 'count_over_time(up[1m]) >= 3');
    return (data?.result.length ?? 0) > 0;
  } catch {
    return false;
  }
};

/** As Grafana fills in what the viewer chose. */
const filledIn = (expr: string): string =>
  expr.replaceAll(/\$job|\$instance/g, '.*').replaceAll('$__rate_interval', '1m');

test('the dashboard in the repository is the one that is made', () => {
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(dashboardOf(rows))));
});

test('no two panels have the same title, and each says what to look for', () => {
  const panels = rows.flatMap((row) => row.panels);
  expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  for (const { title, description } of panels)
    expect([title, description]).toEqual([title, expect.stringMatching(/\.$/)]);
});

test.skipIf(prometheus === null)('every query finds series in the metrics of a running process', async () => {
  const app = await startApp({ environment: { PORTARIA_NOTICES: 'on' } });
  const { certPem } = await makeCertificate();
  const account = await app.accounts.create({ certificate: certPem });
  await askToken(app, account, certPem);
  const address = await startPrometheus(`127.0.0.1:${String(app.port)}`);
  // A rejected request between two scrapes, because a panel shows only the causes that occur.
  while (!(await hasScrapes(address))) await pause(200);
  await askToken(app, { ...account, clientSecret: 'wrong' }, certPem);
  await askToken(app, account, certPem);
  await pause(2500);
  for (const { panels } of rows)
    for (const { title, queries } of panels)
      for (const { expr } of queries) {
        const { status, error, data } = await ask(address, filledIn(expr));
        expect.soft([title, status, error]).toEqual([title, 'success', undefined]);
        expect
          .soft([title, expr, data?.result.length])
          .toEqual([title, expr, expect.toSatisfy((n) => n > 0)]);
      }
});

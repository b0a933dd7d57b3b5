import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { findOnPath } from '../../src/cli/deployment/programs.js';
import { type OpenListener, startTestProxy, type TestProxy } from '../http/nginx/support.js';
import { afterFile } from '../support/cleanup.js';
import { recordFault, recordSkipped } from './fault-record.js';

/** Debian's testssl.sh, on the listeners of production. It does not judge the certificate, which is the operator's. */
const testssl = await findOnPath('testssl');
const parts = ['--protocols', '--std', '--pfs', '--server-preference', '--headers', '--vulnerable'];
const aboveLow = new Set(['MEDIUM', 'HIGH', 'CRITICAL', 'FATAL']);
/** What the scanner itself lacks: the GOST ciphers, which no OpenSSL of NGINX has either. */
const scannerLacks = 'engine_problem';

interface Finding {
  readonly id: string;
  readonly severity: string;
  readonly finding: string;
}

const scan = async (
  proxy: TestProxy,
  listener: OpenListener,
  folder: string,
): Promise<readonly Finding[]> => {
  const file = join(folder, `${listener}.json`);
  const target = `localhost:${String(proxy.ports[listener])}`;
  const words = ['--quiet', '--color', '0', '--warnings', 'off', '--ip', '127.0.0.1', '--jsonfile', file];
  // Its exit code says how much it found, and not that it failed.
  await promisify(execFile)(String(testssl), [...words, ...parts, target]).catch(() => undefined);
  return JSON.parse(await readFile(file, 'utf8')) as readonly Finding[];
};

test.skipIf(testssl === null)('no finding is above LOW', { timeout: 30 * 60_000 }, () =>
  recordFault('scan of the listeners', async (record) => {
    const folder = await mkdtemp(join(tmpdir(), 'portaria-testssl-'));
    afterFile(() => rm(folder, { recursive: true }));
    const proxy = await startTestProxy();
    for (const listener of ['tls', 'admin'] as const) {
      const findings = await scan(proxy, listener, folder);
      const serious = findings.filter(({ severity }) => aboveLow.has(severity));
      const unfinished = findings.filter(({ severity, id }) => severity === 'WARN' && id !== scannerLacks);
      record.rounds();
      record.note(`${listener}: ${String(findings.length)} findings, ${String(serious.length)} above LOW.`);
      // It did scan: what it could not connect to has a handful of findings.
      expect(findings.length).toBeGreaterThan(50);
      expect(unfinished).toEqual([]);
      expect(serious).toEqual([]);
    }
  }),
);

test.runIf(testssl === null)('without testssl.sh the report says so', () =>
  recordSkipped('scan of the listeners', 'testssl.sh is not installed.'),
);

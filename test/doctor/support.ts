import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { reloadNginx } from '../../src/cli/deployment/nginx-check.js';
import { issueServerCertificate, writeIssuedCertificate } from '../../src/cli/deployment/pki.js';
import type { Environment } from '../../src/config/read-settings.js';
import { databaseLoginLimits } from '../../src/storage/database-login-settings.js';
import { commandOn, type Ended } from '../cli/portaria.js';
import { type ProxiedApp, startProxiedApp } from '../http/proxied-app.js';
import { wholeManagementOn } from '../management/open-test-management.js';
import { afterFile } from '../support/cleanup.js';
import type { TestDatabase } from '../support/database.js';

/** A check as `--json` shows it. */
export interface ShownCheck {
  readonly name: string;
  readonly result: 'ok' | 'skipped' | 'warning' | 'problem';
  readonly message: string;
  readonly fix: string | null;
  readonly page: string;
}

export interface Examined extends Ended {
  readonly checks: readonly ShownCheck[];
  /** What is neither ok nor skipped, as `name: result`. */
  readonly found: readonly string[];
  check(name: string): ShownCheck;
}

export interface ExamineRun {
  readonly words?: string;
  /** By how much the clock of this machine is ahead. */
  readonly aheadMs?: number;
}

export interface DoctorStack extends ProxiedApp {
  readonly settings: Environment;
  /** Runs `portaria --json doctor`, with settings that differ. */
  examine(settings?: Environment, run?: ExamineRun): Promise<Examined>;
  /** Runs `portaria doctor` for people. */
  show(): Promise<Ended>;
  /** Changes a rendered file of NGINX, has it read again, runs `work`, and restores the file. */
  withEdited<T>(file: string, edit: (text: string) => string, work: () => Promise<T>): Promise<T>;
  /** Has NGINX serve a certificate that ends in so many days, runs `work`, and serves a sound one again. */
  withServerCertificate<T>(days: number, work: () => Promise<T>): Promise<T>;
}

const dayMs = 86_400_000;
const soundDays = 90;

/** A whole deployment: application, PostgreSQL and NGINX. */
export const startDoctorStack = async (): Promise<DoctorStack> => {
  const routes = await mkdtemp(join(tmpdir(), 'portaria-routes-'));
  afterFile(() => rm(routes, { recursive: true, force: true }));
  // Runs that follow each other at once must not meet the limit of an address.
  const proxied = await startProxiedApp({
    issuerIsListener: true,
    caDays: 400,
    nginx: {
      PORTARIA_RATE_LIMIT: 'on',
      PORTARIA_BURST_PER_ADDRESS: '5000',
      PORTARIA_ROUTES_DIR: routes,
    },
  });
  const { app, proxy } = proxied;
  await setLimits(app.database);
  const reload = async (): Promise<void> => {
    await reloadNginx(proxy.configFile);
    // The workers that began with the old configuration accept no more connections then.
    await new Promise((resolve) => setTimeout(resolve, 400));
  };
  const serve = async (days: number): Promise<void> => {
    const now = Date.now();
    const [notBefore, notAfter] = [new Date(now - 100 * dayMs), new Date(now + days * dayMs)];
    const [cert = '', key = ''] = ['CERT', 'KEY'].map((what) => proxy.variables[`PORTARIA_SERVER_${what}`]);
    await writeIssuedCertificate(
      { cert, key },
      await issueServerCertificate(proxy.ca, { notBefore, notAfter }),
    );
    await reload();
  };
  await serve(soundDays);
  const management = wholeManagementOn(
    app.database.appUrl,
    app.config.secrets.pepper(),
    app.config.secrets.masterKey(),
  );
  afterFile(() => management.close());
  const run = commandOn(management);
  const folder = dirname(proxy.configFile);
  const backupMarker = join(folder, 'last-backup');
  await writeFile(backupMarker, '');
  const settings: Environment = {
    ...app.environment,
    PORTARIA_BACKUP_MARKER: backupMarker,
    PORTARIA_PORT: String(app.port),
    ...proxy.variables,
    // The same CA signed the certificates of server and clients.
    PORTARIA_SERVER_CA: proxy.clientCaBundle,
  };
  await run(`client-ca import ${proxy.clientCaBundle}`, { settings });
  return {
    ...proxied,
    settings,
    examine: async (more = {}, { words = '--json doctor', aheadMs = 0 } = {}) =>
      examined(await run(words, { settings: { ...settings, ...more }, aheadMs })),
    show: () => run('doctor', { settings, columns: 100 }),
    withEdited: async (name, edit, work) => {
      const file = join(folder, name);
      const before = await readFile(file, 'utf8');
      const after = edit(before);
      if (after === before) throw new Error(`the edit of ${name} changes nothing`);
      await writeFile(file, after);
      await reload();
      try {
        return await work();
      } finally {
        await writeFile(file, before);
        await reload();
      }
    },
    withServerCertificate: async (days, work) => {
      await serve(days);
      try {
        return await work();
      } finally {
        await serve(soundDays);
      }
    },
  };
};

const examined = (ended: Ended): Examined => {
  const { checks } = ended.json() as { readonly checks: readonly ShownCheck[] };
  return {
    ...ended,
    checks,
    found: checks
      .filter(({ result }) => result !== 'ok' && result !== 'skipped')
      .map(({ name, result }) => `${name}: ${result}`),
    check: (name) => {
      const found = checks.find((one) => one.name === name);
      if (!found) throw new Error(`there is no check ${name}`);
      return found;
    },
  };
};

/** As `portaria database prepare` does it, for this database alone: all tests share the login. */
const setLimits = async ({ appUrl, sql }: TestDatabase): Promise<void> => {
  const { username, pathname } = new URL(appUrl);
  for (const [name, value] of Object.entries(databaseLoginLimits))
    await sql(`ALTER ROLE ${username} IN DATABASE ${pathname.slice(1)} SET ${name} = '${value}'`);
};

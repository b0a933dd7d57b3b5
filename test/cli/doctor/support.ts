import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reloadNginx } from '../../../src/cli/deployment/nginx-check.js';
import type { Environment } from '../../../src/config/read-settings.js';
import { databaseLoginLimits } from '../../../src/storage/database-login-settings.js';
import { type ProxiedApp, startProxiedApp } from '../../http/proxied-app.js';
import { wholeManagementOn } from '../../management/open-test-management.js';
import { afterFile } from '../../support/cleanup.js';
import type { TestDatabase } from '../../support/database.js';
import { commandOn, type Ended } from '../portaria.js';

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

export interface DoctorStack extends ProxiedApp {
  readonly settings: Environment;
  /** Runs `portaria --json doctor`, with settings that differ. */
  examine(settings?: Environment, words?: string): Promise<Examined>;
  /** Runs `portaria doctor` for people. */
  show(): Promise<Ended>;
  /** Changes a rendered file of NGINX, has it read again, runs `work`, and restores the file. */
  withEdited<T>(file: string, edit: (text: string) => string, work: () => Promise<T>): Promise<T>;
}

/** A whole deployment: application, PostgreSQL and NGINX. */
export const startDoctorStack = async (): Promise<DoctorStack> => {
  const proxied = await startProxiedApp();
  const { app, proxy } = proxied;
  await setLimits(app.database);
  const management = wholeManagementOn(
    app.database.appUrl,
    app.config.secrets.pepper(),
    app.config.secrets.masterKey(),
  );
  afterFile(() => management.close());
  const run = commandOn(management);
  const folder = dirname(proxy.configFile);
  const settings: Environment = {
    ...app.environment,
    PORTARIA_PORT: String(app.port),
    ...proxy.variables,
  };
  return {
    ...proxied,
    settings,
    examine: async (more = {}, words = '--json doctor') =>
      examined(await run(words, { settings: { ...settings, ...more } })),
    show: () => run('doctor', { settings, columns: 100 }),
    withEdited: async (name, edit, work) => {
      const file = join(folder, name);
      const before = await readFile(file, 'utf8');
      const after = edit(before);
      if (after === before) throw new Error(`the edit of ${name} changes nothing`);
      const reload = async (text: string): Promise<void> => {
        await writeFile(file, text);
        await reloadNginx(proxy.configFile);
        // The workers that began with the old configuration accept no more connections then.
        await new Promise((resolve) => setTimeout(resolve, 400));
      };
      await reload(after);
      try {
        return await work();
      } finally {
        await reload(before);
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

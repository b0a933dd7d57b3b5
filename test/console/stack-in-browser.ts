/** The local stack in a folder of its own, and Chromium with the demo operator's certificate. */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { freePort } from '../support/free-port.js';

const program = join(import.meta.dirname, '../../dist/tools/stack/main.js');
const run = promisify(execFile);

export type Demo = Readonly<Record<string, string>>;

/**
 * Starts the stack, with these settings; resolves to the values of `demo.env`, the database login of the owner, and the
 * env file of the command line.
 */
export const startStack = async (settings: Readonly<Record<string, string>> = {}): Promise<Demo> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-console-'));
  const ports = {
    PORTARIA_TLS_PORT: String(await freePort()),
    PORTARIA_HEADER_PORT: String(await freePort()),
    PORTARIA_ADMIN_PORT: String(await freePort()),
  };
  const child = spawn(process.execPath, [program], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...ports, ...settings },
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  afterFile(async () => {
    child.kill('SIGTERM');
    await exited;
    const outside = await readFile(join(folder, '.portaria/postgres/location'), 'utf8').catch(() => null);
    if (outside !== null) await rm(outside, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  });
  await vi.waitFor(() => expect(output).toMatch(/^ready/m), { timeout: 90_000, interval: 200 });
  const read = async (name: string): Promise<Demo> =>
    parseEnv(await readFile(join(folder, '.portaria', name), 'utf8')) as Demo;
  const { MIGRATION_DATABASE_URL: owner = '' } = await read('portaria.env');
  const envFile = join(folder, '.portaria/portaria.env');
  return { ...(await read('demo.env')), MIGRATION_DATABASE_URL: owner, PORTARIA_ENV_FILE: envFile };
};

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const openBrowser = async (): Promise<Browser> => {
  const executablePath = programs.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error('Install Chromium first: apt-get install chromium');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  afterFile(() => browser.close());
  return browser;
};

/** A page of the console, and what it complained of or asked of others. */
export interface ConsolePage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors in the browser's console, and addresses outside the admin listener. */
  readonly complaints: readonly string[];
}

interface Visitor {
  readonly locale: string;
  /** `null`: the browser has no certificate. */
  readonly certificate: { readonly certPath: string; readonly keyPath: string } | null;
  readonly phone?: boolean;
  readonly dark?: boolean;
}

/** The demo operator's certificate, as the browser presents it. */
export const operatorCertificate = (demo: Demo): NonNullable<Visitor['certificate']> => ({
  certPath: String(demo['PORTARIA_OPERATOR_CERT']),
  keyPath: String(demo['PORTARIA_OPERATOR_KEY']),
});

export const openConsole = async (browser: Browser, demo: Demo, visitor: Visitor): Promise<ConsolePage> => {
  const origin = String(demo['PORTARIA_ADMIN_URL']);
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    locale: visitor.locale,
    colorScheme: visitor.dark === true ? 'dark' : 'light',
    viewport: visitor.phone === true ? { width: 390, height: 844 } : { width: 1280, height: 800 },
    clientCertificates: visitor.certificate ? [{ origin, ...visitor.certificate }] : [],
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // A refused request is an error of the browser's too; the tests look at those themselves.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('blob:') && !url.startsWith('data:')) complaints.push(url);
  });
  await page.goto(`${origin}/console/`);
  return { page, context, complaints };
};

export const signIn = async ({ page }: ConsolePage, demo: Demo): Promise<void> => {
  await page.locator('input[autocomplete=username]').fill(String(demo['PORTARIA_OPERATOR_CLIENT_ID']));
  await page
    .locator('input[autocomplete=current-password]')
    .fill(String(demo['PORTARIA_OPERATOR_CLIENT_SECRET']));
  await page.getByRole('button', { name: /^(Sign in|Entrar)$/ }).click();
};

/** Opens a screen of the console, signed in as the operator of these values. */
export const openSignedIn = async (
  browser: Browser,
  demo: Demo,
  path: string,
  { locale = 'en-US', ...look }: Partial<Omit<Visitor, 'certificate'>> = {},
): Promise<ConsolePage> => {
  const opened = await openConsole(browser, demo, {
    locale,
    certificate: operatorCertificate(demo),
    ...look,
  });
  await opened.page.goto(`${String(demo['PORTARIA_ADMIN_URL'])}/console${path}`);
  await signIn(opened, demo);
  // The heading of the screen, not that of the sign-in.
  await opened.page.locator('#content h1').waitFor();
  return opened;
};

/** What the tests of a file need: the stack, a browser, and what opens a screen as the demo operator, signed in. */
export const startConsole = async () => {
  const demo = await startStack();
  const browser = await openBrowser();
  const openedAt = (path: string, locale = 'en-US'): Promise<ConsolePage> =>
    openSignedIn(browser, demo, path, { locale });
  return { demo, browser, openedAt };
};

/** A token request of the demo merchant; returns the body of the answer. */
export const merchantRequest = async (demo: Demo, secret: string): Promise<Record<string, unknown>> => {
  const { stdout } = await run('curl', [
    ...['-s', '--cacert', String(demo['PORTARIA_CA_CERT'])],
    ...['--cert', String(demo['PORTARIA_CLIENT_CERT']), '--key', String(demo['PORTARIA_CLIENT_KEY'])],
    ...['-H', 'Content-Type: application/json'],
    ...['-d', JSON.stringify({ clientId: demo['PORTARIA_CLIENT_ID'], clientSecret: secret })],
    `${String(demo['PORTARIA_URL'])}/api/auth/token`,
  ]);
  return JSON.parse(stdout) as Record<string, unknown>;
};

/** A login of a user, who then has an access and a refresh token. */
export const userLogin = async (demo: Demo, username: string, password: string): Promise<void> => {
  await run('curl', [
    ...['-sS', '--fail-with-body', '--cacert', String(demo['PORTARIA_CA_CERT'])],
    ...['--cert', String(demo['PORTARIA_CLIENT_CERT']), '--key', String(demo['PORTARIA_CLIENT_KEY'])],
    ...[
      'client_id=integration-api',
      'grant_type=password',
      `username=${username}`,
      `password=${password}`,
    ].flatMap((field) => ['--data-urlencode', field]),
    `${String(demo['PORTARIA_URL'])}/auth/realms/apiax/protocol/openid-connect/token`,
  ]);
};

/** A signing request with a new key. */
export const signingRequest = async (): Promise<string> => (await newKey()).csr;

/** A new key, in a file, and its signing request. */
export const newKey = async (): Promise<{ readonly csr: string; readonly keyPath: string }> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-csr-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'client.csr');
  const keyPath = join(folder, 'client.key');
  await run('openssl', [
    ...['req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', keyPath],
    ...['-out', file, '-subj', '/CN=any'],
  ]);
  return { csr: await readFile(file, 'utf8'), keyPath };
};

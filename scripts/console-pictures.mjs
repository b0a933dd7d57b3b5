// Takes pictures of every screen of the console against the local stack that runs in this folder (`npm start`): desktop and
// phone, light and dark, both languages.
//
//   node scripts/console-pictures.mjs [--to FOLDER] [--home .portaria] [--only home-en-light-desktop] [--screens home,audit]
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { chromium } from 'playwright-core';

const { values } = parseArgs({
  options: {
    to: { type: 'string', default: 'console-pictures' },
    home: { type: 'string', default: '.portaria' },
    only: { type: 'string' },
    screens: { type: 'string' },
  },
});
const demo = parseEnv(await readFile(join(values.home, 'demo.env'), 'utf8'));
const origin = demo.PORTARIA_ADMIN_URL;
const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
if (!program) throw new Error('Install Chromium first: apt-get install chromium');

const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const languages = { en: 'en-US', pt: 'pt-BR' };
const rejectedRequest = async () => {
  const { execFileSync } = await import('node:child_process');
  const body = JSON.stringify({ clientId: demo.PORTARIA_CLIENT_ID, clientSecret: 'not-the-secret-1' });
  const answer = execFileSync('curl', [
    ...[
      '-s',
      '--cacert',
      demo.PORTARIA_CA_CERT,
      '--cert',
      demo.PORTARIA_CLIENT_CERT,
      '--key',
      demo.PORTARIA_CLIENT_KEY,
    ],
    ...['-H', 'Content-Type: application/json', '-d', body, `${demo.PORTARIA_URL}/api/auth/token`],
  ]);
  return JSON.parse(answer.toString()).requestId;
};
const requestId = await rejectedRequest();

const press = (page, name) => page.getByRole('button', { name }).first().click();

/** From a new account to its hand-over sheet. */
const onboard = async (page) => {
  const next = async () => {
    await page.locator('main form button[type=submit]').click();
    await settled(page);
  };
  await page.locator('main form input').first().fill('Loja Exemplo Ltda.');
  await next();
  await next();
  await page.locator('main form .mantine-SegmentedControl-label').last().click();
  await next();
  await page.locator('main .sheet').waitFor();
};

/** A new operator's hand-over sheet. */
const createOperator = async (page) => {
  await press(page, /^(New operator|Novo operador)…/);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').first().fill('Ana Souza');
  await dialog.getByRole('radio').first().check();
  await dialog.locator('.mantine-SegmentedControl-label').last().click();
  await dialog.locator('button[type=submit]').click();
  await dialog.locator('.sheet').waitFor();
};

/** What each picture shows: a path, and what to do there. */
const screens = {
  home: { path: '/' },
  accounts: { path: '/accounts' },
  account: { path: '/accounts/1' },
  credentials: { path: '/accounts/1?tab=credentials' },
  certificates: { path: '/accounts/1?tab=certificates' },
  users: { path: '/accounts/1?tab=users' },
  tokens: { path: '/accounts/1?tab=tokens' },
  accountRejected: { path: '/accounts/1?tab=rejected' },
  accountAudit: { path: '/accounts/1?tab=audit' },
  operator: { path: '/accounts/2' },
  edit: { path: '/accounts/1', act: (page) => press(page, /^Edit/) },
  suspend: { path: '/accounts/1', act: (page) => press(page, /^Suspend/) },
  role: { path: '/accounts/2', act: (page) => press(page, /^(Role|Papel)…/) },
  lastAdministrator: {
    path: '/accounts/2',
    act: async (page) => {
      await press(page, /^(Role|Papel)…/);
      await page.getByRole('dialog').last().getByRole('radio').first().check();
      await page.getByRole('dialog').last().locator('button[type=submit]').click();
    },
  },
  disableUser: {
    path: '/accounts/1?tab=users',
    act: (page) => press(page, /^(Disable|Desativar)…/),
  },
  rejected: { path: `/rejected?id=${requestId}` },
  onboarding: { path: '/onboarding' },
  newCredential: {
    path: '/accounts/1?tab=credentials',
    act: (page) => press(page, /^(New credential|Nova credencial)…/),
  },
  handOver: { path: '/onboarding', act: (page) => onboard(page) },
  search: {
    path: '/accounts',
    act: async (page) => {
      await page.getByRole('searchbox').fill('demo');
      await page.getByRole('option').first().waitFor();
    },
  },
  newOperator: { path: '/accounts', act: (page) => press(page, /^(New operator|Novo operador)…/) },
  operatorSheet: { path: '/accounts', act: (page) => createOperator(page) },
  certificate: {
    path: '/accounts/1?tab=certificates',
    act: (page) => page.locator('main table a').first().click(),
  },
  approvals: { path: '/approvals?state=any' },
  approval: {
    path: '/approvals?state=any',
    act: async (page) => {
      const request = page.locator('main li a').first();
      if (await request.isVisible()) await request.click();
    },
  },
  expiring: { path: '/certificates' },
  clientCas: { path: '/certificates?tab=clientCas' },
  keys: { path: '/certificates?tab=keys' },
  apis: { path: '/apis' },
  api: { path: '/apis/demo' },
  apiCheck: { path: '/apis/demo?tab=check' },
  apiCompare: { path: '/apis/demo?tab=compare' },
  revokeKey: { path: '/certificates?tab=keys', act: (page) => press(page, /^(Revoke|Revogar)…/) },
  audit: { path: '/audit' },
  auditVerified: { path: '/audit', act: (page) => press(page, /^(Verify|Verificar)/) },
  menu: {
    path: '/',
    act: async (page) => {
      const burger = page.getByRole('button', { name: 'Menu' });
      if (await burger.isVisible()) await burger.click();
    },
  },
};

const signIn = async (page) => {
  await page.locator('input[autocomplete=username]').fill(demo.PORTARIA_OPERATOR_CLIENT_ID);
  await page.locator('input[autocomplete=current-password]').fill(demo.PORTARIA_OPERATOR_CLIENT_SECRET);
  await page.locator('button[type=submit]').click();
  await page
    .locator('h1')
    .filter({ hasNotText: /^(Sign in|Entrar)$/ })
    .first()
    .waitFor();
};

await mkdir(values.to, { recursive: true });
const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
const looks = Object.entries(sizes).flatMap(([size, viewport]) =>
  ['light', 'dark'].flatMap((colorScheme) =>
    Object.entries(languages).map(([language, locale]) => ({
      size,
      viewport,
      colorScheme,
      language,
      locale,
    })),
  ),
);

/** The token is in the page's memory: going there by its own router keeps it. */
const go = async (page, path) => {
  await page.evaluate((to) => {
    window.history.pushState({}, '', `/console${to}`);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, path);
  await settled(page);
};

const settled = async (page) => {
  // What is below the pointer would open.
  await page.mouse.move(0, 0);
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(400);
};

const openPage = async ({ viewport, colorScheme, locale }) => {
  const context = await browser.newContext({
    ...{ viewport, colorScheme, locale, ignoreHTTPSErrors: true },
    clientCertificates: [
      { origin, certPath: demo.PORTARIA_OPERATOR_CERT, keyPath: demo.PORTARIA_OPERATOR_KEY },
    ],
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') process.stderr.write(`${message.text()}\n`);
  });
  await page.goto(`${origin}/console/`);
  return { context, page };
};

for (const look of looks) {
  const suffix = `${look.language}-${look.colorScheme}-${look.size}`;
  const chosen = Object.entries(screens).filter(
    ([name]) =>
      (!values.only || values.only === `${name}-${suffix}`) &&
      (!values.screens || values.screens.split(',').includes(name)),
  );
  if (chosen.length === 0) continue;
  const { context, page } = await openPage(look);
  if (!values.only) await page.screenshot({ path: join(values.to, `sign-in-${suffix}.png`) });
  await signIn(page);
  for (const [name, { path, act }] of chosen) {
    await go(page, path);
    if (act) await act(page);
    await settled(page);
    await page.screenshot({ path: join(values.to, `${name}-${suffix}.png`), fullPage: true });
    if (act) await page.keyboard.press('Escape');
  }
  await context.close();
}
await browser.close();

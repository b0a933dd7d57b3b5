// Takes pictures of every screen of the console against the local stack that runs in this folder (`npm start`): desktop and
// phone, light and dark, both languages.
//
//   node scripts/console-pictures.mjs [--to FOLDER] [--home .portaria] [--only home-en-light-desktop]
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

/** What each picture shows: a path, and what to do there. */
const screens = {
  home: { path: '/' },
  accounts: { path: '/accounts' },
  account: { path: '/accounts/1' },
  credentials: { path: '/accounts/1?tab=credentials' },
  certificates: { path: '/accounts/1?tab=certificates' },
  suspend: { path: '/accounts/1', press: /^Suspend/ },
  rejected: { path: `/rejected?id=${requestId}` },
  onboarding: { path: '/onboarding' },
  clientCas: { path: '/certificates?tab=clientCas' },
  keys: { path: '/certificates?tab=keys' },
  audit: { path: '/audit' },
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
    ([name]) => !values.only || values.only === `${name}-${suffix}`,
  );
  if (chosen.length === 0) continue;
  const { context, page } = await openPage(look);
  if (!values.only) await page.screenshot({ path: join(values.to, `sign-in-${suffix}.png`) });
  await signIn(page);
  for (const [name, { path, press }] of chosen) {
    await go(page, path);
    if (press) await page.getByRole('button', { name: press }).first().click();
    await settled(page);
    await page.screenshot({ path: join(values.to, `${name}-${suffix}.png`), fullPage: true });
    if (press) await page.keyboard.press('Escape');
  }
  await context.close();
}
await browser.close();

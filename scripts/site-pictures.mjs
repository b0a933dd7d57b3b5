// Takes pictures of pages of the documentation site against the local stack that runs in this folder (`npm run docs`, then
// `npm start`): desktop and phone, light and dark, both languages.
//
//   node scripts/site-pictures.mjs [--to FOLDER] [--home .portaria] [--only 'home-.*-phone']
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { chromium } from 'playwright-core';

const { values } = parseArgs({
  options: {
    to: { type: 'string', default: 'site-pictures' },
    home: { type: 'string', default: '.portaria' },
    only: { type: 'string' },
  },
});
const demo = parseEnv(await readFile(join(values.home, 'demo.env'), 'utf8'));
const site = `${demo.PORTARIA_URL}/docs`;
const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
if (!program) throw new Error('Install Chromium first: apt-get install chromium');

const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const languages = { en: '', pt: '/pt-BR' };

/** What each picture shows: a path, and what to do there. The API reference exists in English alone. */
const screens = {
  home: { path: '/', whole: true },
  contents: { path: '/contents' },
  tutorial: { path: '/tutorials/first-token', whole: true },
  flow: { path: '/start/what-is-portaria' },
  error: { path: '/reference/errors/unauthorized' },
  operator: { path: '/how-to/operator/rotate-keys' },
  missing: { path: '/nothing' },
  search: { path: '/', search: { en: 'certificate', pt: 'certificado' } },
  menu: { path: '/start/quickstart', menu: true },
  apiTokens: { path: '/reference/api/tokens', english: true },
  apiAdmin: { path: '/reference/api/admin', english: true },
};

const act = async (page, { search, menu }, language, size) => {
  if (search) {
    await page.locator('.VPNavBarSearch button').first().click();
    await page.locator('.VPLocalSearchBox input').fill(search[language]);
    await page.locator('.VPLocalSearchBox .result').first().waitFor();
  }
  if (menu && size === 'phone') await page.locator('.VPNavBarHamburger').click();
};

const shots = Object.entries(sizes).flatMap(([size, viewport]) =>
  ['light', 'dark'].flatMap((colorScheme) =>
    Object.entries(languages).flatMap(([language, base]) =>
      Object.entries(screens)
        .filter(([, screen]) => language === 'en' || !screen.english)
        .map(([name, screen]) => ({
          ...{ size, viewport, colorScheme, language, screen, path: base + screen.path },
          picture: `${name}-${language}-${colorScheme}-${size}`,
        })),
    ),
  ),
);

await mkdir(values.to, { recursive: true });
const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
for (const { size, viewport, colorScheme, language, screen, path, picture } of shots) {
  if (values.only && !picture.match(values.only)) continue;
  const page = await browser.newPage({ viewport, colorScheme, ignoreHTTPSErrors: true });
  await page.goto(site + path);
  await page.waitForLoadState('networkidle');
  await act(page, screen, language, size);
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(values.to, `${picture}.png`), fullPage: screen.whole ?? false });
  await page.close();
}
await browser.close();

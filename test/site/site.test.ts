import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { headingAnchors, parsePage } from '../../tools/docs-lint/page.js';
import { seriousIn } from '../console/axe-in-browser.js';
import { type Demo, merchantRequest, openBrowser, startStack } from '../console/stack-in-browser.js';

/** The documentation site as `npm run docs` built it, served by the NGINX of the local stack. */
const repository = join(import.meta.dirname, '../..');
const built = join(repository, 'dist/docs-site/docs');

let demo: Demo;
let browser: Browser;
let site: string;
beforeAll(async () => {
  demo = await startStack();
  browser = await openBrowser();
  site = `${String(demo['PORTARIA_URL'])}/docs`;
});

interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors in the browser's console, and addresses of other servers. */
  readonly complaints: readonly string[];
}

interface Look {
  readonly phone?: boolean;
  readonly dark?: boolean;
}

const visit = async ({ phone = false, dark = false }: Look = {}): Promise<Visit> => {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    colorScheme: dark ? 'dark' : 'light',
    viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${site}/`) && !/^(?:data|blob):/.test(url)) complaints.push(url);
  });
  return { page, context, complaints };
};

const open = async (page: Page, path: string): Promise<void> => {
  await page.goto(site + path);
  await page.waitForLoadState('networkidle');
  await page.locator('main h1, .VPHome h1, .api-page h1').first().waitFor();
};

/** How far a page is wider than the window: a reader would have to move it sideways. */
const overflowOf = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');

const apis = ['tokens', 'self-service', 'admin'].map((name) => `/reference/api/${name}`);

describe.each([
  { language: 'en', base: '', word: 'certificate', search: 'Search' },
  { language: 'pt-BR', base: '/pt-BR', word: 'certificado', search: 'Buscar' },
])('in $language', ({ language, base, word, search }) => {
  test.each([
    { phone: false, dark: false },
    { phone: true, dark: false },
    { phone: false, dark: true },
    { phone: true, dark: true },
  ])('pages open, ask no other server, fit the window, and axe finds nothing serious: %o', async (look) => {
    const { page, context, complaints } = await visit(look);
    const found: string[] = [];
    for (const path of ['/', '/tutorials/first-token', '/reference/errors/unauthorized', '/contents']) {
      await open(page, base + path);
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      expect([path, await overflowOf(page)]).toEqual([path, 0]);
      found.push(...(await seriousIn(page)).map((problem) => `${path}: ${problem}`));
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test.each([false, true])('the search finds pages of the language (phone: %s)', async (phone) => {
    const { page, context, complaints } = await visit({ phone });
    await open(page, `${base}/`);
    await page.getByRole('button', { name: search }).first().click();
    await page.locator('.VPLocalSearchBox input').fill(word);
    const results = page.locator('.VPLocalSearchBox .result');
    await results.first().waitFor();
    expect(await results.count()).toBeGreaterThan(3);
    expect(await seriousIn(page)).toEqual([]);
    await results.first().click();
    await page.locator('main h1').waitFor();
    expect(new URL(page.url()).pathname).toMatch(base === '' ? /^\/docs\/(?!pt-BR)/ : /^\/docs\/pt-BR\//);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test.each([false, true])('the API reference shows every document (phone: %s)', async (phone) => {
  const { page, context, complaints } = await visit({ phone });
  for (const path of apis) {
    await open(page, path);
    expect([path, await overflowOf(page)]).toEqual([path, 0]);
    expect((await seriousIn(page)).map((problem) => `${path}: ${problem}`)).toEqual([]);
  }
  expect(complaints).toEqual([]);
  await context.close();
});

test('the link of a rejected request leads to the page of its code', async () => {
  const { hint } = (await merchantRequest(demo, 'not-the-secret-1')) as { hint: string };
  const [link = ''] = /https:\S+$/.exec(hint) ?? [];
  expect(link).toBe(`${site}/reference/errors/unauthorized`);
  const { page, context } = await visit();
  expect((await page.goto(link))?.status()).toBe(200);
  expect(await page.locator('h1').textContent()).toContain('unauthorized');
  await context.close();
});

test('every code has a page, in both languages', async () => {
  const { context } = await visit();
  const codes = globSync('docs/reference/errors/*.md', { cwd: repository })
    .map((file) => basename(file, '.md'))
    .filter((name) => name !== 'README');
  expect(codes.length).toBeGreaterThan(50);
  for (const code of codes) {
    for (const base of ['', '/pt-BR']) {
      const answer = await context.request.get(`${site}${base}/reference/errors/${code}`);
      expect([code, base, answer.status()]).toEqual([code, base, 200]);
      expect(await answer.text()).toContain(code);
    }
  }
  await context.close();
});

test('the language menu leads to the same page, or to the English one where there is no other', async () => {
  const { page, context } = await visit();
  await open(page, '/start/quickstart');
  await page.locator('.VPNavBarTranslations button').hover();
  await page.locator('.VPNavBarTranslations a').first().click();
  await page.waitForURL(`${site}/pt-BR/start/quickstart`);
  await page.goto(`${site}/pt-BR/reference/metrics`);
  await page.waitForURL(`${site}/reference/metrics`);
  await page.locator('main h1').waitFor();
  await context.close();
});

test.each(['', '/pt-BR'])(
  'beside the sidebar, the top of a page has room for all of it (%s)',
  async (base) => {
    const { page, context } = await visit();
    await open(page, `${base}/tutorials/first-token`);
    for (const part of ['.VPNavBarTranslations', '.VPNavBarAppearance']) {
      const box = await page.locator(part).boundingBox();
      expect(box?.width, part).toBeGreaterThan(20);
      expect(Number(box?.x) + Number(box?.width), part).toBeLessThan(1280);
    }
    await context.close();
  },
);

test('a missing page says so, in the language of its address', async () => {
  const { page, context } = await visit();
  for (const [path, title] of [
    ['/nothing', 'Page not found'],
    ['/pt-BR/nothing', 'Página não encontrada'],
  ] as const) {
    expect((await page.goto(site + path))?.status()).toBe(404);
    await page.getByRole('heading', { name: title }).waitFor();
  }
  await context.close();
});

test('a heading has the anchor that it has on GitHub', () => {
  const files = globSync('docs/{start,tutorials,how-to,explanation,pt-BR}/**/*.md', { cwd: repository });
  expect(files.length).toBeGreaterThan(100);
  for (const file of files) {
    const source = parsePage(
      file,
      readFileSync(join(repository, file), 'utf8').replace(/^---\n[^]*?\n---\n/, ''),
    );
    const route = file.replace(/^docs\//, '').replace(/(^|\/)README\.md$/, '$1index.md');
    const path = route === 'pt-BR/index.md' ? 'pt-BR/contents.md' : route;
    const html = readFileSync(join(built, path.replace(/\.md$/, '.html')), 'utf8');
    const missing = [...headingAnchors(source)].filter((anchor) => !html.includes(`id="${anchor}"`));
    expect([file, missing]).toEqual([file, []]);
  }
});

test.each(['', '/pt-BR'])(
  'the client packages are downloads with the checksums of the list (%s)',
  async (base) => {
    const { page, context } = await visit();
    await open(page, `${base}/how-to/merchant/client-packages`);
    const links = await page
      .locator('main a[href*="/downloads/"]')
      .evaluateAll((found) => found.map((link) => (link as unknown as { href: string }).href));
    const files = [...new Set(links)].filter((link) => !link.endsWith('/SHA256SUMS'));
    expect(files).toHaveLength(6);
    const list = await (await context.request.get(`${site}/downloads/SHA256SUMS`)).text();
    for (const link of files) {
      const answer = await context.request.get(link);
      expect([link, answer.status()]).toEqual([link, 200]);
      const digest = createHash('sha256')
        .update(await answer.body())
        .digest('hex');
      expect(list).toContain(`${digest}  ${basename(link)}\n`);
    }
    await context.close();
  },
);

test('no page has a script in it', async () => {
  const files = globSync('**/*.html', { cwd: built });
  expect(files.length).toBeGreaterThan(200);
  for (const file of files) {
    const html = readFileSync(join(built, file), 'utf8');
    expect([file, /<script(?![^>]* src=)[^>]*>|\son[a-z]+="/.exec(html)?.[0]]).toEqual([file, undefined]);
  }
});

import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { headingAnchors, parsePage } from '../../tools/docs-lint/page.js';
import { seriousIn } from '../console/axe-in-browser.js';
import { merchantRequest } from '../console/stack-in-browser.js';
import { openSite, overflowOf, type Site } from './site-in-browser.js';

/** The documentation site as `npm run docs` built it, served by the NGINX of the local stack. */
const repository = join(import.meta.dirname, '../..');
const built = join(repository, 'dist/docs-site/docs');

let site: Site;
beforeAll(async () => {
  site = await openSite();
});

const apis = ['tokens', 'self-service', 'admin'].map((name) => `/reference/api/${name}`);

test.each([false, true])('the API reference shows every document (phone: %s)', async (phone) => {
  const { page, context, complaints, open } = await site.visit({ phone });
  for (const path of apis) {
    await open(path);
    expect([path, await overflowOf(page)]).toEqual([path, 0]);
    expect((await seriousIn(page)).map((problem) => `${path}: ${problem}`)).toEqual([]);
  }
  expect(complaints).toEqual([]);
  await context.close();
});

test('the link of a rejected request leads to the page of its code', async () => {
  const { hint } = (await merchantRequest(site.demo, 'not-the-secret-1')) as { hint: string };
  const [link = ''] = /https:\S+$/.exec(hint) ?? [];
  expect(link).toBe(`${site.url}/reference/errors/unauthorized`);
  const { page, context } = await site.visit();
  expect((await page.goto(link))?.status()).toBe(200);
  expect(await page.locator('h1').textContent()).toContain('unauthorized');
  await context.close();
});

test('every code has a page, in both languages', async () => {
  const { context } = await site.visit();
  const codes = globSync('docs/reference/errors/*.md', { cwd: repository })
    .map((file) => basename(file, '.md'))
    .filter((name) => name !== 'README');
  expect(codes.length).toBeGreaterThan(50);
  for (const code of codes) {
    for (const base of ['', '/pt-BR']) {
      const answer = await context.request.get(`${site.url}${base}/reference/errors/${code}`);
      expect([code, base, answer.status()]).toEqual([code, base, 200]);
      expect(await answer.text()).toContain(code);
    }
  }
  await context.close();
});

test('the language menu leads to the same page, or to the English one where there is no other', async () => {
  const { page, context, open } = await site.visit();
  await open('/start/quickstart');
  await page.locator('.VPNavBarTranslations button').hover();
  await page.locator('.VPNavBarTranslations a').first().click();
  await page.waitForURL(`${site.url}/pt-BR/start/quickstart`);
  await page.goto(`${site.url}/pt-BR/reference/metrics`);
  await page.waitForURL(`${site.url}/reference/metrics`);
  await page.locator('main h1').waitFor();
  await context.close();
});

test.each(['', '/pt-BR'])(
  'beside the sidebar, the top of a page has room for all of it (%s)',
  async (base) => {
    const { page, context, open } = await site.visit();
    await open(`${base}/tutorials/first-token`);
    for (const part of ['.VPNavBarTranslations', '.VPNavBarAppearance']) {
      const box = await page.locator(part).boundingBox();
      expect(box?.width, part).toBeGreaterThan(20);
      expect(Number(box?.x) + Number(box?.width), part).toBeLessThan(1280);
    }
    await context.close();
  },
);

test('a missing page says so, in the language of its address', async () => {
  const { page, context } = await site.visit();
  for (const [path, title] of [
    ['/nothing', 'Page not found'],
    ['/pt-BR/nothing', 'Página não encontrada'],
  ] as const) {
    expect((await page.goto(site.url + path))?.status()).toBe(404);
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
    const { page, context, open } = await site.visit();
    await open(`${base}/how-to/merchant/client-packages`);
    const links = await page
      .locator('main a[href*="/downloads/"]')
      .evaluateAll((found) => found.map((link) => (link as unknown as { href: string }).href));
    const files = [...new Set(links)].filter((link) => !link.endsWith('/SHA256SUMS'));
    expect(files).toHaveLength(6);
    const list = await (await context.request.get(`${site.url}/downloads/SHA256SUMS`)).text();
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

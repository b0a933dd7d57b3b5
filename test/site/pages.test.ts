import { beforeAll, describe, expect, test } from 'vitest';
import { seriousIn } from '../console/axe-in-browser.js';
import { openSite, overflowOf, type Site } from './site-in-browser.js';

/** Pages and the search of the documentation site, in both languages, at two widths. */
let site: Site;
beforeAll(async () => {
  site = await openSite();
});

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
    const { page, context, complaints, open } = await site.visit(look);
    const found: string[] = [];
    for (const path of ['/', '/tutorials/first-token', '/reference/errors/unauthorized', '/contents']) {
      await open(base + path);
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      expect([path, await overflowOf(page)]).toEqual([path, 0]);
      found.push(...(await seriousIn(page)).map((problem) => `${path}: ${problem}`));
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test.each([false, true])('the search finds pages of the language (phone: %s)', async (phone) => {
    const { page, context, complaints, open } = await site.visit({ phone });
    await open(`${base}/`);
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

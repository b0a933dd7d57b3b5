import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { seriousIn } from './axe-in-browser.js';
import { operatorRequest } from './operator-request.js';
import {
  type ConsolePage,
  merchantRequest,
  openSignedIn,
  signingRequest,
  startConsole,
} from './stack-in-browser.js';

const { demo, browser } = await startConsole();

const withinMs = { timeout: 20_000 };

const home = (locale: string, look: { phone?: boolean; dark?: boolean } = {}): Promise<ConsolePage> =>
  openSignedIn(browser, demo, '/', { locale, ...look });

const mainText = async (page: Page): Promise<string> => (await page.locator('main').textContent()) ?? '';

/** A table of the screen by its heading: what each row says, and its number. */
const figures = async (page: Page, title: string): Promise<Record<string, number>> => {
  const rows = page.locator('main .mantine-Card-root', { hasText: title }).locator('tbody tr');
  const texts = await rows.evaluateAll((all) =>
    all.map((row) =>
      [...(row as { cells: Iterable<{ textContent: string }> }).cells].map((c) => c.textContent),
    ),
  );
  return Object.fromEntries(texts.map(([name = '', total]) => [name, Number(total)]));
};

const texts = {
  'en-US': {
    rejected: 'Rejected token requests by cause',
    tokens: 'Tokens per minute',
    week: '7 days',
    cause: 'The client secret matches no active secret of the credential.',
    keys: 'Signing keys',
    active: 'active',
  },
  'pt-BR': {
    rejected: 'Causas das requisições de token rejeitadas',
    tokens: 'Tokens por minuto',
    week: '7 dias',
    cause: 'O segredo do cliente não corresponde a nenhum segredo ativo da credencial.',
    keys: 'Chaves de assinatura',
    active: 'ativa',
  },
} as const;

test('before any request was rejected, the screen says so', async () => {
  const { page, context } = await home('en-US');
  await page.getByText('No token request was rejected in this period.').waitFor();
  await page.getByText('Nothing expires within 30 days.').first().waitFor();
  await context.close();
});

describe.each(['en-US', 'pt-BR'] as const)('in %s', (locale) => {
  const { rejected, tokens, week, cause, keys, active } = texts[locale];

  test('tokens and rejected requests are counted by contract and by cause', async () => {
    const { page, context, complaints } = await home(locale);
    await expect.poll(() => figures(page, tokens), withinMs).toHaveProperty('avista');
    const before = (await figures(page, rejected))[cause] ?? 0;
    await merchantRequest(demo, 'not-the-secret-1');
    await merchantRequest(demo, 'not-the-secret-2');
    // The figures follow by themselves.
    await expect
      .poll(async () => (await figures(page, rejected))[cause], { timeout: 40_000 })
      .toBe(before + 2);
    const chart = page.getByRole('img', { name: rejected });
    expect(await chart.getAttribute('aria-label')).toContain(`${cause}: ${String(before + 2)}`);
    expect(await chart.locator('.recharts-bar-rectangle path').count()).toBeGreaterThan(0);
    await page.getByText(week, { exact: true }).click();
    await expect
      .poll(async () => (await figures(page, rejected))[cause], withinMs)
      .toBeGreaterThanOrEqual(before + 2);
    expect(await mainText(page)).toMatch(new RegExp(`${keys}.*(ES256|RS256|HS256).*${active}`));
    expect(complaints).toEqual([]);
    await context.close();
  });

  test.each([
    { phone: false, dark: true },
    { phone: true, dark: false },
  ])('axe finds nothing serious in the charts: %o', async (look) => {
    const { page, context, complaints } = await home(locale, look);
    await page.getByRole('img', { name: rejected }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await seriousIn(page)).toEqual([]);
    // Nothing is wider than the window.
    expect(
      await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'),
    ).toBe(true);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test.each([
  {
    locale: 'en-US',
    running: '1 process is running.',
    role: 'issues tokens and serves the console',
    records: 'Partitions for token records exist until',
  },
  {
    locale: 'pt-BR',
    running: '1 processo em execução.',
    role: 'emite tokens e atende o console',
    records: 'Há partições para registros de tokens até',
  },
])(
  'in $locale: the processes and the state of the database are shown',
  async ({ locale, running, role, records }) => {
    const { page, context, complaints } = await home(locale);
    await page.getByText(running).waitFor();
    await page.getByText(role).waitFor();
    await page.getByText(records).waitFor();
    expect(await mainText(page)).toMatch(/\d ms/);
    expect(complaints).toEqual([]);
    await context.close();
  },
);

test('a missing process, another version and a standby that is behind are seen', async () => {
  const { page, context } = await home('en-US');
  await page.getByText('1 process is running.').waitFor();
  await page.route('**/api/admin/overview', async (route) => {
    // Other machines, beside what this one answers.
    const response = await route.fetch();
    const overview = (await response.json()) as { processes: object[]; database: object };
    const [known] = overview.processes;
    const id = '0198c7b2-4f00-7000-8000-00000000000';
    const others = [
      { ...known, id: `${id}1`, host: 'node-b', state: 'missing' },
      { ...known, id: `${id}2`, host: 'node-c', version: '0.2.0' },
    ];
    const standbys = [
      { name: 'node_b', state: 'streaming', synchronous: true, lagBytes: 2_500_000, lagSeconds: 1.5 },
      { name: null, state: null, synchronous: null, lagBytes: null, lagSeconds: null },
    ];
    const database = { ...overview.database, standbys };
    await route.fulfill({ response, json: { ...overview, processes: [known, ...others], database } });
  });
  await page.getByRole('link', { name: 'Accounts' }).click();
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByText('2 processes are running.').waitFor();
  const card = page.locator('main .mantine-Card-root', { hasText: 'Processes' });
  // The missing one comes first.
  expect(await card.textContent()).toMatch(/They run different versions: .+node-b.+missing.+node-c/);
  await page.getByText('synchronous, 2.5 MB behind, 1.5 s behind').waitFor();
  await page.getByText('The database login has no permission to read the state of the standby.').waitFor();
  await context.close();
});

test('a certificate that ends soon is counted, and leads to its page', async () => {
  await operatorRequest(demo, '/accounts/1/certificates/sign', { csr: await signingRequest(), days: 3 });
  const { page, context } = await home('en-US');
  const card = page.locator('main .mantine-Card-root', { hasText: 'All certificates that expire soon' });
  await card.getByText('3 days left').waitFor();
  expect(await card.textContent()).toMatch(/Within 1 day0Within 7 days1Within 30 days0/);
  await card.locator('a').first().click();
  await page.waitForURL(/\/console\/certificates\/[0-9a-f]{64}$/);
  await context.close();
});

test('a tab that is hidden asks nothing, and asks at once when it is shown', async () => {
  const { page, context } = await home('en-US');
  await page.getByText('Updated at').waitFor();
  await page.clock.install();
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().includes('/token-request-counts')) asked += 1;
  });
  // The screen opens anew, with the timers of the clock that the test moves.
  await page.getByRole('link', { name: 'Accounts' }).click();
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByText('Updated at').waitFor();
  await page.waitForTimeout(1000);
  const opened = asked;
  await page.clock.runFor(16_000);
  await expect.poll(() => asked, withinMs).toBeGreaterThan(opened);
  await show(page, 'hidden');
  await page.waitForTimeout(1000);
  const hidden = asked;
  await page.clock.runFor(120_000);
  expect(asked).toBe(hidden);
  await show(page, 'visible');
  await expect.poll(() => asked, withinMs).toBeGreaterThan(hidden);
  await context.close();
});

/** What the browser tells a page whose tab is hidden or shown. */
const show = (page: Page, state: 'hidden' | 'visible'): Promise<unknown> =>
  page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  `);

test('figures that cannot be read anew stay, and say of when they are', async () => {
  const { page, context } = await home('en-US');
  await page.getByText('Updated at').waitFor();
  await page.route('**/token-request-counts*', (route) => route.abort());
  await page
    .getByText('The newest figures could not be read. The figures below are from')
    .waitFor({ timeout: 40_000 });
  await page.getByText('7 days', { exact: true }).click();
  await page.getByText('The request failed').waitFor(withinMs);
  await page.unroute('**/token-request-counts*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Updated at').waitFor();
  await context.close();
});

test('a sign-out is no line among the latest changes, which other changes are', async () => {
  const first = await home('en-US');
  await first.page.getByRole('link', { name: 'Accounts' }).waitFor();
  const ended = first.page.waitForResponse('**/api/admin/session/end');
  await first.page.getByRole('button', { name: 'Sign out' }).click();
  await ended;
  await first.context.close();
  await operatorRequest(demo, '/accounts', { name: 'The latest change' });
  const { page, context } = await home('en-US');
  await page.locator('main').getByText('Create an account').first().waitFor();
  expect(await mainText(page)).not.toContain('Revoke tokens');
  await page.getByRole('link', { name: 'All events' }).click();
  await page.locator('main').getByText('Revoke tokens').first().waitFor();
  await context.close();
});

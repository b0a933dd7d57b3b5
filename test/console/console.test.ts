import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { seriousIn } from './axe-in-browser.js';
import {
  type ConsolePage,
  merchantRequest,
  openConsole,
  openSignedIn,
  operatorCertificate,
  signIn,
  signingRequest,
  startConsole,
} from './stack-in-browser.js';

const { demo, browser } = await startConsole();

const settled = async (page: Page): Promise<void> => {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(300);
};

const texts = {
  'en-US': {
    nav: [
      'Home',
      'Accounts',
      'Onboarding',
      'Why was it rejected?',
      'Certificates and keys',
      'Protected APIs',
      'Approvals',
      'Audit',
    ],
    titles: [
      'Home',
      'Accounts',
      'Onboard a merchant',
      'Why was it rejected?',
      'Certificates and keys',
      'Protected APIs',
      'Approvals',
      'Audit',
    ],
    off: 'Approval is off',
    why: 'Why was it rejected?',
    requestId: 'Request id',
    search: 'Search',
    find: 'Find the cause',
    happened: 'What happened',
    cause: 'The client secret matches no active secret of the credential.',
  },
  'pt-BR': {
    nav: [
      'Início',
      'Contas',
      'Cadastro',
      'Por que foi rejeitada?',
      'Certificados e chaves',
      'APIs protegidas',
      'Aprovações',
      'Auditoria',
    ],
    titles: [
      'Início',
      'Contas',
      'Cadastrar lojista',
      'Por que foi rejeitada?',
      'Certificados e chaves',
      'APIs protegidas',
      'Aprovações',
      'Auditoria',
    ],
    off: 'A aprovação está desativada',
    why: 'Por que foi rejeitada?',
    requestId: 'Id da requisição',
    search: 'Buscar',
    find: 'Encontrar a causa',
    happened: 'O que aconteceu',
    cause: 'O segredo do cliente não corresponde a nenhum segredo ativo da credencial.',
  },
} as const;

const signedIn = (locale: string, look: { phone?: boolean; dark?: boolean } = {}): Promise<ConsolePage> =>
  openSignedIn(browser, demo, '/', { locale, ...look });
describe.each(['en-US', 'pt-BR'] as const)('in %s', (locale) => {
  const { nav, titles, off, why, requestId, find, search, happened, cause } = texts[locale];

  test.each([
    { phone: false, dark: false },
    { phone: true, dark: true },
  ])(
    'every screen opens, asks no other server, and axe finds nothing serious: %o',
    async ({ phone, dark }) => {
      const { page, context, complaints } = await signedIn(locale, { phone, dark });
      const found: string[] = [];
      for (const [index, name] of nav.entries()) {
        if (phone) await page.locator('header button').first().click();
        await page.locator('nav a').nth(index).click();
        await settled(page);
        expect(await page.locator('main h1').textContent()).toBe(titles[index]);
        found.push(...(await seriousIn(page)).map((problem) => `${name}: ${problem}`));
      }
      expect(found).toEqual([]);
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  test('where no change waits for a second operator, the screen of approvals says so', async () => {
    const { page, context } = await signedIn(locale);
    await page.locator('nav a[href="/console/approvals"]').click();
    await page.locator('main').getByText(off).waitFor();
    await context.close();
  });

  test('a request id leads to the cause of a rejected request', async () => {
    const { requestId: id } = await merchantRequest(demo, 'not-the-secret-1');
    const { page, context } = await signedIn(locale);
    await page.getByRole('link', { name: why }).click();
    // As it is copied out of a log line, with words around it.
    await page.getByLabel(requestId).fill(`error, requestId: ${String(id)},`);
    await page.getByRole('button', { name: find }).click();
    await expect.poll(() => page.locator('main').textContent(), { timeout: 10_000 }).toContain(happened);
    expect(await page.locator('main').textContent()).toContain('wrong_secret');
    expect(await page.locator('main').textContent()).toContain(cause);
    await context.close();
  });

  test('the search box leads to an account, a client id and a rejected request', async () => {
    const { requestId: id } = await merchantRequest(demo, 'not-the-secret-1');
    const clientId = String(demo['PORTARIA_CLIENT_ID']);
    const { page, context, complaints } = await signedIn(locale);
    const box = page.getByRole('searchbox', { name: search });
    for (const [text, address] of [
      [String(id), `/console/rejected?id=${String(id)}`],
      [clientId, '/console/accounts/'],
      ['DEMO', '/console/accounts/'],
    ] as const) {
      await box.fill(text);
      const option = page.getByRole('option').first();
      await option.waitFor();
      await option.click();
      await page.waitForURL((url) => `${url.pathname}${url.search}`.startsWith(address));
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test('from onboarding to a revoked certificate', async () => {
  const { page, context, complaints } = await signedIn('en-US');
  await page.getByRole('link', { name: 'Onboarding' }).click();
  const name = 'Loja <b>Exemplo</b> שלום';
  await page.getByLabel('Name', { exact: false }).first().fill(name);
  await page.getByLabel('Scopes').fill('pix:read pix:write');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('The client id and secret of the merchant’s program.').waitFor();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('Sign a certificate signing request (CSR)').click();
  await page.getByRole('textbox', { name: 'Certificate signing request (CSR)' }).fill(await signingRequest());
  await page.getByRole('button', { name: 'Sign and link' }).click();
  await page.getByText('Hand-over sheet').waitFor();
  expect(await page.locator('main').textContent()).toMatch(/ptr_[A-Za-z0-9_-]{20,}/);
  expect(await page.locator('main').textContent()).toContain(name);
  expect(await page.locator('main b').count()).toBe(0);
  await page.getByRole('button', { name: 'Open the account' }).click();
  // The secret is in this page alone.
  await page.getByRole('dialog').getByRole('button', { name: 'Leave the page' }).click();
  await page.getByRole('tab', { name: 'Certificates' }).click();
  await page.locator('main table a').first().click();
  await page.getByRole('button', { name: 'Revoke…' }).click();
  await page.getByText('What this does').waitFor();
  const submit = page.getByRole('dialog').getByRole('button', { name: 'Revoke' });
  expect(await submit.isDisabled()).toBe(true);
  const digits = /Type (\w{8}) to confirm/.exec((await page.getByRole('dialog').textContent()) ?? '')?.[1];
  await page.getByRole('dialog').getByLabel('to confirm').fill(String(digits));
  await submit.click();
  await expect.poll(() => page.locator('main').textContent(), { timeout: 10_000 }).toContain('revoked');
  expect(complaints).toEqual([]);
  await context.close();
});

test('a token that ends in the middle of a form asks for a sign-in, and the form keeps its text', async () => {
  const opened = await signedIn('en-US');
  const { page, context } = opened;
  await page.getByRole('link', { name: 'Onboarding' }).click();
  await page.getByLabel('Name', { exact: false }).first().fill('Half a name');
  await page.route('**/api/admin/accounts', (route) =>
    route.fulfill({
      status: 401,
      contentType: 'application/problem+json',
      body: '{"title":"Unauthorized","status":401}',
    }),
  );
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('Your token has expired or was revoked.').waitFor();
  await page.unroute('**/api/admin/accounts');
  await signIn({ ...opened, page }, demo);
  await page.getByText('Your token has expired or was revoked.').waitFor({ state: 'detached' });
  expect(await page.getByLabel('Name', { exact: false }).first().inputValue()).toBe('Half a name');
  await context.close();
});

/** Signs in on a page whose clock the test moves. */
const signedInAtFakeTime = async (): Promise<ConsolePage> => {
  const opened = await openConsole(browser, demo, {
    locale: 'en-US',
    certificate: operatorCertificate(demo),
  });
  await opened.page.clock.install();
  await opened.page.reload();
  await signIn(opened, demo);
  // Not the heading, which the sign-in has as well.
  await opened.page.locator('#content h1').waitFor();
  return opened;
};

/** Lets minutes pass with some input, so that the console does not sign out for want of it. */
const letMinutesPass = async (page: Page, minutes: number): Promise<void> => {
  for (let left = minutes; left > 0; left -= 5) {
    await page.mouse.move(left + 10, left + 10);
    await page.clock.fastForward(Math.min(left, 5) * 60_000);
  }
};

test('the token is renewed without the secret, a request waits for that, and a form keeps its text', async () => {
  const { page, context, complaints } = await signedInAtFakeTime();
  await page.getByRole('link', { name: 'Onboarding' }).click();
  await page.getByLabel('Name', { exact: false }).first().fill('Half a name');
  const order: string[] = [];
  await page.route('**/api/admin/session/renew', async (route) => {
    expect(route.request().postData()).toBe('{}');
    const response = await route.fetch();
    order.push(((await response.json()) as { accessToken: string }).accessToken);
    await new Promise((resolve) => setTimeout(resolve, 500));
    order.push('renewed');
    await route.fulfill({ response });
  });
  page.on('request', (request) => {
    if (request.url().endsWith('/api/admin/accounts') && request.method() === 'POST')
      order.push(request.headers()['authorization'] ?? '');
  });
  await letMinutesPass(page, 25);
  await expect.poll(() => order.length, { timeout: 10_000 }).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Create' }).click();
  await expect.poll(() => order.length, { timeout: 10_000 }).toBe(3);
  expect(order).toEqual([order[0], 'renewed', `Bearer ${order[0] ?? ''}`]);
  expect(complaints).toEqual([]);
  await context.close();
});

test('at the end of the session the console says so, and the form keeps its text', async () => {
  const opened = await signedInAtFakeTime();
  const { page, context } = opened;
  await page.getByRole('link', { name: 'Onboarding' }).click();
  await page.getByLabel('Name', { exact: false }).first().fill('Half a name');
  await page.route('**/api/admin/session/renew', async (route) => {
    // The last hours of a session, in a minute.
    const response = await route.fetch();
    const renewed = (await response.json()) as Record<string, unknown>;
    const last = { ...renewed, expiresInSeconds: 60, sessionEndsInSeconds: 60 };
    await route.fulfill({ response, json: last });
  });
  const isRenewed = page.waitForResponse('**/api/admin/session/renew');
  await letMinutesPass(page, 25);
  await isRenewed;
  await settled(page);
  await letMinutesPass(page, 2);
  await page.getByText('A session lasts 8 hours from the sign-in.').waitFor();
  await signIn(opened, demo);
  await page.getByText('A session lasts 8 hours from the sign-in.').waitFor({ state: 'detached' });
  expect(await page.getByLabel('Name', { exact: false }).first().inputValue()).toBe('Half a name');
  await context.close();
});

test('nothing of the session is in the browser’s storage, and a reload asks for a sign-in', async () => {
  const { page, context } = await signedIn('en-US');
  const stored = await page.evaluate<string>(
    'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
  );
  expect(stored).not.toMatch(/ey[A-Za-z0-9_-]{10,}\./);
  expect(stored).not.toContain(String(demo['PORTARIA_OPERATOR_CLIENT_ID']));
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await page.locator('main').textContent()).toContain('Portaria console');
  await context.close();
});

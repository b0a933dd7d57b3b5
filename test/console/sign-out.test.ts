import { readFile } from 'node:fs/promises';
import { decodeJwt } from 'jose';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { pauseRequests } from './network-faults.js';
import { newOperator, operatorRequest, statusWithToken } from './operator-request.js';
import {
  type ConsolePage,
  openConsole,
  operatorCertificate,
  signIn,
  startConsole,
} from './stack-in-browser.js';

const { demo, browser } = await startConsole();

/** Signs in on a page; its clock is the test's own if it is fake. */
const signedIn = async ({ fakeTime = false } = {}): Promise<ConsolePage> => {
  const certificate = operatorCertificate(demo);
  const opened = await openConsole(browser, demo, { locale: 'en-US', certificate });
  if (fakeTime) {
    await opened.page.clock.install();
    await opened.page.reload();
  }
  await signIn(opened, demo);
  await opened.page.locator('main h1').waitFor();
  return opened;
};

/** Resolves to the token of the console's next request. */
const nextToken = async (page: Page): Promise<string> => {
  const request = await page.waitForRequest('**/api/admin/**');
  return String(request.headers()['authorization']).replace('Bearer ', '');
};

test('signing out ends the session at the gateway, so that a copy of the token is worth nothing', async () => {
  const { page, context, complaints } = await signedIn();
  const [token] = await Promise.all([nextToken(page), page.getByRole('link', { name: 'Accounts' }).click()]);
  expect(await statusWithToken(demo, '/accounts?limit=1', token)).toBe(200);
  const ended = page.waitForResponse('**/api/admin/session/end');
  await page.getByRole('button', { name: 'Sign out' }).click();
  expect((await ended).status()).toBe(200);
  await page.getByText('You are signed out.').waitFor();
  await expect.poll(() => statusWithToken(demo, '/accounts?limit=1', token)).toBe(401);
  expect(await page.getByRole('alert').allTextContents()).toEqual(['You are signed out.']);
  expect(complaints).toEqual([]);
  await context.close();
});

test('an answer to a previous token does not end the session that began since', async () => {
  const { page, context, complaints } = await signedIn();
  await page.getByText('Signed in as').waitFor();
  const resume = await pauseRequests(page, '**/api/admin/search*');
  const asked = page.waitForRequest('**/api/admin/search*');
  await page.getByRole('searchbox').fill('Demo Merchant');
  const token = String((await asked).headers()['authorization']).replace('Bearer ', '');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('You are signed out.').waitFor();
  await expect.poll(() => statusWithToken(demo, '/accounts?limit=1', token), { timeout: 10_000 }).toBe(401);
  await signIn({ page, context, complaints }, demo);
  await page.getByText('Signed in as').waitFor();
  const answered = page.waitForResponse('**/api/admin/search*');
  resume();
  expect((await answered).status()).toBe(401);
  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByRole('heading', { name: 'Audit', exact: true }).waitFor();
  expect(await page.getByText('Your token has expired or was revoked.').count()).toBe(0);
  await context.close();
});

const typing: readonly (readonly [string, string, string])[] = [
  ['/rejected', 'Request id', 'abc123'],
  ['/audit', 'Operator or system', 'Ana'],
  ['/onboarding', 'Name', 'Loja Exemplo'],
  ['/accounts', 'Name or CNPJ', 'Padaria'],
];

test.each(typing)('what is typed at %s at once after the sign-in stays', async (path, label, text) => {
  const certificate = operatorCertificate(demo);
  const opened = await openConsole(browser, demo, { locale: 'en-US', certificate });
  const { page, context } = opened;
  await page.goto(`${String(demo['PORTARIA_ADMIN_URL'])}/console${path}`);
  await signIn(opened, demo);
  const field = page.getByRole('textbox', { name: label, exact: true });
  await field.pressSequentially(text);
  await page.waitForLoadState('networkidle');
  expect(await field.inputValue()).toBe(text);
  await context.close();
});

test('15 minutes without input end the session at the gateway as well', async () => {
  const { page, context } = await signedIn({ fakeTime: true });
  const [token] = await Promise.all([nextToken(page), page.getByRole('link', { name: 'Accounts' }).click()]);
  const ended = page.waitForResponse('**/api/admin/session/end');
  await page.clock.fastForward(16 * 60_000);
  expect((await ended).status()).toBe(200);
  await page.getByText('You were signed out after 15 minutes without input.').waitFor();
  await expect.poll(() => statusWithToken(demo, '/accounts?limit=1', token)).toBe(401);
  await context.close();
});

test('the next operator sees no secret and no half-made change of the last, who would have kept them', async () => {
  const next = await newOperator(demo, 'Ana Souza', ['admin:read']);
  const [, account] = /^account-(\d+)-/.exec(String(next['PORTARIA_OPERATOR_CLIENT_ID'])) ?? [];
  // Both present the certificate of the browser.
  const [pem] =
    /-----BEGIN[^]*?-----END CERTIFICATE-----/.exec(
      await readFile(String(demo['PORTARIA_OPERATOR_CERT']), 'utf8'),
    ) ?? [];
  await operatorRequest(demo, `/accounts/${String(account)}/certificates`, { pem, shared: true });
  const opened = await signedIn({ fakeTime: true });
  const { page, context } = opened;
  await page.getByRole('link', { name: 'Accounts' }).click();
  await page.getByRole('link', { name: 'Demo Merchant' }).click();
  await page.getByRole('tab', { name: 'Credentials' }).click();
  await page.getByRole('button', { name: 'New secret…' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Generate' }).click();
  const secret = String(await page.getByRole('dialog').locator('.mono').last().textContent());
  expect(secret).toMatch(/^ptr_/);
  const becomeIdle = async (): Promise<void> => {
    await page.clock.fastForward(16 * 60_000);
    await page.getByText('You were signed out after 15 minutes without input.').waitFor();
  };
  await becomeIdle();
  for (const media of ['screen', 'print'] as const) {
    await page.emulateMedia({ media });
    expect(await page.getByText(secret).isVisible()).toBe(false);
    expect(await page.locator('main h1').filter({ hasText: 'Demo Merchant' }).isVisible()).toBe(false);
  }
  await page.emulateMedia({ media: 'screen' });
  await page.keyboard.press('Escape');
  await signIn(opened, demo);
  await page.getByText('You were signed out after').waitFor({ state: 'detached' });
  expect(await page.content()).toContain(secret);
  await becomeIdle();
  await signIn(opened, next);
  await page.getByText('You were signed out after').waitFor({ state: 'detached' });
  await expect.poll(() => new URL(page.url()).pathname).toBe('/console/');
  await expect.poll(() => page.content()).not.toContain(secret);
  await expect.poll(() => page.getByRole('dialog').allTextContents()).toEqual([]);
  await context.close();
});

test('the time that the machine sleeps counts as time without input', async () => {
  const { page, context } = await signedIn({ fakeTime: true });
  await page.getByText('Signed in as').waitFor();
  // No timer runs meanwhile.
  await page.clock.setSystemTime(Date.now() + 20 * 60_000);
  await page.mouse.move(200, 200);
  await page.getByText('You were signed out after 15 minutes without input.').waitFor();
  await context.close();
});

test.each(['abort', 'unavailable'] as const)(
  'a token that the gateway did not revoke is named, with the time until which it is valid: %s',
  async (how) => {
    const { page, context } = await signedIn();
    await page.route('**/api/admin/session/end', (route) =>
      how === 'abort'
        ? route.abort()
        : route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"status":503}' }),
    );
    const [token] = await Promise.all([
      nextToken(page),
      page.getByRole('link', { name: 'Accounts' }).click(),
    ]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('The gateway did not revoke your token').waitFor();
    const { jti } = decodeJwt(token);
    await page.getByText(`portaria token revoke --id ${String(jti)}`).waitFor();
    expect(await page.content()).not.toContain(token);
    await context.close();
  },
);

const leaving: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
  ['closing the tab', (page) => page.close({ runBeforeUnload: true })],
  ['reloading the page', (page) => page.reload()],
  ['going to another address', (page) => page.goto('about:blank')],
];

test.each(leaving)('%s ends the session at the gateway', async (_, leave) => {
  const { page, context, complaints } = await signedIn();
  const [token] = await Promise.all([nextToken(page), page.getByRole('link', { name: 'Accounts' }).click()]);
  expect(await statusWithToken(demo, '/accounts?limit=1', token)).toBe(200);
  await leave(page);
  await expect.poll(() => statusWithToken(demo, '/accounts?limit=1', token), { timeout: 10_000 }).toBe(401);
  // The Content-Security-Policy allowed it.
  expect(complaints).toEqual([]);
  await context.close();
});

// As a 401 of NGINX, which says nothing about the token.
test('a session that ended by a refused request is revoked at the gateway as well', async () => {
  const { page, context } = await signedIn();
  await page.route('**/api/admin/accounts?*', (route) => route.fulfill({ status: 401, json: {} }));
  const ended = page.waitForResponse('**/api/admin/session/end');
  const [token] = await Promise.all([nextToken(page), page.getByRole('link', { name: 'Accounts' }).click()]);
  expect((await ended).status()).toBe(200);
  await expect.poll(() => statusWithToken(demo, '/accounts?limit=1', token)).toBe(401);
  await page.getByText('Your token has expired or was revoked.').waitFor();
  await context.close();
});

test('a page that comes back from the history asks for a sign-in', async () => {
  const { page, context } = await signedIn();
  // The page has a heading before the sign-in is over.
  await page.getByText('Signed in as').waitFor();
  await page.evaluate(`window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))`);
  await page.getByText('You left this page, so you were signed out.').waitFor();
  await context.close();
});

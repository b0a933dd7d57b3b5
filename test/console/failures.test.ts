import type { Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { loseFirstAnswer } from './network-faults.js';
import { operatorRequest } from './operator-request.js';
import { signIn, startConsole } from './stack-in-browser.js';

const { demo, openedAt } = await startConsole();

// As after an upgrade, which takes away the files of the console that is open.
test.each([
  { locale: 'en-US', missing: 'The chart did not load.', accounts: 'Accounts' },
  { locale: 'pt-BR', missing: 'O gráfico não carregou.', accounts: 'Contas' },
])('a chart that does not load leaves its figures and the screen: $locale', async (words) => {
  const { page, context } = await openedAt('/accounts', words.locale);
  await page.route('**/stacked-chart*', (route) => route.abort());
  await page.locator('nav a').first().click();
  await page.getByRole('alert').filter({ hasText: words.missing }).first().waitFor();
  await page.getByRole('cell', { name: 'avista' }).first().waitFor();
  await page.getByRole('link', { name: words.accounts }).click();
  await page.getByRole('link', { name: 'Demo Merchant' }).waitFor();
  await context.close();
});

test.each([
  { locale: 'en-US', title: 'This screen cannot be shown', reload: 'Reload the page', next: 'Accounts' },
  {
    locale: 'pt-BR',
    title: 'Não foi possível mostrar esta tela',
    reload: 'Recarregar a página',
    next: 'Contas',
  },
])('a screen that fails leaves the navigation, and can be loaded again: $locale', async (words) => {
  const opened = await openedAt('/', words.locale);
  const { page, context } = opened;
  const unreadable = (route: Route): Promise<void> => route.fulfill({ json: { items: null } });
  await page.route('**/api/admin/keys*', unreadable);
  await page.goto(`${String(demo['PORTARIA_ADMIN_URL'])}/console/certificates?tab=keys`);
  await signIn(opened, demo);
  await page.getByRole('heading', { name: words.title }).waitFor();
  await page.getByRole('link', { name: words.next, exact: true }).click();
  await page.getByRole('heading', { name: words.next, level: 1 }).waitFor();
  await page.goBack();
  await page.unroute('**/api/admin/keys*', unreadable);
  await page.getByRole('button', { name: words.reload }).click();
  await signIn(opened, demo);
  await page.getByText('HS256').first().waitFor();
  await context.close();
});

test('what is read again and refused says why, beside the last answer', async () => {
  const { page, context } = await openedAt('/accounts/1');
  const requestId = '0123456789abcdef0123456789abcdef';
  await page.route('**/api/admin/accounts/1', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({ status: 503, code: 'unavailable', detail: 'The database is away.', requestId }),
    }),
  );
  // A change is followed by another read.
  await page.getByRole('button', { name: 'Suspend…' }).click();
  await page.getByRole('dialog').getByLabel('Type Demo Merchant').fill('Demo Merchant');
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend', exact: true }).click();
  const alert = page
    .getByRole('alert')
    .filter({ hasText: 'This page shows an earlier answer of the gateway' });
  await alert.getByText('The database is away.').waitFor({ timeout: 60_000 });
  await alert.getByText(requestId).waitFor();
  await page.unroute('**/api/admin/accounts/1');
  await alert.getByRole('button', { name: 'Try again' }).click();
  await alert.waitFor({ state: 'detached' });
  await operatorRequest(demo, '/accounts/1/reactivate', {});
  await context.close();
});

test('a change of an account is made of the version that the page shows', async () => {
  const { page, context } = await openedAt('/accounts/1');
  const versions: string[] = [];
  page.on('request', (request) => {
    const changes = request.method() !== 'GET' && /\/accounts\/1(?:\/[a-z]+)?$/.test(request.url());
    if (changes) versions.push(request.headers()['if-match'] ?? 'any');
  });
  const shown: string[] = [];
  page.on('response', async (response) => {
    if (response.request().method() !== 'GET' || !response.url().endsWith('/api/admin/accounts/1')) return;
    const { version } = (await response.json()) as { readonly version: number };
    shown.push(`"${String(version)}"`);
  });
  await page.reload();
  await signIn({ page, context, complaints: [] }, demo);
  await page.getByRole('button', { name: 'Suspend…' }).click();
  await page.getByRole('dialog').getByLabel('Type Demo Merchant').fill('Demo Merchant');
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend', exact: true }).click();
  await page.getByRole('button', { name: 'Reactivate…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reactivate', exact: true }).click();
  await page.getByRole('button', { name: 'Suspend…' }).waitFor();
  await page.getByRole('button', { name: 'Edit…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Demo Merchant 2');
  await page.getByRole('dialog').getByRole('button', { name: 'Review the change…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Demo Merchant 2', level: 1 }).waitFor();
  expect(versions).toHaveLength(3);
  expect([...new Set(shown)].slice(0, 3)).toEqual(versions);
  await context.close();
});

test('onboarding after a lost answer makes no second account without a word', async () => {
  const { page, context } = await openedAt('/onboarding');
  const made = await loseFirstAnswer(page, '**/api/admin/accounts');
  const create = page.getByRole('button', { name: 'Create', exact: true });
  await page.getByLabel('Name').fill('Loja Perdida');
  await create.click();
  await page.getByText('The gateway did not answer.').waitFor();
  await page.getByLabel('Name').fill('Loja Perdida Ltda');
  await create.click();
  await page.getByText('The gateway has already made this change with what you entered before').waitFor();
  expect(made).toEqual([201, 422]);
  await create.click();
  await expect.poll(() => made).toEqual([201, 422, 201]);
  await context.close();
});

import type { Browser, Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { seriousIn } from './axe-in-browser.js';
import { newOperatorAtHost } from './operator-request.js';
import {
  type ConsolePage,
  type Demo,
  openBrowser,
  openSignedIn,
  signingRequest,
  startStack,
} from './stack-in-browser.js';

let ana: Demo;
let bia: Demo;
let carla: Demo;
let browser: Browser;
beforeAll(async () => {
  ana = await startStack({ PORTARIA_APPROVAL: 'on' });
  bia = await newOperatorAtHost(ana, 'Bia Souza', 'administrator');
  carla = await newOperatorAtHost(ana, 'Carla', 'security');
  browser = await openBrowser();
});

const withinMs = { timeout: 20_000 };

const openedBy = (
  operator: Demo,
  path: string,
  look: { locale?: string; phone?: boolean; dark?: boolean } = {},
): Promise<ConsolePage> => openSignedIn(browser, operator, path, look);

/** Signs out, and waits until the gateway knows: the same operator signs in again at once. */
const leave = async ({ page, context }: Pick<ConsolePage, 'page' | 'context'>): Promise<void> => {
  const ended = page.waitForResponse('**/api/admin/session/end');
  // On a phone it is in the closed menu.
  await page.locator('button', { hasText: /^(Sign out|Sair)$/ }).dispatchEvent('click');
  await ended;
  await context.close();
};

const expectAccessible = (page: Page): Promise<void> =>
  expect.poll(() => seriousIn(page), { timeout: 10_000, interval: 500 }).toEqual([]);

/** Asks for a rotation of the signing keys, which another operator must approve; resolves to the open dialog. */
const askForRotation = async (page: Page, algorithm: string): Promise<Locator> => {
  await page.getByRole('combobox').first().click();
  await page.getByRole('option', { name: algorithm }).click();
  await page.getByRole('button', { name: /^(Rotate|Rotacionar)…/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^(Rotate|Rotacionar)$/ }).click();
  await dialog.getByRole('status').waitFor();
  return dialog;
};

const pendingIn = (page: Page): Locator =>
  page.locator('nav a[href="/console/approvals"] .mantine-Badge-root');

describe.each([
  {
    locale: 'en-US',
    algorithm: 'RS256',
    waits: 'Waits for approval',
    open: 'Open the request',
    own: 'You requested this change',
    sentence: 'Rotate the signing keys (RS256)',
    afterwards: 'The keys afterwards',
    approve: 'Approve',
    approved: 'approved',
    done: 'The change was made',
    close: 'Close',
    cancel: 'Cancel',
    by: 'Decided by',
    look: { phone: false, dark: true },
  },
  {
    locale: 'pt-BR',
    algorithm: 'ES256',
    waits: 'Aguarda aprovação',
    open: 'Abrir o pedido',
    own: 'Você pediu esta alteração',
    sentence: 'Rotacionar as chaves de assinatura (ES256)',
    afterwards: 'As chaves depois da alteração',
    approve: 'Aprovar',
    approved: 'aprovado',
    done: 'A alteração foi feita',
    close: 'Fechar',
    cancel: 'Cancelar',
    by: 'Decidido por',
    look: { phone: true, dark: false },
  },
])('in $locale', ({ locale, algorithm, look, ...words }) => {
  test('a change waits, the one who asked cannot approve it, and a second operator does', async () => {
    const asking = await openedBy(ana, '/certificates?tab=keys', { locale });
    const dialog = await askForRotation(asking.page, algorithm);
    await dialog.getByText(words.waits).waitFor();
    expect(await dialog.locator('button[type=submit]').count()).toBe(0);
    expect(await dialog.getByRole('button', { name: words.cancel }).count()).toBe(0);
    expect(await dialog.getByRole('button', { name: words.close }).count()).toBeGreaterThan(0);
    await expect.poll(() => pendingIn(asking.page).textContent(), withinMs).toBe('1');
    await dialog.getByRole('link', { name: words.open }).click();
    await asking.page.getByText(words.own, { exact: true }).waitFor();
    expect(await asking.page.getByRole('button', { name: `${words.approve}…` }).count()).toBe(0);
    await leave(asking);

    const { page, context, complaints } = await openedBy(bia, '/approvals', { locale, ...look });
    await page.locator('main').getByText(words.sentence).waitFor();
    await expectAccessible(page);
    await page.locator('main').getByRole('link', { name: words.sentence }).click();
    await page.getByText(words.afterwards).waitFor();
    expect(await page.locator('main').textContent()).toContain('Demo Operator');
    await expectAccessible(page);
    await page.getByRole('button', { name: `${words.approve}…` }).click();
    const approval = page.getByRole('dialog');
    await approval.getByText(words.afterwards).waitFor();
    await expectAccessible(page);
    const submit = approval.getByRole('button', { name: words.approve, exact: true });
    expect(await submit.isDisabled()).toBe(true);
    await approval.locator('input').fill(algorithm);
    await submit.click();
    await page.getByText(words.done).waitFor();
    await page.locator('main').getByRole('button', { name: words.close }).click();
    await page.locator('main').getByText(words.approved, { exact: true }).waitFor();
    await page.getByText(words.by).waitFor();
    await expect.poll(() => pendingIn(page).count(), withinMs).toBe(0);
    expect(complaints).toEqual([]);
    await leave({ page, context });
  });
});

test('a secret that an approval makes is shown once, to the one who approves', async () => {
  const asking = await openedBy(ana, '/accounts?kind=operator');
  await asking.page.locator('tr', { hasText: 'Demo Operator' }).locator('a').click();
  await asking.page.getByRole('tab', { name: 'Credentials' }).click();
  await asking.page.getByRole('button', { name: 'New secret…' }).first().click();
  const dialog = asking.page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Generate' }).click();
  const link = dialog.getByRole('link', { name: 'Open the request' });
  const path = String(await link.getAttribute('href')).replace('/console', '');
  expect(await dialog.getByRole('button', { name: 'Generate' }).count()).toBe(0);

  const { page, context, complaints } = await openedBy(bia, path);
  await page.getByRole('button', { name: 'Approve…' }).click();
  const clientId = String(ana['PORTARIA_OPERATOR_CLIENT_ID']);
  await page.getByRole('dialog').locator('input').fill(clientId);
  await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByText('Only you see this secret, and only once.').waitFor();
  const sheet = page.locator('main .sheet');
  expect(await sheet.textContent()).toMatch(/ptr_[A-Za-z0-9_-]{20,}/);
  expect(await sheet.getByRole('button', { name: 'Copy: Client secret' }).count()).toBe(1);
  expect(await page.getByRole('button', { name: 'Print' }).count()).toBe(1);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'I have copied it' }).click();
  await page.locator('main').getByText('approved', { exact: true }).waitFor();
  expect(await page.locator('main').textContent()).not.toContain('ptr_');
  expect(complaints).toEqual([]);
  await leave({ page, context });
  await leave(asking);
});

test('a request is rejected with a reason, and the one who asked withdraws another', async () => {
  const asking = await openedBy(ana, '/certificates?tab=keys');
  const open = async (algorithm: string): Promise<string> => {
    const dialog = await askForRotation(asking.page, algorithm);
    const link = dialog.getByRole('link', { name: 'Open the request' });
    const path = String(await link.getAttribute('href')).replace('/console', '');
    await asking.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    return path;
  };
  const rejected = await open('HS256');
  const { page, context } = await openedBy(bia, rejected);
  await page.getByRole('button', { name: 'Reject…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Wait <b>until</b> Monday');
  await dialog.getByRole('button', { name: 'Reject', exact: true }).click();
  await page.locator('main').getByText('Wait <b>until</b> Monday').waitFor();
  await page.locator('main').getByText('rejected', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'All requests' }).click();
  const row = page.locator('main li', { hasText: 'Rotate the signing keys (HS256)' });
  await expect.poll(() => row.count(), withinMs).toBe(0);
  await page.getByRole('combobox', { name: 'State' }).click();
  await page.getByRole('option', { name: 'rejected' }).click();
  await row.waitFor();
  await leave({ page, context });

  await open('HS256');
  await asking.page.getByRole('link', { name: /Approvals/ }).click();
  await asking.page.locator('main li a').first().click();
  await asking.page.getByRole('button', { name: 'Withdraw…' }).click();
  await asking.page.getByRole('dialog').getByRole('button', { name: 'Withdraw', exact: true }).click();
  await asking.page.locator('main').getByText('withdrawn', { exact: true }).waitFor();
  expect(await asking.page.getByRole('button', { name: 'Withdraw…' }).count()).toBe(0);
  expect(asking.complaints).toEqual([]);
  await leave(asking);
});

test('a new operator is asked for in words, and an operator without the scope reads why they cannot decide', async () => {
  const asking = await openedBy(ana, '/');
  const csr = await signingRequest();
  const [token] = await Promise.all([
    asking.page.waitForRequest('**/api/admin/**').then((request) => request.headers()['authorization']),
    asking.page.getByRole('link', { name: 'Accounts' }).click(),
  ]);
  const name = 'Loja <b>Exemplo</b> שלום';
  const answer = await asking.page.request.post(`${String(ana['PORTARIA_ADMIN_URL'])}/api/admin/operators`, {
    headers: { authorization: String(token) },
    data: { name, role: 'support', csr },
  });
  expect(answer.status()).toBe(202);
  await asking.page.getByRole('link', { name: /Approvals/ }).click();
  await asking.page.locator('main li', { hasText: `Create the operator ${name}` }).waitFor();
  expect(await asking.page.locator('main b').count()).toBe(0);
  // Who approves would see a key that is made here.
  await asking.page.getByRole('link', { name: 'Accounts' }).click();
  await asking.page.getByRole('button', { name: 'New operator…' }).click();
  await asking.page.getByRole('dialog').getByText('The new operator generates the private key').waitFor();
  expect(await asking.page.getByText('Create key and certificate here').count()).toBe(0);
  await leave(asking);

  const without = await openedBy(carla, '/approvals');
  await without.page.locator('main li a').first().click();
  await without.page.getByText('You cannot decide on this request').waitFor();
  await without.page.getByText('The scope admin:write is missing').waitFor();
  for (const action of ['Approve…', 'Reject…'])
    expect(await without.page.getByRole('button', { name: action }).getAttribute('aria-disabled')).toBe(
      'true',
    );
  await leave(without);

  const { page, context } = await openedBy(bia, '/approvals');
  await page.locator('main li a').first().click();
  await page.getByText('SHA-256 of the public key').waitFor();
  // Of the certificate that the dry run made, and that exists nowhere.
  expect(await page.getByText('Fingerprint', { exact: true }).count()).toBe(0);
  await page.getByRole('button', { name: 'Approve…' }).click();
  await page.getByRole('dialog').getByText('New certificate').first().waitFor();
  await page.getByRole('dialog').locator('input').fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByRole('button', { name: 'Download the certificate' }).waitFor();
  expect(await page.locator('main .sheet').textContent()).toMatch(/ptr_[A-Za-z0-9_-]{20,}/);
  await leave({ page, context });
});

test.each([
  { locale: 'en-US', which: 'Which changes need a second operator', one: 'Revoke a signing key' },
  {
    locale: 'pt-BR',
    which: 'Quais alterações precisam de um segundo operador',
    one: 'Revogar uma chave de assinatura',
  },
])('the screen says which changes wait, in $locale', async ({ locale, which, one }) => {
  const { page, context } = await openedBy(carla, '/approvals', { locale });
  await page.getByRole('button', { name: which }).click();
  await page.getByText(one, { exact: true }).waitFor();
  expect(await page.getByRole('region').getByRole('listitem').count()).toBe(13);
  await context.close();
});

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

const openedAt = async (path: string, locale = 'en-US'): Promise<ConsolePage> => {
  const opened = await openSignedIn(browser, demo, path, { locale });
  await opened.page.waitForLoadState('networkidle');
  return opened;
};

const mainText = async (page: Page): Promise<string> => (await page.locator('main').textContent()) ?? '';

describe.each([
  {
    locale: 'en-US',
    detail: 'Detail',
    clientId: 'Client id',
    message: 'Your token request',
    next: 'What to do: Check whether the secret was rotated. If it is lost, ask the operator of the gateway',
  },
  {
    locale: 'pt-BR',
    detail: 'Detalhe (em inglês)',
    clientId: 'Client id',
    message: 'Sua requisição de token',
    next: 'O que fazer: Confira se o segredo foi rotacionado. Se ele foi perdido, peça um novo ao operador do gateway',
  },
])('a rejected request, in $locale', ({ locale, detail, clientId, message, next }) => {
  test('has its detail, the name of the account, and a message with the zone of the time', async () => {
    const { requestId } = await merchantRequest(demo, 'not-the-secret-1');
    const { page, context, complaints } = await openedAt(`/rejected?id=${String(requestId)}`, locale);
    await page.getByText('the secret matches none of the active secrets (1)', { exact: true }).waitFor();
    expect(await mainText(page)).toContain(`${detail}the secret matches none of the active secrets (1)`);
    // The account of the client id, and the one that the certificate is linked to.
    await page.getByRole('link', { name: 'Demo Merchant' }).nth(1).waitFor();
    const sent = (await page.getByText(message).textContent()) ?? '';
    expect(sent).toMatch(/ GMT[^a-z]/);
    expect(sent).toContain(`${clientId}: ${String(demo['PORTARIA_CLIENT_ID'])}\n`);
    expect(sent).toContain('CN=merchant.example');
    expect(sent).not.toContain('of the active secrets');
    expect(sent).toContain(next);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test('a client id of another account, with the own secret, asks for no new secret and says whose certificate it is', async () => {
  const other = await operatorRequest(demo, '/accounts', { name: 'Loja Vizinha', scopes: ['pix:read'] });
  const { clientId } = await operatorRequest(demo, `/accounts/${String(other['id'])}/credentials`, {});
  const { requestId } = await merchantRequest(
    { ...demo, PORTARIA_CLIENT_ID: String(clientId) },
    String(demo['PORTARIA_CLIENT_SECRET']),
  );
  const { page, context, complaints } = await openedAt(`/rejected?id=${String(requestId)}`);
  await page.getByRole('link', { name: 'Demo Merchant' }).waitFor();
  await page.getByRole('link', { name: 'Loja Vizinha' }).waitFor();
  const shown = await mainText(page);
  expect(shown).toContain('the certificate is not linked to its account');
  expect(shown).toContain('Hand over no new secret before');
  expect(shown).not.toContain('hand over the new one');
  expect(complaints).toEqual([]);
  await context.close();
});

test('a certificate is linked in the account where it is missing', async () => {
  const account = await operatorRequest(demo, '/accounts', { name: 'Loja Sem Certificado' });
  const { page, context, complaints } = await openedAt(`/accounts/${String(account['id'])}?tab=certificates`);
  await page.getByText('No certificate is linked').waitFor();
  await page.getByRole('button', { name: 'Add a certificate…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Sign a certificate signing request (CSR)').click();
  await dialog
    .getByRole('textbox', { name: 'Certificate signing request (CSR)' })
    .fill(await signingRequest());
  await dialog.getByRole('button', { name: 'Sign and link' }).click();
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download the certificate' }).click();
  expect((await download).suggestedFilename()).toBe(`account-${String(account['id'])}.pem`);
  expect(await seriousIn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator('main tbody tr').count(), { timeout: 10_000 }).toBe(1);
  expect(complaints).toEqual([]);
  await context.close();
});

test('a certificate that only a request had is no error', async () => {
  const { page, context } = await openedAt(`/certificates/${'ab'.repeat(32)}`);
  await page.getByText('The gateway does not know this certificate').waitFor();
  await context.close();
});

test('a hit of the search says what happened, and the field of the request id has the focus', async () => {
  const { requestId } = await merchantRequest(demo, 'not-the-secret-1');
  const { page, context } = await openedAt('/');
  await page.getByRole('searchbox', { name: 'Search' }).fill(String(requestId));
  const hit = page.getByRole('option');
  await hit.waitFor();
  expect(await hit.textContent()).toContain(
    `${String(requestId)}: The client secret matches no active secret of the credential.`,
  );
  await page.getByRole('link', { name: 'Why was it rejected?' }).click();
  await page.locator(':focus').and(page.getByLabel('Request id')).waitFor();
  await context.close();
});

test('a suspended account says by whom and since when, and its reactivation is not red', async () => {
  const account = await operatorRequest(demo, '/accounts', { name: 'Loja Suspensa' });
  await operatorRequest(demo, `/accounts/${String(account['id'])}/suspend`, {});
  await operatorRequest(demo, `/accounts/${String(account['id'])}/suspend`, {});
  const { page, context } = await openedAt(`/accounts/${String(account['id'])}`);
  const status = page.locator('dd').filter({ hasText: /^suspended/ });
  await status.getByText('Demo Operator').waitFor();
  expect(await status.locator('time').count()).toBe(1);
  await page.getByRole('button', { name: 'Reactivate…' }).click();
  const confirm = page.getByRole('dialog').getByRole('button', { name: 'Reactivate' });
  await confirm.waitFor();
  const red = '--button-bg: var(--mantine-color-red-filled)';
  expect(await confirm.getAttribute('style')).not.toContain(red);
  await context.close();
});

test('Enter opens the only hit of the search, before and after the gateway has answered', async () => {
  const { requestId } = await merchantRequest(demo, 'not-the-secret-1');
  const { page, context } = await openedAt('/');
  const box = page.getByRole('searchbox', { name: 'Search' });
  await box.fill(String(requestId));
  await box.press('Enter');
  await page.waitForURL(`**/console/rejected?id=${String(requestId)}`);
  await box.fill('Demo Mer');
  await page.getByRole('option').waitFor();
  await box.press('Enter');
  await page.waitForURL('**/console/accounts/1');
  await context.close();
});

test('where more than one is found, Enter before the answer opens none of them', async () => {
  const { page, context } = await openedAt('/');
  const box = page.getByRole('searchbox', { name: 'Search' });
  await box.fill('Demo');
  await box.press('Enter');
  await expect.poll(() => page.getByRole('option').count(), { timeout: 30_000 }).toBeGreaterThan(1);
  expect(new URL(page.url()).pathname).toBe('/console/');
  await context.close();
});

test('the list of accounts finds an account by its CNPJ, with or without punctuation, and by its name', async () => {
  await operatorRequest(demo, '/accounts', { name: 'Padaria Exemplo', taxId: '12345678000195' });
  const { page, context } = await openedAt('/accounts');
  const rows = page.locator('main tbody tr');
  await rows.nth(2).waitFor();
  for (const typed of ['12.345.678/0001-95', '12345678000195', 'padaria']) {
    await page.getByLabel('Name or CNPJ').fill(typed);
    await expect.poll(() => rows.allTextContents(), { timeout: 10_000 }).toHaveLength(1);
    expect(await rows.textContent()).toContain('Padaria Exemplo12.345.678/0001-95');
    await page.getByLabel('Name or CNPJ').fill('');
    await rows.nth(2).waitFor();
  }
  await context.close();
});

test('before a certificate is revoked, the console says what is left, and asks for the reason', async () => {
  const account = await operatorRequest(demo, '/accounts', { name: 'Loja Exemplo' });
  const { fingerprint } = await operatorRequest(
    demo,
    `/accounts/${String(account['id'])}/certificates/sign`,
    {
      csr: await signingRequest(),
    },
  );
  const { page, context, complaints } = await openedAt(`/certificates/${String(fingerprint)}`);
  await page.getByRole('link', { name: 'Loja Exemplo' }).waitFor();
  await page.getByRole('button', { name: 'Revoke…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByText('No usable certificate is left: the account can get no token over mutual TLS.')
    .waitFor();
  await dialog.getByRole('combobox', { name: 'Reason' }).click();
  await page.getByRole('option', { name: 'key compromise' }).click();
  await dialog.getByText('Reason: key compromise').waitFor();
  expect(await seriousIn(page)).toEqual([]);
  await dialog.getByLabel('to confirm').fill(String(fingerprint).slice(0, 8));
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('(key compromise)').waitFor();
  expect(await mainText(page)).not.toContain('days left');
  expect(complaints).toEqual([]);
  await context.close();
});

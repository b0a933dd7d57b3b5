import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { seriousIn } from './axe-in-browser.js';
import {
  type ConsolePage,
  merchantRequest,
  newKey,
  openSignedIn,
  signIn,
  startConsole,
  userLogin,
} from './stack-in-browser.js';

const { demo, browser } = await startConsole();

const withinMs = { timeout: 20_000 };

const openedAt = (path: string, look: Parameters<typeof openSignedIn>[3] = {}): Promise<ConsolePage> =>
  openSignedIn(browser, demo, path, look);

const mainText = async (page: Page): Promise<string> => (await page.locator('main').textContent()) ?? '';

/** In a dialog that asks for a name: the button stays closed until the name is typed. */
const confirm = async (page: Page, name: string, submit: string): Promise<string> => {
  // The dialog before it may still be closing.
  const dialog = page.getByRole('dialog').last();
  const button = dialog.getByRole('button', { name: submit, exact: true });
  await dialog.getByText(/What this does|O que vai acontecer/).waitFor();
  const shown = (await dialog.textContent()) ?? '';
  expect(await button.isDisabled()).toBe(true);
  await dialog.locator('input:visible').fill(name);
  await button.click();
  // What it gives, such as a password, may be in the next dialog.
  await button.waitFor({ state: 'detached' });
  return shown;
};

const texts = {
  'en-US': {
    edit: 'Edit…',
    scopes: 'Scopes',
    review: 'Review the change…',
    save: 'Save',
    fewer: 'Scopes: pix:read pix:write balance:read → pix:read pix:write',
    more: 'Scopes: pix:read pix:write → pix:read pix:write balance:read',
    ends: 'The tokens issued so far are revoked at once.',
    keeps: 'No token is revoked.',
    tabs: ['Overview', 'Credentials', 'Certificates', 'Users', 'Tokens', 'Rejected requests', 'Audit'],
  },
  'pt-BR': {
    edit: 'Editar…',
    scopes: 'Escopos',
    review: 'Conferir a alteração…',
    save: 'Salvar',
    fewer: 'Escopos: pix:read pix:write balance:read → pix:read pix:write',
    more: 'Escopos: pix:read pix:write → pix:read pix:write balance:read',
    ends: 'Os tokens emitidos até agora são revogados na hora.',
    keeps: 'Nenhum token é revogado.',
    tabs: [
      'Visão geral',
      'Credenciais',
      'Certificados',
      'Usuários',
      'Tokens',
      'Requisições rejeitadas',
      'Auditoria',
    ],
  },
} as const;

describe.each(['en-US', 'pt-BR'] as const)('in %s', (locale) => {
  const { edit, scopes, review, save, fewer, more, ends, keeps, tabs } = texts[locale];

  test('a change that ends tokens asks for the name, and one that does not is saved at once', async () => {
    const { page, context, complaints } = await openedAt('/accounts/1', { locale });
    const change = async (words: string): Promise<void> => {
      await page.getByRole('button', { name: edit }).click();
      await page.getByRole('dialog').getByLabel(scopes).fill(words);
      await page.getByRole('dialog').getByRole('button', { name: review }).click();
    };
    await change('pix:read pix:write');
    const shown = await confirm(page, 'Demo Merchant', save);
    expect(shown).toContain(fewer);
    expect(shown).toContain(ends);
    await expect.poll(() => mainText(page), withinMs).not.toContain('balance:read');
    await change('pix:read pix:write balance:read');
    const dialog = page.getByRole('dialog').last();
    await dialog.getByText(keeps).waitFor();
    expect(await dialog.textContent()).toContain(more);
    expect(await dialog.locator('input:visible').count()).toBe(0);
    await dialog.getByRole('button', { name: save }).click();
    await expect.poll(() => mainText(page), withinMs).toContain('balance:read');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test.each([
    { phone: false, dark: true },
    { phone: true, dark: false },
  ])('axe finds nothing serious in any tab: %o', async (look) => {
    const { page, context, complaints } = await openedAt('/accounts/1', { locale, ...look });
    const found: string[] = [];
    for (const name of tabs) {
      await page.getByRole('tab', { name }).click();
      await page.waitForLoadState('networkidle');
      await page.waitForTimeout(300);
      found.push(...(await seriousIn(page)).map((problem) => `${name}: ${problem}`));
    }
    expect(found).toEqual([]);
    expect(
      await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'),
    ).toBe(true);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test('the policy of a contract is changed, with its consequences first', async () => {
  const { page, context } = await openedAt('/accounts/1?tab=credentials');
  const card = page.locator('main .mantine-Card-root').first();
  const clientId = String(demo['PORTARIA_CLIENT_ID']);
  await card.getByText(clientId).waitFor();
  expect(await card.textContent()).toContain('service-token (certificate in a header)');
  await card.getByRole('button', { name: 'Contracts…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Contract' }).click();
  await page.getByRole('option', { name: 'service-token' }).click();
  await dialog.getByRole('combobox', { name: 'How the certificate is presented' }).click();
  await page.getByRole('option', { name: 'not allowed' }).click();
  await dialog.getByRole('button', { name: 'Review the change…' }).click();
  expect(await confirm(page, clientId, 'Save')).toContain(
    'Contract service-token: certificate in a header → not allowed',
  );
  await expect.poll(() => card.textContent(), withinMs).not.toContain('service-token');
  await context.close();
});

test('a secret is revoked only after its client id is typed', async () => {
  const { page, context } = await openedAt('/accounts/1?tab=credentials');
  const card = page.locator('main .mantine-Card-root').first();
  const rows = card.locator('tbody tr');
  await rows.first().waitFor();
  await card.getByRole('button', { name: 'New secret…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Generate' }).click();
  await page.getByRole('button', { name: 'I have copied it' }).click();
  await expect.poll(() => rows.count(), withinMs).toBe(2);
  await rows.last().getByRole('button', { name: 'Revoke…' }).click();
  const shown = await confirm(page, String(demo['PORTARIA_CLIENT_ID']), 'Revoke');
  expect(shown).toContain('Tokens issued with this secret stop working at once. Other tokens stay valid.');
  expect(shown).not.toContain('The tokens issued so far');
  await expect.poll(() => rows.count(), withinMs).toBe(1);
  await context.close();
});

test('a user is created, gets a new password and fewer scopes, and is disabled', async () => {
  const { page, context, complaints } = await openedAt('/accounts/1?tab=users');
  const name = 'nova@loja.example';
  await page.getByRole('button', { name: 'New user…' }).click();
  await page.getByLabel('User name').fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  const dialog = page.getByRole('dialog', { name: `Password of ${name}` });
  await dialog.waitFor();
  const first = await dialog.locator('.mono').last().textContent();
  expect(first).toMatch(/^\S{20}/);
  await page.getByRole('button', { name: 'I have copied it' }).click();
  const row = page.locator('tr', { hasText: name });
  await row.getByRole('button', { name: 'New password…' }).click();
  // The user has not logged in yet.
  expect(await confirm(page, name, 'Replace')).toContain('No token is revoked.');
  await dialog.waitFor();
  const password = String(await dialog.locator('.mono').last().textContent());
  expect(password).not.toBe(first);
  await page.getByRole('button', { name: 'I have copied it' }).click();
  await userLogin(demo, name, password);
  await row.getByRole('button', { name: 'Scopes…' }).click();
  await page.getByRole('dialog').getByLabel('Scopes').fill('pix:read');
  await page.getByRole('dialog').getByRole('button', { name: 'Review the change…' }).click();
  expect(await confirm(page, name, 'Save')).toContain(
    'Tokens of this user that contain a removed scope stop working at once.',
  );
  await expect.poll(() => row.textContent(), withinMs).toContain('pix:read');
  await row.getByRole('button', { name: 'Disable…' }).click();
  const disabling = await confirm(page, name, 'Disable');
  expect(disabling).toContain('The tokens and logins of this user stop working at once.');
  // The account of the user loses nothing.
  expect(disabling).not.toContain('usable credentials');
  await row.getByText('disabled').waitFor();
  await row.getByRole('button', { name: 'Enable…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Enable' }).click();
  await row.getByText('active').waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('a token is found by its id and revoked, and another account’s token names its account', async () => {
  const { access_token: token } = await merchantRequest(demo, String(demo['PORTARIA_CLIENT_SECRET']));
  const payload = Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString();
  const { jti } = JSON.parse(payload) as { jti: string };
  const { page, context } = await openedAt('/accounts/2?tab=tokens');
  const find = async (): Promise<void> => {
    await page.getByLabel('Token id').fill(jti);
    await page.getByRole('button', { name: 'Find the token' }).click();
  };
  await find();
  await page.getByText('This token belongs to another account:').waitFor();
  await page.locator('main').getByRole('link', { name: '1', exact: true }).click();
  const row = page.locator('tr', { hasText: jti });
  await row.waitFor();
  await page.goto(`${String(demo['PORTARIA_ADMIN_URL'])}/console/accounts/1?tab=tokens`);
  await signIn({ page, context, complaints: [] }, demo);
  await find();
  await row.getByRole('button', { name: 'Revoke…' }).click();
  await confirm(page, jti.slice(0, 8), 'Revoke');
  await row.getByText('revoked', { exact: true }).waitFor();
  expect(await row.getByRole('button', { name: 'Revoke…' }).isDisabled()).toBe(true);
  // The search leads to the token itself.
  const box = page.getByRole('searchbox', { name: 'Search' });
  await box.fill(jti);
  await box.press('Enter');
  await page.waitForURL(`**/console/accounts/1?tab=tokens&token=${jti}`);
  await row.getByText('revoked', { exact: true }).waitFor();
  await page.getByRole('tab', { name: 'Audit' }).click();
  await page.getByText('Revoke tokens').first().waitFor();
  await context.close();
});

test('onboarding ends with the first token, and says before why a request was rejected', async () => {
  const { csr, keyPath } = await newKey();
  const folder = await mkdtemp(join(tmpdir(), 'portaria-first-token-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  const { page, context, complaints } = await openedAt('/onboarding', { dark: true });
  await page.getByLabel('Name', { exact: false }).first().fill('Padaria São João');
  await page.getByLabel('Scopes').fill('pix:read');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('The client id and secret of the merchant’s program.').waitFor();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('Sign a certificate signing request (CSR)').click();
  await page.getByRole('textbox', { name: 'Certificate signing request (CSR)' }).fill(csr);
  await page.getByRole('button', { name: 'Sign and link' }).click();
  const sheet = page.locator('.sheet');
  await sheet.getByText('Hand-over sheet').waitFor();
  const [clientId, secret] = await sheet.locator('.mono').allTextContents();
  await page.locator('main').getByText('Português').click();
  await sheet.getByText('Folha de entrega: Padaria São João').waitFor();
  const endpoint = `(POST): avista, mTLS${String(demo['PORTARIA_URL'])}/api/auth/token`;
  await expect.poll(() => sheet.textContent()).toContain(endpoint);
  expect(await page.locator('h1').textContent()).toBe('Onboard a merchant');

  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('nav').first().isVisible()).toBe(false);
  expect(await page.getByText('Waiting for the first token.').isVisible()).toBe(false);
  expect(await sheet.getByText(String(secret)).isVisible()).toBe(true);
  const colors = await page.evaluate<string[]>(
    '(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.querySelector(".sheet")))',
  );
  expect(colors).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
  await page.emulateMedia({ media: 'screen' });

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the certificate' }).click();
  const certificate = join(folder, 'client.pem');
  await (await download).saveAs(certificate);
  const merchant = {
    ...demo,
    PORTARIA_CLIENT_CERT: certificate,
    PORTARIA_CLIENT_KEY: keyPath,
    PORTARIA_CLIENT_ID: String(clientId),
  };
  await merchantRequest(merchant, 'not-the-secret-1');
  await page.getByText('The client secret matches no active secret of the credential.').waitFor(withinMs);
  await merchantRequest(merchant, String(secret));
  await page.getByText('The first token was issued on').waitFor(withinMs);
  expect(complaints).toEqual([]);
  await context.close();
});

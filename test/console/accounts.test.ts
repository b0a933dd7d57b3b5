import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { seriousIn } from './axe-in-browser.js';
import { pauseRequests } from './network-faults.js';
import { operatorRequest } from './operator-request.js';
import { newKey, openConsole, openSignedIn, signIn, startConsole } from './stack-in-browser.js';

const { demo, browser } = await startConsole();
const folder = await mkdtemp(join(tmpdir(), 'portaria-accounts-'));
afterFile(() => rm(folder, { recursive: true, force: true }));

test('a new operator signs in with the certificate, the client id and the secret of the sheet', async () => {
  const { csr, keyPath } = await newKey();
  const { page, context, complaints } = await openSignedIn(browser, demo, '/accounts');
  await page.getByRole('button', { name: 'New operator…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Ana Souza');
  await dialog.getByRole('radio', { name: 'support' }).check();
  await dialog.getByRole('textbox', { name: 'Certificate signing request (CSR)' }).fill(csr);
  expect(await seriousIn(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Create' }).click();
  const sheet = page.locator('.sheet');
  await sheet.getByText('Ana Souza').waitFor();
  const address = `${String(demo['PORTARIA_ADMIN_URL'])}/console/`;
  expect(await sheet.textContent()).toContain(address);
  // The screen behind is not printed.
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('main table').isVisible()).toBe(false);
  expect(await sheet.getByText(address).isVisible()).toBe(true);
  await page.emulateMedia({ media: 'screen' });
  const [clientId, secret] = await sheet.locator('.mono').allTextContents();
  const certPath = join(folder, 'operator.pem');
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download the certificate' }).click();
  await (await download).saveAs(certPath);

  const certificate = { certPath, keyPath };
  const opened = await openConsole(browser, demo, { locale: 'en-US', certificate });
  await signIn(opened, {
    ...demo,
    PORTARIA_OPERATOR_CLIENT_ID: String(clientId),
    PORTARIA_OPERATOR_CLIENT_SECRET: String(secret),
  });
  await opened.page.getByText('Role: support').waitFor();
  await opened.context.close();
  // The secret is there alone: a link asks first.
  await dialog.getByRole('button', { name: 'Open the account' }).click();
  await page.getByRole('button', { name: 'Stay' }).click();
  await dialog.getByText('The first token was issued on').waitFor({ timeout: 20_000 });
  expect(complaints).toEqual([]);
  await context.close();
});

test('a bundle for a new operator, in Portuguese and at phone width', async () => {
  const { page, context, complaints } = await openSignedIn(browser, demo, '/accounts', {
    locale: 'pt-BR',
    phone: true,
  });
  await page.getByRole('button', { name: 'Novo operador…' }).click();
  const dialog = page.getByRole('dialog');
  const create = dialog.getByRole('button', { name: 'Criar', exact: true });
  await dialog.getByLabel('Nome').fill('João <b>Lima</b>');
  // No role is the usual one.
  expect(await create.isDisabled()).toBe(true);
  await dialog.getByRole('radio', { name: 'auditor' }).check();
  await dialog.getByText('Gerar chave e certificado aqui').click();
  await create.click();
  await page.locator('.sheet').getByText('Senha do client.p12').waitFor();
  expect(await page.locator('.sheet b').count()).toBe(0);
  expect(await seriousIn(page)).toEqual([]);
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Baixar o ZIP' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.zip$/);
  expect(complaints).toEqual([]);
  await context.close();
});

test('everything about an account is saved as JSON, and the trail records it', async () => {
  const account = await operatorRequest(demo, '/accounts', { name: 'Loja Exportada', scopes: ['pix:read'] });
  const path = `/accounts/${String(account['id'])}`;
  const { page, context, complaints } = await openSignedIn(browser, demo, path);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export the data' }).click();
  const file = join(folder, 'account.json');
  await (await download).saveAs(file);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ account: { name: 'Loja Exportada' } });
  await page.getByRole('tab', { name: 'Audit' }).click();
  await page.getByText('Export an account').waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('the list of accounts has pages, and a filter by kind and by status', async () => {
  const names = Array.from({ length: 52 }, (_, number) => `Loja ${String(number).padStart(2, '0')}`);
  for (const name of names) await operatorRequest(demo, '/accounts', { name });
  const { id } = await operatorRequest(demo, '/accounts', { name: 'Padaria Suspensa' });
  await operatorRequest(demo, `/accounts/${String(id)}/suspend`, {});
  const { page, context, complaints } = await openSignedIn(browser, demo, '/accounts');
  const rows = page.locator('main tbody tr');
  const first = (): Promise<string | null> => rows.first().textContent();
  await expect.poll(() => rows.count()).toBe(50);
  const atFirst = await first();
  await page.getByRole('button', { name: 'Next page' }).click();
  await expect.poll(first).not.toBe(atFirst);
  const rest = await rows.allTextContents();
  expect(rest.length).toBeLessThan(50);
  expect(rest).not.toContain(atFirst);
  await page.getByRole('button', { name: 'First page' }).click();
  await expect.poll(first).toBe(atFirst);
  await page.getByRole('combobox', { name: 'Status' }).click();
  await page.getByRole('option', { name: 'suspended' }).click();
  await expect.poll(() => rows.allTextContents()).toEqual([expect.stringContaining('Padaria Suspensa')]);
  await page.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'Operator' }).click();
  await expect.poll(() => rows.count()).toBe(0);
  // The navigation leads to the whole list, and every field says so.
  await page.getByLabel('Name or CNPJ').fill('Padaria');
  await page.waitForURL((url) => url.search.includes('name=Padaria'));
  await page.getByRole('navigation').getByRole('link', { name: 'Accounts' }).click();
  await expect.poll(() => rows.count()).toBe(50);
  expect(await page.getByLabel('Name or CNPJ').inputValue()).toBe('');
  await page.goBack();
  await expect.poll(() => page.getByLabel('Name or CNPJ').inputValue()).toBe('Padaria');
  await page.getByRole('navigation').getByRole('link', { name: 'Accounts' }).click();
  // Fourteen characters that end in two digits, as a CNPJ does.
  await operatorRequest(demo, '/accounts', { name: 'PadariaBoa2024' });
  await page.getByLabel('Name or CNPJ').fill('PadariaBoa2024');
  await expect.poll(() => rows.allTextContents()).toEqual([expect.stringContaining('PadariaBoa2024')]);
  expect(complaints).toEqual([]);
  await context.close();
});

test.each([
  // NGINX decodes the slash: the export would be asked for in the name of who follows the link.
  { path: '/accounts/1%2Fexport', locale: 'en-US', title: 'There is no such page' },
  { path: '/accounts/999999', locale: 'en-US', title: 'There is no such page' },
  { path: '/approvals/999999', locale: 'pt-BR', title: 'Esta página não existe' },
])('$path, which does not exist, says what to do: $locale', async ({ path, locale, title }) => {
  const { page, context, complaints } = await openSignedIn(browser, demo, path, { locale });
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test('after a sign-out, the next sign-in begins at Home', async () => {
  const opened = await openSignedIn(browser, demo, '/audit');
  await opened.page.getByRole('button', { name: 'Sign out' }).click();
  await opened.page.getByText('You are signed out.').waitFor();
  await signIn(opened, demo);
  await opened.page.locator('#content h1').waitFor();
  expect(new URL(opened.page.url()).pathname).toBe('/console/');
  await opened.context.close();
});

test('a name that was written past the admin API cannot turn the letters after it', async () => {
  const { id } = await operatorRequest(demo, '/accounts', { name: 'Loja gnirob' });
  const client = new pg.Client({ connectionString: String(demo['MIGRATION_DATABASE_URL']) });
  await client.connect();
  await client.query('UPDATE account SET name = $1 WHERE id = $2', ['Loja \u202egnirob', id]);
  await client.end();
  const { page, context } = await openSignedIn(browser, demo, `/accounts/${String(id)}`);
  const shown = 'Loja [U+202E]gnirob';
  await page.getByRole('heading', { name: shown, level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Suspend…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(`Type ${shown} to confirm`).fill(shown);
  await dialog.getByRole('button', { name: 'Suspend', exact: true }).click();
  await page.getByText(`${shown} is suspended.`).waitFor();
  expect(await page.locator('body').textContent()).not.toContain('\u202e');
  await context.close();
});

test('while the list of an account is loaded, the rows of the last one are not shown', async () => {
  const { id, name } = await operatorRequest(demo, '/accounts', { name: 'Loja sem certificado' });
  const { page, context } = await openSignedIn(browser, demo, '/accounts/1?tab=certificates');
  await page.locator('main table a').first().waitFor();
  const resume = await pauseRequests(page, `**/accounts/${String(id)}/certificates*`);
  await page.evaluate(
    `history.pushState({}, '', '/console/accounts/${String(id)}?tab=certificates'); dispatchEvent(new PopStateEvent('popstate'));`,
  );
  await page.getByRole('heading', { name: String(name), level: 1 }).waitFor();
  expect(await page.locator('main table a').count()).toBe(0);
  resume();
  await page.getByText('No certificate is linked').waitFor();
  await context.close();
});

import { expect, test } from 'vitest';
import { seriousIn } from './axe-in-browser.js';
import { operatorRequest } from './operator-request.js';
import { merchantRequest, startConsole } from './stack-in-browser.js';

const { demo, openedAt } = await startConsole();

test('a wrong secret is mended where its cause is read', async () => {
  const { requestId } = await merchantRequest(demo, 'not-the-secret-1');
  const { page, context, complaints } = await openedAt(`/rejected?id=${String(requestId)}`);
  await page.getByRole('button', { name: 'New secret…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Generate' }).waitFor();
  expect(await seriousIn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Open the account' }).click();
  await page.waitForURL('**/console/accounts/1?tab=credentials');
  expect(complaints).toEqual([]);
  await context.close();
});

test('no new secret is offered where the certificate is of another account', async () => {
  const other = await operatorRequest(demo, '/accounts', { name: 'Loja Vizinha', scopes: ['pix:read'] });
  const { clientId } = await operatorRequest(demo, `/accounts/${String(other['id'])}/credentials`, {});
  const wrong = { ...demo, PORTARIA_CLIENT_ID: String(clientId) };
  const { requestId } = await merchantRequest(wrong, String(demo['PORTARIA_CLIENT_SECRET']));
  const { page, context } = await openedAt(`/rejected?id=${String(requestId)}`);
  await page.getByRole('link', { name: 'Demo Merchant' }).waitFor();
  expect(await page.getByRole('button', { name: 'New secret…' }).count()).toBe(0);
  await context.close();
});

test('a suspended account is reactivated where the rejected request is explained', async () => {
  await operatorRequest(demo, '/accounts/1/suspend', {});
  const { requestId } = await merchantRequest(demo, String(demo['PORTARIA_CLIENT_SECRET']));
  const { page, context, complaints } = await openedAt(`/rejected?id=${String(requestId)}`);
  await page.getByRole('button', { name: 'Reactivate…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reactivate', exact: true }).click();
  await page.getByRole('button', { name: 'Reactivate…' }).waitFor({ state: 'detached' });
  await page.getByRole('alert').getByText('Demo Merchant is active again.').waitFor();
  const { access_token: token } = await merchantRequest(demo, String(demo['PORTARIA_CLIENT_SECRET']));
  expect(typeof token).toBe('string');
  // It names an account: the next one who signs in here does not see it.
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('Demo Merchant is active again.').waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await context.close();
});

test.each([
  {
    locale: 'en-US',
    next: 'The call needs balance:read. Add it to the account and its credential',
    edit: 'Edit scopes…',
    message:
      /Your API call was rejected\.\nRequest id: [0-9a-f]{32}\nTime: .+[^]*The call needs balance:read\./,
  },
  {
    locale: 'pt-BR',
    next: 'A chamada exige balance:read. Adicione-o à conta e à credencial dela',
    edit: 'Editar escopos…',
    message:
      /Sua chamada à API foi rejeitada\.\nId da requisição: [0-9a-f]{32}\nData e hora: .+[^]*A chamada exige balance:read\./,
  },
])('a rejected call to an API names the scope that it needs, in $locale', async ({ locale, ...words }) => {
  const { requestId } = await merchantRequest(demo, 'not-the-secret-1');
  const { page, context } = await openedAt('/rejected', locale);
  // The stack has no protected API: what the gateway answers for a call is put into the answer for a token request.
  await page.route('**/api/admin/refusals/*', async (route) => {
    const response = await route.fetch();
    const { items } = (await response.json()) as { items: Record<string, unknown>[] };
    const call = {
      contract: 'gateway',
      reason: 'token_scope_missing',
      detail: 'GET /balance needs balance:read',
    };
    await route.fulfill({
      response,
      json: { items: items.map((item) => ({ ...item, ...call })), nextCursor: null },
    });
  });
  await page.locator('main input').fill(String(requestId));
  await page.locator('main input').press('Enter');
  await page.getByText(words.next).waitFor();
  expect((await page.locator('main .mono').last().textContent()) ?? '').toMatch(words.message);
  await page.getByRole('button', { name: words.edit }).waitFor();
  await context.close();
});

test('the rejected requests of an account are in words, which lead to the cause', async () => {
  const { requestId } = await merchantRequest(demo, 'not-the-secret-1');
  const { page, context } = await openedAt('/accounts/1?tab=rejected', 'pt-BR');
  const row = page.locator('main tbody tr', { hasText: String(requestId) });
  await row
    .getByRole('link', { name: 'O segredo do cliente não corresponde a nenhum segredo ativo' })
    .click();
  await page.waitForURL(`**/console/rejected?id=${String(requestId)}`);
  await context.close();
});

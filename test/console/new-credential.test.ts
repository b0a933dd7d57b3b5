import { expect, test } from 'vitest';
import { seriousIn } from './axe-in-browser.js';
import { operatorRequest } from './operator-request.js';
import { startConsole } from './stack-in-browser.js';

const { demo, openedAt } = await startConsole();

test('an account without a credential gets one, also after the last was revoked', async () => {
  const account = await operatorRequest(demo, '/accounts', { name: 'Loja Nova', scopes: ['pix:read'] });
  const { page, context, complaints } = await openedAt(`/accounts/${String(account['id'])}?tab=credentials`);
  await page.getByText('The account has no credential').waitFor();
  const create = async (): Promise<string> => {
    await page.getByRole('button', { name: 'New credential…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Contract pix' }).click();
    await page.getByRole('option', { name: 'certificate in a header' }).click();
    await dialog.getByLabel('Scopes').fill('pix:read');
    // Avista needs a certificate. At the others, its absence is said in words.
    await dialog.getByRole('combobox', { name: 'Contract avista' }).click();
    expect(await page.getByRole('option', { name: 'without a certificate' }).count()).toBe(0);
    await page.getByRole('option', { name: 'mutual TLS' }).click();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.getByText('The secret is shown once.').waitFor();
    expect(await seriousIn(page)).toEqual([]);
    // Neither a click beside the dialog nor a key closes it.
    await page.mouse.click(5, 400);
    await page.keyboard.press('Escape');
    expect(await dialog.getByRole('button', { name: 'Close' }).count()).toBe(0);
    const [clientId, secret] = await dialog.locator('.mono').allTextContents();
    expect(secret).toMatch(/^ptr_/);
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    return String(clientId);
  };
  const first = await create();
  const card = (clientId: string) => page.locator('main .mantine-Card-root', { hasText: clientId });
  await card(first).getByText('avista (mutual TLS), pix (certificate in a header)').waitFor();
  await card(first).getByText('pix:read', { exact: true }).waitFor();
  await card(first).getByRole('button', { name: 'Revoke…' }).first().click();
  const revocation = page.getByRole('dialog').last();
  await revocation.getByLabel('to confirm').fill(first);
  await revocation.getByRole('button', { name: 'Revoke', exact: true }).click();
  await card(first).getByText('revoked', { exact: true }).waitFor();
  await card(await create())
    .getByText('active', { exact: true })
    .waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

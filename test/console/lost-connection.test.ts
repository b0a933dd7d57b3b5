import { expect, test } from 'vitest';
import { loseFirstAnswer } from './network-faults.js';
import { operatorRequest } from './operator-request.js';
import { startConsole } from './stack-in-browser.js';

const { demo, openedAt } = await startConsole();

test('without a network a change says so at once, and is not made when the network is back', async () => {
  const { page, context } = await openedAt('/accounts/1');
  await page.getByRole('button', { name: /^Suspend/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input').fill('Demo Merchant');
  await context.setOffline(true);
  await dialog.getByRole('button', { name: 'Suspend', exact: true }).click();
  await dialog.getByText('The gateway did not answer.').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(request.url());
  });
  await context.setOffline(false);
  await page.waitForTimeout(2000);
  expect(sent).toEqual([]);
  await page.getByRole('link', { name: 'Accounts' }).click();
  await page.getByRole('row').filter({ hasText: 'Demo Merchant' }).getByText('active').waitFor();
  await context.close();
});

test('what cannot be read again is said to be old', async () => {
  const { page, context } = await openedAt('/');
  await page.getByText('Updated at').waitFor();
  await context.setOffline(true);
  await expect
    .poll(() => page.getByText('This page shows an earlier answer of the gateway').count(), {
      timeout: 60_000,
    })
    .toBeGreaterThan(0);
  await context.close();
});

test('after the change of another operator nothing is saved, and the form begins with the new state', async () => {
  const { page, context } = await openedAt('/accounts/1');
  await operatorRequest(demo, '/accounts/1/suspend', {});
  await page.getByRole('button', { name: 'Edit…' }).click();
  await page.getByRole('dialog').getByLabel('Scopes').fill('mine:read');
  await page.getByRole('dialog').getByRole('button', { name: 'Review the change…' }).click();
  const dialog = page.getByRole('dialog').last();
  await dialog.getByLabel('Type Demo Merchant to confirm').fill('Demo Merchant');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const alert = dialog.getByRole('alert');
  await alert.filter({ hasText: 'nothing was saved. Close this dialog' }).waitFor();
  expect(await dialog.getByRole('button', { name: 'Save' }).count()).toBe(0);
  await dialog.locator('form').getByRole('button', { name: 'Close' }).click();
  await page
    .locator('main')
    .getByRole('button', { name: /^Reactivate/ })
    .waitFor();
  await operatorRequest(demo, '/accounts/1/reactivate', {});
  await context.close();
});

test('a secret whose answer was lost is said to be lost, and is made once', async () => {
  const { page, context } = await openedAt('/accounts/1?tab=credentials');
  const made = await loseFirstAnswer(page, '**/credentials/*/secrets');
  await page.getByRole('button', { name: 'New secret…' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Generate' }).click();
  await dialog.getByText('The gateway did not answer.').waitFor();
  // A click beside the dialog must not close it.
  await page.mouse.click(5, 5);
  await dialog.getByRole('button', { name: 'Generate' }).click();
  await dialog.getByText('The secret was generated, but the response was lost').waitFor();
  expect(made).toEqual([201, 201]);
  await context.close();
});

test.each([
  ['en-US', 'There is no such page'],
  ['pt-BR', 'Esta página não existe'],
])(
  'an address that no screen has is explained, and a tab that is none is the first: %s',
  async (locale, title) => {
    const { page, context, complaints } = await openedAt('/nothing-here', locale);
    await expect.poll(() => page.locator('main h1').textContent()).toBe(title);
    await context.close();
    const other = await openedAt('/certificates?tab=client-cas', locale);
    await other.page.getByRole('tabpanel').first().waitFor();
    expect([...complaints, ...other.complaints]).toEqual([]);
    await other.context.close();
  },
);

test('the search takes a whole line, and says what is wrong with one that it cannot take', async () => {
  const { page, context } = await openedAt('/');
  const box = page.getByRole('searchbox').first();
  await box.fill('x'.repeat(300));
  await page.getByText('at most 200 characters').waitFor();
  expect(await page.getByText('The gateway did not answer').count()).toBe(0);
  await box.fill(`${'a line of a log '.repeat(20)} requestId=${'0'.repeat(32)}`);
  await page.getByText('Nothing was found').waitFor();
  await context.close();
});

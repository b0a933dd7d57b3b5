import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { operatorRequest } from './operator-request.js';
import { startConsole } from './stack-in-browser.js';

const { demo, openedAt } = await startConsole();

/** What the keyboard is at. */
const focused = (page: Page): Promise<string> =>
  page.evaluate<string>(`document.activeElement.textContent || document.activeElement.tagName`);

test('the way back from the review of a change leads to the form as it was, and a click beside it keeps it', async () => {
  const { page, context } = await openedAt('/accounts/1');
  await page.getByRole('button', { name: 'Edit…' }).click();
  const dialog = page.getByRole('dialog');
  const review = dialog.getByRole('button', { name: 'Review the change…' });
  await dialog.getByLabel('Name').fill('Demo Merchant Ltda');
  await page.mouse.click(5, 400);
  await review.press('Enter');
  await dialog.getByRole('heading', { name: 'Change Demo Merchant' }).waitFor();
  await expect.poll(() => focused(page)).toBe('Change Demo Merchant');
  await dialog.getByRole('button', { name: 'Back' }).press('Enter');
  expect(await dialog.getByLabel('Name').inputValue()).toBe('Demo Merchant Ltda');
  await dialog.getByLabel('Networks').fill('not a network');
  await review.press('Enter');
  // The gateway refuses it, so it can be corrected.
  await dialog.getByRole('alert').waitFor();
  await dialog.getByRole('button', { name: 'Back' }).click();
  await dialog.getByLabel('Networks').fill('');
  await review.press('Enter');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Demo Merchant Ltda', level: 1 }).waitFor();
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => focused(page)).toBe('Edit…');
  await context.close();
});

test('a filter of the audit trail, and the last page of a list, leave the keyboard where it was', async () => {
  for (let n = 0; n < 28; n += 1)
    for (const change of ['suspend', 'reactivate']) await operatorRequest(demo, `/accounts/1/${change}`, {});
  const { page, context } = await openedAt('/audit');
  await page.getByLabel('Target').fill('account 1');
  const filter = page.getByRole('button', { name: 'Filter' });
  await filter.press('Enter');
  await page.waitForURL(/target=/);
  expect(await focused(page)).toBe('Filter');
  const next = page.getByRole('button', { name: 'Next page' });
  const first = (): Promise<string | null> =>
    page.locator('main .mantine-Accordion-control').first().textContent();
  await next.waitFor();
  const top = String(await first());
  let pages = 1;
  for (; (await next.getAttribute('aria-disabled')) !== 'true' && pages < 9; pages += 1) {
    const shown = String(await first());
    await next.press('Enter');
    await expect.poll(first).not.toBe(shown);
  }
  expect(pages).toBeGreaterThan(1);
  expect(await focused(page)).toBe('Next page');
  // The way back leads through the pages, also from another screen.
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
  await page.goBack();
  await next.waitFor();
  expect(await next.getAttribute('aria-disabled')).toBe('true');
  for (let n = 1; n < pages; n += 1) await page.goBack();
  await expect.poll(first).toBe(top);
  await context.close();
});

test('the keyboard continues in the next step of the onboarding', async () => {
  const { page, context } = await openedAt('/onboarding');
  await page.getByLabel('Name').fill('Padaria do Teclado');
  await page.getByLabel('Name').press('Enter');
  await page.getByText('The client id and secret of the merchant’s program.').waitFor();
  await expect.poll(() => focused(page)).toContain('The client id and secret of the merchant’s program.');
  await context.close();
});

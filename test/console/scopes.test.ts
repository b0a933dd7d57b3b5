import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { seriousIn } from './axe-in-browser.js';
import { newOperator, operatorRequest } from './operator-request.js';
import { type ConsolePage, type Demo, openSignedIn, startConsole } from './stack-in-browser.js';

const { demo, browser } = await startConsole();

const openedBy = (operator: Demo, locale = 'en-US', path = '/'): Promise<ConsolePage> =>
  openSignedIn(browser, operator, path, { locale });

const button = (page: Page, name: string | RegExp): Locator =>
  page.locator('main').getByRole('button', { name });

/** The account of the demo merchant. */
const merchant = '/accounts/1';

describe.each([
  {
    locale: 'en-US',
    role: 'Role: onboarding',
    suspend: 'Suspend…',
    missing:
      'The scope access:write is missing. It allows you to suspend, revoke and disable. Roles with it: security, administrator.',
  },
  {
    locale: 'pt-BR',
    role: 'Papel: cadastro',
    suspend: 'Suspender…',
    missing:
      'Falta o escopo access:write, que permite suspender, revogar e desativar. Papéis que o têm: segurança, administrador.',
  },
])('in $locale', ({ locale, role, suspend, missing }) => {
  test('what a role does not allow says which scope is missing and who has it, also to the keyboard', async () => {
    const onboarding = await newOperator(demo, `Onboarding ${locale}`, ['admin:read', 'accounts:write']);
    const { page, context, complaints } = await openedBy(onboarding, locale, merchant);
    await page.getByText(role).waitFor();
    await page.locator('main').getByText(missing).waitFor();
    const stopped = button(page, suspend);
    expect(await stopped.getAttribute('aria-disabled')).toBe('true');
    const focused = page.locator(':focus', { hasText: suspend });
    while ((await focused.count()) === 0) await page.keyboard.press('Tab');
    await expect.poll(() => page.getByRole('tooltip').textContent()).toBe(missing);
    await page.keyboard.press('Enter');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await seriousIn(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

// Before the tests below create other administrators.
describe.each([
  {
    locale: 'en-US',
    role: 'Role…',
    support: 'support',
    review: 'Review the change…',
    save: 'Save',
    lost: 'No longer allowed: accounts:write',
    gained: 'Allowed from now on: audit:read access:write keys:write client-cas:write',
    security: 'security',
    lastOne: 'no other operator could get a token with admin:write',
  },
  {
    locale: 'pt-BR',
    role: 'Papel…',
    support: 'suporte',
    review: 'Conferir a alteração…',
    save: 'Salvar',
    lost: 'Deixa de ser permitido: accounts:write',
    gained: 'Passa a ser permitido: audit:read access:write keys:write client-cas:write',
    security: 'segurança',
    lastOne: 'Não restaria outro operador capaz de obter',
  },
])('in $locale', ({ locale, role, support, review, save, lost, gained, security, lastOne }) => {
  test('an operator gets another role, with what that changes first', async () => {
    const name = `Pessoa ${locale}`;
    const person = await newOperator(demo, name, ['admin:read', 'accounts:write']);
    const { page, context, complaints } = await openedBy(demo, locale, '/accounts?kind=operator');
    await page.locator('tr', { hasText: name }).locator('a').click();
    await button(page, role).click();
    const dialog = page.getByRole('dialog').last();
    await dialog.getByRole('radio', { name: security }).check();
    expect(await seriousIn(page)).toEqual([]);
    await dialog.getByRole('button', { name: review }).click();
    await dialog.getByText(lost).waitFor();
    await dialog.getByText(gained).waitFor();
    // It ends tokens, so the name is asked.
    await dialog.locator('input:visible').fill(name);
    await dialog.getByRole('button', { name: save, exact: true }).click();
    await page.locator('main').getByText(security, { exact: true }).waitFor();
    await context.close();
    expect(complaints).toEqual([]);
    // What the role does not allow is not allowed at once.
    const after = await openedBy(person, locale, merchant);
    expect(await button(after.page, /^(Suspend|Suspender)…$/).getAttribute('aria-disabled')).toBeNull();
    await after.context.close();
  });

  test('the role of the last administrator stays, and the gateway says why', async () => {
    const { page, context } = await openedBy(demo, locale, '/accounts?kind=operator');
    await page.locator('tr', { hasText: 'Demo Operator' }).locator('a').click();
    await button(page, role).click();
    const dialog = page.getByRole('dialog').last();
    await dialog.getByRole('radio', { name: support }).check();
    await dialog.getByRole('button', { name: review }).click();
    await dialog.getByRole('alert').getByText(lastOne).waitFor();
    // What is refused cannot be confirmed.
    expect(await dialog.getByRole('button', { name: save, exact: true }).count()).toBe(0);
    expect(await dialog.locator('input:visible').count()).toBe(0);
    await context.close();
  });
});

test('each role has its own buttons', async () => {
  const allowed: Record<string, Record<string, boolean>> = {};
  for (const [name, scopes] of Object.entries({
    support: ['admin:read'],
    onboarding: ['admin:read', 'accounts:write'],
    security: ['admin:read', 'audit:read', 'access:write', 'keys:write', 'client-cas:write'],
    administrator: ['admin:read', 'admin:write', 'audit:read'],
  })) {
    const { page, context } = await openedBy(await newOperator(demo, name, scopes), 'en-US', merchant);
    const may = async (text: string): Promise<boolean> => {
      const found = button(page, text).first();
      await found.waitFor();
      return (await found.getAttribute('aria-disabled')) !== 'true';
    };
    const suspend = await may('Suspend…');
    await page.getByRole('tab', { name: 'Credentials' }).click();
    const newSecret = await may('New secret…');
    await page.getByRole('link', { name: 'Certificates and keys' }).click();
    await page.getByRole('tab', { name: 'Signing keys' }).click();
    const rotate = await may('Rotate…');
    await page.getByRole('tab', { name: 'Client CAs' }).click();
    allowed[name] = { suspend, newSecret, rotate, addClientCa: await may('Add a client CA…') };
    await context.close();
  }
  expect(allowed).toEqual({
    support: { suspend: false, newSecret: false, rotate: false, addClientCa: false },
    onboarding: { suspend: false, newSecret: true, rotate: false, addClientCa: false },
    security: { suspend: true, newSecret: false, rotate: true, addClientCa: true },
    administrator: { suspend: true, newSecret: true, rotate: true, addClientCa: true },
  });
});

test('the list of accounts shows the role of each operator, and only administrators change operators', async () => {
  const security = await newOperator(demo, 'Security officer', [
    ...['admin:read', 'audit:read', 'access:write', 'keys:write', 'client-cas:write'],
  ]);
  await newOperator(demo, 'Half a role', ['admin:read', 'keys:write']);
  const { page, context } = await openedBy(security, 'en-US', '/accounts?kind=operator');
  const row = (name: string) => page.locator('tr', { hasText: name });
  await row('Security officer').getByText('security', { exact: true }).waitFor();
  await row('Half a role').getByText('custom').waitFor();
  await row('Half a role').locator('a').click();
  await page.getByText('Only administrators change what belongs to an operator.').waitFor();
  expect(await button(page, 'Suspend…').getAttribute('aria-disabled')).toBe('true');
  await context.close();
});

test('what belongs to a resource server needs access:write beside the scope of the change', async () => {
  const { id } = await operatorRequest(demo, '/accounts', { name: 'API of the bank', resourceServer: true });
  const onboarding = await newOperator(demo, 'Onboarding of APIs', ['admin:read', 'accounts:write']);
  const { page, context } = await openedBy(onboarding, 'en-US', `/accounts/${String(id)}`);
  await page.locator('main').getByText('The scope access:write is missing').waitFor();
  const edit = button(page, 'Edit…');
  expect(await edit.getAttribute('aria-disabled')).toBe('true');
  await edit.hover();
  await page.getByRole('tooltip').getByText('The scope access:write is missing').waitFor();
  await context.close();
});

test('a 403 of the gateway names the missing scope in the language of the console', async () => {
  const onboarding = await newOperator(demo, 'Onboarding', ['admin:read', 'accounts:write']);
  const { page, context } = await openedBy(onboarding, 'pt-BR', '/accounts/1');
  await page.route('**/api/admin/accounts/1/credentials*', async (route) => {
    // A read whose scope the token lacks: the audit trail's, from the same gateway.
    const response = await route.fetch({ url: `${String(demo['PORTARIA_ADMIN_URL'])}/api/admin/audit` });
    await route.fulfill({ response });
  });
  await page.getByRole('tab', { name: 'Credenciais' }).click();
  await page.getByText('Falta o escopo audit:read').waitFor();
  await context.close();
});

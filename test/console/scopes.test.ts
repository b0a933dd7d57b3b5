import type { Browser, Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { seriousIn } from './axe-in-browser.js';
import { newOperator } from './operator-request.js';
import {
  type ConsolePage,
  type Demo,
  openBrowser,
  openConsole,
  operatorCertificate,
  signIn,
  startStack,
} from './stack-in-browser.js';

let demo: Demo;
let browser: Browser;
beforeAll(async () => {
  demo = await startStack();
  browser = await openBrowser();
});

const openedBy = async (operator: Demo, locale = 'en-US', path = '/'): Promise<ConsolePage> => {
  const opened = await openConsole(browser, demo, { locale, certificate: operatorCertificate(operator) });
  await opened.page.goto(`${String(demo['PORTARIA_ADMIN_URL'])}/console${path}`);
  await signIn(opened, operator);
  await opened.page.locator('main h1').waitFor();
  return opened;
};

const button = (page: Page, name: string): Locator => page.locator('main').getByRole('button', { name });

/** The account of the demo merchant. */
const merchant = '/accounts/1';

describe.each([
  {
    locale: 'en-US',
    role: 'Role: onboarding',
    suspend: 'Suspend',
    missing:
      'The scope access:write is missing: suspend, revoke and disable. Roles with it: security, administrator.',
  },
  {
    locale: 'pt-BR',
    role: 'Papel: cadastro',
    suspend: 'Suspender',
    missing:
      'Falta o escopo access:write: suspender, revogar e desativar. Papéis que o têm: segurança, administrador.',
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
    const suspend = await may('Suspend');
    await page.getByRole('tab', { name: 'Credentials' }).click();
    const newSecret = await may('New secret…');
    await page.getByRole('link', { name: 'Certificates and keys' }).click();
    await page.getByRole('tab', { name: 'Signing keys' }).click();
    const rotate = await may('Rotate…');
    await page.getByRole('tab', { name: 'Client CAs' }).click();
    allowed[name] = { suspend, newSecret, rotate, addClientCa: await may('Add a client CA') };
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
  expect(await button(page, 'Suspend').getAttribute('aria-disabled')).toBe('true');
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

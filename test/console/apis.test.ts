import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { seriousIn } from './axe-in-browser.js';
import { type ConsolePage, merchantRequest, openSignedIn, startConsole } from './stack-in-browser.js';

const { demo, browser } = await startConsole();
const issued = await merchantRequest(demo, String(demo['PORTARIA_CLIENT_SECRET']));
const token = String(issued['access_token']);

const document = await readFile(join(import.meta.dirname, '../../examples/demo/openapi.yaml'), 'utf8');

const openedAt = (
  path: string,
  look: { locale: string; phone: boolean; dark: boolean },
): Promise<ConsolePage> => openSignedIn(browser, demo, path, look);

/** Colours are right once nothing moves any more. */
const expectAccessible = (page: Page): Promise<void> =>
  expect.poll(() => seriousIn(page), { timeout: 10_000, interval: 500 }).toEqual([]);

describe.each([
  {
    look: { locale: 'en-US', phone: false, dark: true },
    title: 'Protected APIs',
    same: 'has these route tables',
    filter: 'Filter by method, path or scope',
    none: 'No rule matches.',
    method: 'Method',
    path: 'Path',
    token: 'Token',
    scopes: 'Scopes',
    scopesOfToken: 'Scopes of the token, with spaces between them',
    check: 'Check',
    allowed: 'The request would be allowed.',
    denied: 'The request would be rejected.',
    lacks: 'The token lacks a scope that the operation of the API needs.',
    noPath: 'No rule has this path.',
    text: 'Text of the document',
    compare: 'Compare',
    added: /1 added, 0 removed, 0 changed, \d+ unchanged/,
  },
  {
    look: { locale: 'pt-BR', phone: true, dark: false },
    title: 'APIs protegidas',
    same: 'tem estas tabelas de rotas',
    filter: 'Filtrar por método, caminho ou escopo',
    none: 'Nenhuma regra encontrada.',
    method: 'Método',
    path: 'Caminho',
    token: 'Token',
    scopes: 'Escopos',
    scopesOfToken: 'Escopos do token, separados por espaços',
    check: 'Verificar',
    allowed: 'A requisição seria aceita.',
    denied: 'A requisição seria rejeitada.',
    lacks: 'Falta ao token um escopo que a operação da API exige.',
    noPath: 'Nenhuma regra tem este caminho.',
    text: 'Texto do documento',
    compare: 'Comparar',
    added: /1 nova, 0 removida, 0 alterada, \d+ sem alteração/,
  },
])('in $look.locale', ({ look, ...words }) => {
  test('the APIs are listed with the processes that have their tables, and one opens to its rules', async () => {
    const { page, context, complaints } = await openedAt('/apis', look);
    await page.locator('main h1', { hasText: words.title }).waitFor();
    await page.getByText(words.same).first().waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'demo', exact: true }).click();
    const rules = page.locator('main tbody tr');
    await rules.filter({ hasText: '/balance' }).first().waitFor();
    await expectAccessible(page);
    await page.getByLabel(words.filter).fill('/balance');
    await expect.poll(() => rules.count()).toBe(1);
    await page.getByLabel(words.filter).fill('zzz');
    await page.getByText(words.none).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a token and scopes are checked as the gateway decides, with the cause and the rule', async () => {
    const { page, context, complaints } = await openedAt('/apis/demo?tab=check', look);
    await page.getByRole('textbox', { name: words.path }).fill('/nowhere');
    await page.getByRole('textbox', { name: words.token }).fill(`Bearer ${token}`);
    const submit = page.getByRole('button', { name: words.check, exact: true });
    await submit.press('Enter');
    await page.getByText(words.noPath).waitFor();
    await page.getByRole('textbox', { name: words.path }).fill('/balance');
    await submit.click();
    await page.getByText(words.allowed).waitFor();
    expect(await page.locator('main').textContent()).toContain('GET /balance');
    await expectAccessible(page);
    await page.locator('.mantine-SegmentedControl-label', { hasText: words.scopes }).click();
    await page.getByLabel(words.scopesOfToken).fill('pix:none');
    await submit.click();
    await page.getByText(words.lacks).waitFor();
    await page.getByText(words.denied).waitFor();
    expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBeLessThanOrEqual(2);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a new document is compared with the rules in force, side by side', async () => {
    const { page, context, complaints } = await openedAt('/apis/demo?tab=compare', look);
    const next = document.replace(
      'paths:\n',
      "paths:\n  /new/{id}:\n    get:\n      security: [{ oauth2: ['pix:read'] }]\n      responses: { '200': { description: ok } }\n",
    );
    await page.getByLabel(words.text).fill('openapi: 2');
    await page.getByRole('button', { name: words.compare, exact: true }).click();
    await page.getByRole('alert').waitFor();
    await page.locator('input[type=file]').setInputFiles({
      name: 'openapi.yaml',
      mimeType: 'application/yaml',
      buffer: Buffer.from(next),
    });
    await page.getByRole('button', { name: words.compare, exact: true }).click();
    await page.getByText(words.added).waitFor();
    const row = page.locator('main tbody tr', { hasText: 'GET /new/{id}' });
    expect(await row.textContent()).toContain('pix:read');
    expect(await page.locator('main').textContent()).toContain(
      'portaria routes import OPENAPI-FILE --name demo',
    );
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test('a route table that cannot be used is named, and the tables before it stay in force', async () => {
  const broken = join(dirname(String(demo['PORTARIA_ENV_FILE'])), 'routes', 'broken.routes.json');
  await writeFile(broken, '{}');
  const { page, context, complaints } = await openedAt('/apis', {
    locale: 'pt-BR',
    phone: false,
    dark: false,
  });
  const alert = page.getByRole('alert').filter({ hasText: 'broken.routes.json' });
  await expect.poll(() => alert.count(), { timeout: 60_000 }).toBe(1);
  expect(await alert.textContent()).toContain('As tabelas de rotas não podem ser usadas agora.');
  await page.getByRole('link', { name: 'demo', exact: true }).waitFor();
  await expectAccessible(page);
  await rm(broken);
  await expect.poll(() => alert.count(), { timeout: 60_000 }).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { seriousIn } from './axe-in-browser.js';
import { operatorRequest } from './operator-request.js';
import { type ConsolePage, openSignedIn, signIn, startConsole } from './stack-in-browser.js';

const run = promisify(execFile);

const { demo, browser } = await startConsole();

const withinMs = { timeout: 20_000 };

const openedAt = (tab: string, look: Parameters<typeof openSignedIn>[3] = {}): Promise<ConsolePage> =>
  openSignedIn(browser, demo, `/certificates?tab=${tab}`, look);

const keyRow = (page: Page, text: RegExp): Locator => page.locator('main tbody tr', { hasText: text });

describe.each([
  {
    locale: 'en-US',
    phone: false,
    dark: true,
    rotate: 'Rotate…',
    signsFrom: /A new key signs from/,
    validUntil: /hs-\w+ is valid until .+, so that its tokens expire first\./,
    afterwards: 'The keys afterwards',
    timeline: 'Timeline of the signing keys',
    cancel: 'Cancel',
  },
  {
    locale: 'pt-BR',
    phone: true,
    dark: false,
    rotate: 'Rotacionar…',
    signsFrom: /Uma nova chave assina a partir de/,
    validUntil: /hs-\w+ vale até .+, para que antes disso os tokens dela expirem\./,
    afterwards: 'As chaves depois da alteração',
    timeline: 'Linha do tempo das chaves de assinatura',
    cancel: 'Cancelar',
  },
])('in $locale', ({ locale, phone, dark, rotate, signsFrom, validUntil, afterwards, timeline, cancel }) => {
  test('a rotation is previewed on the timeline, and nothing changes until it is confirmed', async () => {
    const { page, context, complaints } = await openedAt('keys', { locale, phone, dark });
    await page.getByRole('button', { name: rotate }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(afterwards).waitFor();
    const planned = dialog.getByRole('img', { name: timeline });
    expect(await planned.locator('rect').count()).toBe(2);
    expect(await planned.locator('rect[stroke-dasharray]').count()).toBe(1);
    expect(await dialog.textContent()).toMatch(signsFrom);
    expect(await dialog.textContent()).toMatch(validUntil);
    expect(await seriousIn(page)).toEqual([]);
    await dialog.getByRole('button', { name: cancel }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.reload();
    await signIn({ page, context, complaints }, demo);
    await keyRow(page, /hs-/).first().waitFor();
    expect(await keyRow(page, /hs-/).count()).toBe(1);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test('a key is rotated, and the old one is revoked only after its id is typed', async () => {
  const { page, context, complaints } = await openedAt('keys');
  await page.getByRole('combobox', { name: 'Algorithm' }).click();
  await page.getByRole('option', { name: 'RS256' }).click();
  await page.getByRole('button', { name: 'Rotate…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
  await keyRow(page, /rs-.*next/).waitFor();
  const kid = String(
    await keyRow(page, /rs-.*active/)
      .locator('td')
      .first()
      .textContent(),
  );
  await keyRow(page, /rs-.*active/)
    .getByRole('button', { name: 'Revoke…' })
    .click();
  const dialog = page.getByRole('dialog').last();
  await dialog.getByText('All tokens that this key signed stop working').waitFor();
  await dialog.getByText(`${kid} is revoked. Its tokens are rejected.`).waitFor();
  const submit = dialog.getByRole('button', { name: 'Revoke' });
  expect(await submit.isDisabled()).toBe(true);
  await dialog.locator('input').fill(kid);
  await submit.click();
  await expect.poll(() => keyRow(page, new RegExp(`${kid}.*retired`)).count(), withinMs).toBe(1);
  expect(complaints).toEqual([]);
  await context.close();
});

/** A CA of a merchant's own, and a client certificate that it signed. */
const otherCa = async (): Promise<{ readonly ca: string; readonly client: string }> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-ca-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  const path = (name: string): string => join(folder, name);
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=Other Root'],
    ...['-keyout', path('ca.key'), '-out', path('ca.pem')],
    ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign'],
  ]);
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '20', '-subj', '/CN=Other Client'],
    ...['-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-addext', 'basicConstraints=critical,CA:FALSE'],
    ...['-keyout', path('client.key'), '-out', path('client.pem')],
  ]);
  return {
    ca: await readFile(path('ca.pem'), 'utf8'),
    client: await readFile(path('client.pem'), 'utf8'),
  };
};

test('a client CA is added after a dry run, and its removal shows whose certificates need it', async () => {
  const { page, context, complaints } = await openedAt('clientCas', { dark: true });
  const field = page.getByRole('textbox', { name: 'Client CA (PEM)' });
  await field.fill('no certificate');
  await page.getByRole('button', { name: 'Add a client CA…' }).click();
  await page.getByRole('dialog').getByText('must be an X.509 certificate in PEM').first().waitFor();
  expect(await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).count()).toBe(0);
  await page.getByRole('dialog').locator('form').getByRole('button', { name: 'Close' }).click();
  const { ca, client } = await otherCa();
  await field.fill(ca);
  await page.getByRole('button', { name: 'Add a client CA…' }).click();
  const dialog = page.getByRole('dialog').last();
  await dialog.getByText('What this does').waitFor();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const card = page.locator('main .mantine-Card-root', { hasText: 'CN=Other Root' });
  await card.getByText('No linked certificate is affected.').waitFor();
  expect(await field.inputValue()).toBe('');

  await operatorRequest(demo, '/accounts/1/certificates', { pem: client });
  await card.getByRole('button', { name: 'Remove…' }).click();
  const removal = page.getByRole('dialog').last();
  await removal.getByText('Certificates that NGINX rejects without this CA').waitFor();
  await removal.getByText('CN=Other Client').waitFor();
  expect(await removal.locator('a[href="/console/accounts/1"]').count()).toBe(1);
  expect(await seriousIn(page)).toEqual([]);
  const submit = removal.getByRole('button', { name: 'Remove' });
  expect(await submit.isDisabled()).toBe(true);
  const digits = /Type (\w{8}) to confirm/.exec((await removal.textContent()) ?? '')?.[1];
  await removal.locator('input').fill(String(digits));
  await submit.click();
  await card.waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await context.close();
});

test('the client CA of the operators stays, and the dialog says why', async () => {
  const { page, context } = await openedAt('clientCas');
  const card = page.locator('main .mantine-Card-root', { hasText: 'Portaria Development CA' });
  await card.getByText('CN=merchant.example').waitFor();
  await card.getByRole('button', { name: 'Remove…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('it is the last client CA').first().waitFor();
  // What is refused cannot be confirmed.
  expect(await dialog.getByRole('button', { name: 'Remove' }).count()).toBe(0);
  expect(await dialog.locator('input').count()).toBe(0);
  await context.close();
});

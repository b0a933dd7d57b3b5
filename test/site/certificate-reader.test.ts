import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { openDoctorFiles } from '../../clients/typescript/test/doctor-files.js';
import { seriousIn } from '../console/axe-in-browser.js';
import { openSite, type Site } from './site-in-browser.js';

/** The page of the site that reads certificates, as NGINX serves it, under its Content-Security-Policy. */
const files = openDoctorFiles();
files.openssl('rsa -in weak.key -traditional -out weak-pkcs1.key');
files.openssl('genrsa -traditional -out rsa.key 2048');
files.openssl('req -x509 -key rsa.key -days 60 -subj /CN=rsa -out rsa.pem');
files.openssl('ec -in leaf.key -out leaf-sec1.key');
const password = readFileSync(files.file('password.txt'), 'utf8').trim();

let site: Site;
beforeAll(async () => {
  site = await openSite();
});

interface Reader {
  readonly page: Page;
  /** Every request since the page was loaded, and every error. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Opens the page and takes the network away: whatever works, works without it. */
const open = async (base = '', phone = false): Promise<Reader> => {
  const permissions = ['clipboard-read', 'clipboard-write'];
  const { page, context, complaints } = await site.visit({ phone, permissions });
  await page.goto(`${site.url}${base}/certificate-reader`);
  await page.locator('.certificate-reader').waitFor();
  await page.waitForLoadState('networkidle');
  page.on('request', (request) => complaints.push(request.url()));
  page.on('websocket', (socket) => complaints.push(socket.url()));
  await context.setOffline(true);
  return { page, complaints, close: () => context.close() };
};

const choose = async (page: Page, ...names: readonly string[]): Promise<void> => {
  await page.locator('input[type=file]').setInputFiles(names.map((name) => files.file(name)));
};

const codesIn = async (page: Page): Promise<readonly string[]> => {
  await page.locator('.result').waitFor();
  const found = await page.locator('.findings [data-code]').all();
  return Promise.all(found.map(async (item) => (await item.getAttribute('data-code')) ?? ''));
};

const fingerprintOf = (name: string): string =>
  files
    .openssl(`x509 -in ${name} -noout -fingerprint -sha256`)
    .replace(/^.*=|[:\n]/g, '')
    .toLowerCase();

test('certificate, chain and key: everything is said, and nothing is sent', async () => {
  const { page, complaints, close } = await open();
  await choose(page, 'chain.pem', 'leaf.key');
  expect(await codesIn(page)).toEqual(['well']);
  expect(await page.locator('[data-key]').getAttribute('data-key')).toBe('belongs');
  const details = await page.locator('.details').first().innerText();
  for (const part of ['CN=leaf', 'CN=middle', 'P-256', fingerprintOf('leaf.pem')])
    expect(details).toContain(part);
  expect(await page.locator('.details').count()).toBe(2);
  const value = await page.locator('.header-value textarea').inputValue();
  expect(decodeURIComponent(value)).toBe(files.read('leaf.pem'));
  expect(value).toMatch(/^[A-Za-z0-9%._~-]+$/);
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(value);
  expect(complaints).toEqual([]);
  await close();
});

test('the key is recognised and warned of, and is nowhere in the page or in the storage', async () => {
  const { page, complaints, close } = await open();
  await choose(page, 'both.pem');
  expect(await codesIn(page)).toEqual(['key_in_certificate_file', 'well']);
  await page.getByText('Do not send it to anyone').waitFor();
  const secret = files.read('leaf.key').split('\n')[1] ?? '';
  expect(secret.length).toBeGreaterThan(40);
  const kept = await page.evaluate<string>(
    'document.documentElement.outerHTML + JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
  );
  expect(kept).not.toContain(secret.slice(0, 40));
  expect(complaints).toEqual([]);
  await close();
});

test.each<[string, string[], string]>([
  ['leaf.p12', ['well'], 'belongs'],
  // The encryption of old versions of Windows.
  ['leaf-legacy.p12', ['well'], 'belongs'],
])('%s opens with its password, and with no other', async (name, codes, key) => {
  const { page, complaints, close } = await open();
  await choose(page, name);
  const field = page.locator('input[type=password]');
  await field.fill('not the password');
  await page.getByRole('button', { name: 'Open' }).click();
  await page.locator('[data-code=passphrase_wrong]').waitFor();
  await field.fill(password);
  await page.getByRole('button', { name: 'Open' }).click();
  await page.locator('[data-key]').waitFor();
  expect(await codesIn(page)).toEqual(codes);
  expect(await page.locator('[data-key]').getAttribute('data-key')).toBe(key);
  expect(await page.locator('.fingerprint').allInnerTexts()).toEqual([
    fingerprintOf('leaf.pem'),
    fingerprintOf('middle.pem'),
  ]);
  expect(complaints).toEqual([]);
  await close();
});

test.each<[string[], string[]]>([
  [['old.pem'], ['certificate_expired']],
  [['client.pem'], ['certificate_expires_soon', 'well']],
  [['weak.pem', 'weak-pkcs1.key'], ['key_weak']],
  [
    ['rsa.pem', 'rsa.key'],
    ['certificate_self_signed', 'well'],
  ],
  [['leaf.pem', 'leaf-sec1.key'], ['well']],
  [['for-servers.pem'], ['no_client_auth']],
  [['middle.pem'], ['certificate_is_ca']],
  [['chain.pem', 'old.key'], ['key_mismatch']],
  [['leaf.pem', 'rsa.key'], ['key_mismatch']],
  [['wrong-first.pem', 'leaf.key'], ['own_certificate_not_first']],
  [['wrong-order.pem'], ['chain_out_of_order']],
  [['leaf.der'], ['file_is_der']],
  [['leaf.p7b'], ['file_is_pkcs7']],
  [['leaf.csr'], ['file_is_request']],
  [['leaf-oneline.pem'], ['pem_line_breaks_lost']],
  [['leaf-cut.pem'], ['pem_cut_off']],
  [['leaf-damaged.pem'], ['pem_damaged']],
  [['leaf-percent.txt'], ['header_value', 'well']],
  [['leaf-plus.txt'], ['header_plus_encoded']],
  [['leaf-twice.txt'], ['header_twice_encoded']],
  [['large.pem'], ['file_too_large']],
  [['empty.pem'], ['file_empty']],
  [['zeros.bin'], ['file_without_certificate']],
  [['words.txt'], ['file_without_certificate']],
])('%j: %j', async (names, codes) => {
  const { page, complaints, close } = await open();
  await choose(page, ...names);
  expect(await codesIn(page)).toEqual(codes);
  expect(complaints).toEqual([]);
  await close();
});

test('a certificate can be pasted and dropped, and cleared again', async () => {
  const { page, complaints, close } = await open();
  await page.getByLabel('Or paste a certificate in PEM').fill(files.read('leaf.pem'));
  expect(await codesIn(page)).toEqual(['well']);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.locator('.result').waitFor({ state: 'detached' });
  const transfer = await page.evaluateHandle(
    `(() => { const t = new DataTransfer(); t.items.add(new File([${JSON.stringify(files.read('old.pem'))}], 'old.pem')); return t; })()`,
  );
  await page.dispatchEvent('.drop', 'drop', { dataTransfer: transfer });
  expect(await codesIn(page)).toEqual(['certificate_expired']);
  expect(complaints).toEqual([]);
  await close();
});

/** For a look at the page: set it to a folder. */
const pictures = process.env['SITE_PICTURES'];

describe.each([
  { base: '', words: 'The certificate expired on' },
  { base: '/pt-BR', words: 'O certificado expirou em' },
])('in the language of $base/', ({ base, words }) => {
  test.each([false, true])('axe finds nothing serious, and it fits the window (phone: %s)', async (phone) => {
    const { page, complaints, close } = await open(base, phone);
    const look = async (name: string): Promise<void> => {
      if (pictures === undefined) return;
      if (!existsSync(pictures)) await mkdir(pictures, { recursive: true });
      const path = join(pictures, `${name}${base.replace('/', '-')}${phone ? '-phone' : ''}.png`);
      await page.screenshot({ path, fullPage: true });
    };
    const check = async (): Promise<void> => {
      expect(await seriousIn(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
    };
    await check();
    await look('empty');
    await choose(page, 'old.pem', 'old.key');
    await page.getByText(words).waitFor();
    await check();
    await look('expired');
    await choose(page, 'leaf.p12');
    await page.locator('input[type=password]').waitFor();
    await check();
    await look('password');
    await choose(page, 'chain.pem', 'leaf.key');
    await page.locator('[data-code=well]').waitFor();
    await check();
    await look('well');
    expect(complaints).toEqual([]);
    await close();
  });
});

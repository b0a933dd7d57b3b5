import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { seriousIn } from './axe-in-browser.js';
import {
  type ConsolePage,
  openConsole,
  operatorCertificate,
  signIn,
  startConsole,
} from './stack-in-browser.js';

const { demo, browser } = await startConsole();

const opened = async (
  locale: string,
  look: { readonly phone: boolean; readonly dark: boolean },
): Promise<ConsolePage> => {
  const certificate = operatorCertificate(demo);
  const shown = await openConsole(browser, demo, { locale, certificate, ...look });
  await shown.page.goto(`${String(demo['PORTARIA_ADMIN_URL'])}/console/audit`);
  await signIn(shown, demo);
  return shown;
};

/** Changes who did an event, as the owner of the schema could; resolves to who it was. */
const rewrite = async (id: number, actor: string): Promise<string> => {
  const client = new pg.Client({ connectionString: String(demo['MIGRATION_DATABASE_URL']) });
  await client.connect();
  try {
    const names = 'SELECT actor_name AS was FROM audit_event WHERE id = $1';
    const { rows } = await client.query<{ was: string }>(names, [id]);
    await client.query('UPDATE audit_event SET actor_name = $2 WHERE id = $1', [id, actor]);
    return String(rows[0]?.was);
  } finally {
    await client.end();
  }
};

describe.each([
  {
    locale: 'en-US',
    look: { phone: false, dark: true },
    verify: 'Verify the chain',
    intact: /The chain is intact up to event \d+\. Every permission is explained by an event\./,
    broken: 'The checkpoint does not match this trail. It belongs to another gateway, was copied incorrectly',
    tampered: 'The chain is broken: event 2 was changed.',
    evidence: 'Evidence: its hash does not match its content.',
    age: /The given checkpoint is from .+\. 0 events have followed\./,
    checkpoint: 'Checkpoint of an earlier verification',
  },
  {
    locale: 'pt-BR',
    look: { phone: true, dark: false },
    verify: 'Verificar a cadeia',
    intact: /A cadeia está íntegra até o evento \d+\. Toda permissão tem um evento que a explica\./,
    broken:
      'O checkpoint não corresponde a esta trilha. Ou ele é de outro gateway, ou foi copiado incorretamente',
    tampered: 'A cadeia está quebrada: o evento 2 foi alterado.',
    evidence: 'Evidência (em inglês): its hash does not match its content.',
    age: /O checkpoint informado é de .+\. Depois dele há 0 eventos?\./,
    checkpoint: 'Checkpoint de uma verificação anterior',
  },
])('in $locale', ({ locale, look, verify, intact, broken, checkpoint, age, tampered, evidence }) => {
  test('the chain is verified, with the age of a checkpoint, and another hash is found', async () => {
    const { page, context, complaints } = await opened(locale, look);
    await page.getByRole('button', { name: verify }).click();
    await page.getByText(intact).waitFor();
    const shown = String(await page.locator('main .mantine-Card-root .mono').last().textContent());
    expect(shown).toMatch(/^\d+:[0-9a-f]{64}$/);
    expect(await seriousIn(page)).toEqual([]);

    await page.getByLabel(checkpoint).fill(shown);
    const answered = page.waitForResponse('**/audit/verify?checkpoint=*');
    await page.getByRole('button', { name: verify }).click();
    expect((await answered).status()).toBe(200);
    await page.getByText(age).waitFor();
    await page.getByText(intact).waitFor();

    await page.getByLabel(checkpoint).fill(shown.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')));
    await page.getByRole('button', { name: verify }).click();
    await page.getByText(broken).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('an event that was rewritten in the database is named, with the evidence', async () => {
    const { page, context, complaints } = await opened(locale, look);
    const was = await rewrite(2, 'intruder');
    await page.getByRole('button', { name: verify }).click();
    await page.getByRole('alert').getByText(tampered).waitFor();
    await page.getByText(evidence).waitFor();
    expect(await seriousIn(page)).toEqual([]);
    await rewrite(2, was);
    await page.getByRole('button', { name: verify }).click();
    await page.getByText(intact).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test('the filters take an account by its number, its name and in words, and follow the way back', async () => {
  const { page, context, complaints } = await opened('en-US', { phone: false, dark: false });
  const target = page.getByLabel('Target');
  const filter = page.getByRole('button', { name: 'Filter' });
  const urlWith = (text: string) => page.waitForURL((url) => url.search.includes(text));
  for (const typed of ['1', 'Demo Merchant', 'Account 1']) {
    await target.fill(typed);
    await filter.click();
    await urlWith('target=account+1');
    await expect.poll(() => target.inputValue()).toBe('account 1');
    await target.fill('');
    await filter.click();
    await page.waitForURL((url) => !url.search.includes('target'));
  }
  await page.getByRole('combobox', { name: 'Action' }).fill('credential');
  await page.getByRole('option', { name: 'Create a credential' }).click();
  await filter.click();
  await urlWith('action=credential.create');
  await page
    .locator('main')
    .getByRole('button', { name: /Create a credential/ })
    .first()
    .waitFor();
  await page.getByLabel('From').fill('2001-01-01');
  await page.getByLabel('To', { exact: true }).fill('2001-01-02');
  await filter.click();
  await page.getByText('No event matches.').waitFor();
  await page.goBack();
  await expect.poll(() => page.getByLabel('From').inputValue()).toBe('');
  // Each of the two alone, and both days are in the list.
  const created = page.locator('main').getByRole('button', { name: /Create a credential/ });
  const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toLocaleDateString('sv');
  for (const [from, to, events] of [
    [day(1), '', false],
    [day(0), '', true],
    ['', day(-1), false],
    ['', day(0), true],
  ] as const) {
    await page.getByLabel('From').fill(from);
    await page.getByLabel('To', { exact: true }).fill(to);
    await filter.click();
    if (events) await created.first().waitFor();
    else await page.getByText('No event matches.').waitFor();
  }
  await page.getByLabel('To', { exact: true }).fill('');
  await filter.click();
  await page
    .locator('main')
    .getByRole('button', { name: /Create a credential/ })
    .first()
    .waitFor();
  expect(await seriousIn(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});

import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { CreateNoticeRecipientInput } from '../../src/management/notices/create-notice-recipient.js';
import { makeDatabase } from '../support/database.js';
import { managementOn } from './open-test-management.js';

const database = await makeDatabase();
const management = managementOn(database.manageUrl, randomBytes(32), randomBytes(32));
const create = (input: Omit<CreateNoticeRecipientInput, 'account'>) =>
  management.createNoticeRecipient.run({ ...input, account: null });

test('an e-mail address has a language and no secret; a webhook has a secret and no language', async () => {
  expect(await create({ email: ' ops@example.com ' })).toMatchObject({
    recipient: { kind: 'email', address: 'ops@example.com', language: 'en' },
    secret: null,
  });
  expect(await create({ email: 'ti@loja.example', language: 'pt-BR' })).toMatchObject({
    recipient: { language: 'pt-BR' },
  });
  const { recipient, secret } = await create({ webhook: 'https://hooks.example.com/' });
  expect(recipient).toMatchObject({ kind: 'webhook', language: null });
  expect(secret?.reveal((text) => text)).toMatch(/^whsec_/);
});

test.each([
  ['webhook', {}],
  ['webhook', { webhook: 'https://hooks.example.com/', email: 'ops@example.com' }],
  ['email', { email: 'ops@example.com\r\nBcc: thief@example.com' }],
  ['email', { email: 'ops@example.com, thief@example.com' }],
  ['language', { webhook: 'https://hooks.example.com/', language: 'en' }],
] as const)('%s is refused in %j', async (field, input) => {
  const refused = create(input);
  await expect(refused).rejects.toMatchObject({ code: 'invalid' });
  await expect(refused).rejects.toThrow(new RegExp(`^${field}[: ]`));
});

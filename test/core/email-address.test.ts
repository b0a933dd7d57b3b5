import { expect, test } from 'vitest';
import { isEmailAddress } from '../../src/core/notices/email-address.js';

test.each([
  'ops@example.com',
  'a.b+portaria@mail.loja.example',
  "o'neil@example.com.br",
  `${'a'.repeat(64)}@example.com`,
])('%s is an e-mail address', (text) => {
  expect(isEmailAddress(text)).toBe(true);
});

test.each([
  '',
  'ops',
  'ops@',
  '@example.com',
  'ops@localhost',
  'ops@example.com\r\nBcc: thief@example.com',
  'ops@example.com\n',
  'ops@example.com, thief@example.com',
  'ops@example.com;thief@example.com',
  'Ops <ops@example.com>',
  '<ops@example.com>',
  '"a b"@example.com',
  'a b@example.com',
  'ops@example.com SIZE=1',
  'ops@[127.0.0.1]',
  'ops@-example.com',
  'ops..two@example.com',
  'óps@example.com',
  `${'a'.repeat(65)}@example.com`,
  `ops@${'a.'.repeat(130)}example`,
])('%j is none', (text) => {
  expect(isEmailAddress(text)).toBe(false);
});

import { expect, test } from 'vitest';
import { withoutSecrets } from '../../src/doctor/known-secrets.js';

test.each([
  ['postgres://app:correct%2Fhorse@db/portaria', 'correct/horse'],
  // Not encoded as a URL asks: doctor must name that, and cannot if it ends here.
  ['postgres://app:100%25zz%zz@db/portaria', '100%25zz%zz'],
])('the password in %s is hidden', (DATABASE_URL, password) => {
  expect(withoutSecrets({ DATABASE_URL })(`refused: ${password}`)).toBe('refused: [secret]');
});

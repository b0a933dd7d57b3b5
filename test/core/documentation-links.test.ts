import { expect, test } from 'vitest';
import { DocumentationLinks, noLinks } from '../../src/core/shared/documentation-links.js';

test('an error has the address of its page where the documentation has an address', () => {
  expect(new DocumentationLinks('https://docs.example.com').ofError('wrong_secret')).toBe(
    'https://docs.example.com/reference/errors/wrong_secret',
  );
  expect(noLinks.ofError('wrong_secret')).toBeNull();
});

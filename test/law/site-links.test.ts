import { expect, test } from 'vitest';
import { siteLink } from '../../site/src/links.js';

/** Where the links of the pages lead on the documentation site. */
const from = 'docs/how-to/merchant/troubleshoot.md';
const link = (href: string, sourceUrl = ''): string | null => siteLink(from, href, { sourceUrl });

test.each([
  ['troubleshoot-tls.md#no-chain', '/how-to/merchant/troubleshoot-tls#no-chain'],
  ['README.md', '/how-to/merchant/'],
  ['../../README.md', '/contents'],
  ['../../reference/errors/README.md', '/reference/errors/'],
  ['../../reference/errors/', '/reference/errors/'],
  ['../../../SECURITY.md#promises', '/project/security#promises'],
  ['../../openapi/tokens.json', '/openapi/tokens.json'],
  ['#here', '#here'],
  ['https://example.org/a.md', 'https://example.org/a.md'],
])('%s leads to %s', (href, address) => {
  expect(link(href)).toBe(address);
});

test('code is plain text, unless the repository can be read somewhere', () => {
  expect(link('../../../src/main.ts')).toBeNull();
  expect(link('../../../src/main.ts#L7', 'https://git.example.com/blob/main/:path')).toBe(
    'https://git.example.com/blob/main/src/main.ts#L7',
  );
});

test('a link to a page that does not exist fails the build', () => {
  expect(() => link('gone.md')).toThrow(`${from}: the link gone.md leads to no page`);
  expect(() => link('../../gone/')).toThrow('leads to no page');
});

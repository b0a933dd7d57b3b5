import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { goodEnvironment, problemsOf } from './support.js';

test.each([
  'https://docs.example.com',
  'http://localhost:8080',
  'https://example.com/portaria/pt-BR',
  'http://[::1]:8080/docs',
])('PORTARIA_DOCS_URL may be %s', (text) => {
  expect(loadConfig({ ...goodEnvironment(), PORTARIA_DOCS_URL: text }).docsUrl).toBe(text);
});

test.each([
  'https://docs.example.com/',
  'docs.example.com',
  'https://docs.example.com/?page=1',
  // NGINX puts it between quotation marks.
  'https://docs.example.com/"}; return 200 "',
  'https://docs.example.com/$request_id',
  'javascript:alert(1)',
])('PORTARIA_DOCS_URL may not be %s', (text) => {
  expect(problemsOf({ ...goodEnvironment(), PORTARIA_DOCS_URL: text })).toEqual([
    'PORTARIA_DOCS_URL: must be a URL without a slash at its end, such as https://docs.example.com',
  ]);
});

test.each(['mailto:security@example.com', 'https://example.com/security', 'tel:+55-11-5555-0100'])(
  'PORTARIA_SECURITY_CONTACT may be %s',
  (text) => {
    expect(loadConfig({ ...goodEnvironment(), PORTARIA_SECURITY_CONTACT: text }).securityContact).toBe(text);
  },
);

test.each(['security@example.com', 'http://example.com/security', 'mailto:a@b\nExpires: never'])(
  'PORTARIA_SECURITY_CONTACT may not be %j: RFC 9116 wants a URI',
  (text) => {
    expect(problemsOf({ ...goodEnvironment(), PORTARIA_SECURITY_CONTACT: text })).toEqual([
      'PORTARIA_SECURITY_CONTACT: must be a URI such as mailto:security@example.com or https://example.com/security',
    ]);
  },
);

test('neither is set by default', () => {
  expect(loadConfig(goodEnvironment())).toMatchObject({ docsUrl: null, securityContact: null });
});

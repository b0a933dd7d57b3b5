import { expect, test } from 'vitest';
import { documentOf, imported, reads } from './small-document.js';

test.each([
  ['ftp://a.example', 'must be a URL such as'],
  ['127.0.0.1:9000', 'must be a URL such as'],
  ['http://', 'must be a URL such as'],
  ['http://a.example/v2', 'must have no path'],
  ['http://a.example/?x=1', 'must end after the port'],
  ['http://user:hunter2hunter2@a.example', 'must not contain a user and a password'],
  ['http://a;b.example', 'must name a host'],
  ['http://$host', 'must name a host'],
  ['https://10.0.0.1', 'must name a host: NGINX does not compare an IP address'],
])('the upstream %s is refused, and not repeated', (upstream, words) => {
  expect(() => imported(documentOf({ '/a': { get: reads } }), { upstream })).toThrow(
    new RegExp(`^--upstream: (?!.*hunter2)${words}`),
  );
});

test.each([
  ['http://api', 'server api:80 max_fails=0;'],
  ['http://[::1]:9000', 'server [::1]:9000 max_fails=0;'],
  ['http://API.Example:81/', 'server api.example:81 max_fails=0;'],
])('NGINX reaches %s', (upstream, server) => {
  expect(imported(documentOf({ '/a': { get: reads } }), { upstream }).files[0]?.text).toContain(server);
});

test('an https upstream is verified, or refused', () => {
  const document = documentOf({ '/a': { get: reads } });
  const upstream = 'https://api.internal';
  expect(() => imported(document, { upstream })).toThrow('--upstream-ca: name the PEM file');
  expect(() => imported(document, { upstreamCa: '/ca.pem' })).toThrow(
    '--upstream-ca: is only for an https upstream',
  );
  for (const upstreamCa of ['ca.pem', '/a;b', '/a"b', '/a$b', '/a\nb', '/a\\b']) {
    expect(() => imported(document, { upstream, upstreamCa })).toThrow(
      '--upstream-ca: must be an absolute path',
    );
  }
  const text = imported(document, { upstream, upstreamCa: '/etc/my ca.pem' }).files[1]?.text;
  for (const directive of [
    'proxy_ssl_verify on;',
    'proxy_ssl_name api.internal;',
    'proxy_ssl_trusted_certificate "/etc/my ca.pem";',
    'proxy_pass https://portaria_api_small;',
  ]) {
    expect(text).toContain(directive);
  }
});

test.each([
  ['http://api.internal:9000', 'api.internal'],
  ['http://api', 'api'],
])('of the name in %s the import says that NGINX must know it to start', (upstream, name) => {
  const { notes } = imported(documentOf({ '/a': { get: reads } }), { upstream });
  expect(notes).toContainEqual(
    expect.stringMatching(
      new RegExp(`^NGINX resolves ${name} when it starts, and does not start if .* Give an address, or`),
    ),
  );
});

test.each(['http://127.0.0.1:9000', 'http://[::1]:9000', 'http://localhost:9000'])(
  'of %s there is nothing to say',
  (upstream) => {
    const { notes } = imported(documentOf({ '/a': { get: reads } }), { upstream });
    expect(notes.join()).not.toContain('NGINX looks');
  },
);

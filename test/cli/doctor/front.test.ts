import { expect, test } from 'vitest';
import { startDoctorStack } from './support.js';

/** What `portaria doctor` finds at a sound deployment, and at one that is broken in one way. */
const stack = await startDoctorStack();

test('a sound deployment: every check is ok, and the exit code is 0', async () => {
  const { checks, exitCode, found } = await stack.examine();
  expect(found).toEqual([]);
  expect(exitCode).toBe(0);
  expect(checks.filter(({ result }) => result === 'skipped')).toEqual([]);
});

test('for people it is a line for each check, and the progress is not in the output', async () => {
  const { out, err, exitCode } = await stack.show();
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^OK {7}forged-certificate {2}No listener passes on a forged certificate header\.$/m);
  expect(out).not.toContain('Checking');
  expect(err).toContain('Checking forged-certificate (');
});

test('a template that passes the certificate header through', async () => {
  const { check, exitCode } = await stack.withEdited(
    'client-certificate.conf',
    (text) =>
      text.replace(/(X-SSL-Client-Cert +)\$portaria_handshake_certificate/, '$1$http_x_ssl_client_cert'),
    () => stack.examine(),
  );
  expect(exitCode).toBe(2);
  expect(check('forged-certificate')).toMatchObject({
    result: 'problem',
    message: expect.stringContaining(
      'The tls listener passes on the header X-SSL-Client-Cert of a client over HTTP/1.1',
    ),
    fix: expect.stringContaining('Close the listener now.'),
    page: 'docs/explanation/trust-model.md',
  });
  expect(check('forged-certificate').message).toContain('The admin listener passes on the header');
  expect(check('forged-certificate').message).toContain('over HTTP/2');
});

test('a template that no longer sets the certificate header', async () => {
  const { check } = await stack.withEdited(
    'client-certificate.conf',
    (text) => text.replace(/^proxy_set_header X-SSL-Client-Cert .*$/m, ''),
    () => stack.examine(),
  );
  expect(check('forged-certificate').result).toBe('problem');
});

test('an NGINX with another proxy secret than the application', async () => {
  const { check, exitCode } = await stack.examine({}, '--json doctor');
  expect({ exitCode, result: check('listeners').result }).toEqual({ exitCode: 0, result: 'ok' });
  const broken = await stack.withEdited(
    '../secrets/listener-admin.conf',
    (text) => text.replace(/"[^"]+"/, '"another-secret-than-that-of-the-application"'),
    () => stack.examine(),
  );
  expect(broken.check('listeners')).toMatchObject({
    result: 'problem',
    message: expect.stringMatching(
      /^The admin listener at \S+ sends a proxy secret that the application does not know\.$/,
    ),
  });
  expect(broken.check('forged-certificate')).toMatchObject({
    result: 'skipped',
    message: 'The check listeners must succeed first.',
  });
});

test('an error of NGINX that is an HTML page', async () => {
  const { check } = await stack.withEdited(
    'error-pages.conf',
    (text) => text.replace(/^error_page 413.*$/m, ''),
    () => stack.examine(),
  );
  expect(check('json-errors').result).toBe('problem');
  expect(check('json-errors').message).toContain(
    'The header listener answers a body of 200 KiB over HTTP/2 with 413 and a body that is not JSON.',
  );
});

test('TLS 1.0 and 1.1 that are allowed', async () => {
  const { check } = await stack.withEdited(
    'tls.conf',
    (text) =>
      text
        .replace(/^ssl_protocols .*$/m, 'ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;')
        .replace(/^ssl_ciphers .*$/m, 'ssl_ciphers ALL:@SECLEVEL=0;'),
    () => stack.examine(),
  );
  expect(check('tls-versions')).toMatchObject({ result: 'problem' });
  expect(check('tls-versions').message).toMatch(/The tls listener accepts TLS 1\.0\. .*TLS 1\.1/);
});

test('a port that is no process of the application', async () => {
  const { check } = await stack.examine({ PORTARIA_UPSTREAM: '127.0.0.1:1' });
  expect(check('direct-access')).toMatchObject({
    result: 'skipped',
    message: expect.stringContaining('127.0.0.1:1'),
  });
});

test('an address that is no listener', async () => {
  const { check, exitCode } = await stack.examine({}, '--json doctor --url https://localhost:1');
  expect(exitCode).toBe(2);
  expect(check('listeners').message).toMatch(
    /^The tls listener at localhost:1 does not answer: .*ECONNREFUSED/,
  );
});

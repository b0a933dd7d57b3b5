import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { deploymentOf } from '../../src/doctor/deployment.js';
import { afterFile } from '../support/cleanup.js';
import { openWorkshop } from '../support/openssl.js';
import { startDoctorStack } from './support.js';

/** What `portaria doctor` finds at a sound deployment, and at one that is broken in one way. */
const stack = await startDoctorStack();

test('a sound deployment: every check is ok, and the exit code is 0', async () => {
  const { checks, exitCode, found } = await stack.examine();
  expect(found).toEqual([]);
  expect(exitCode).toBe(0);
  expect(checks.filter(({ result }) => result === 'skipped')).toEqual([]);
  expect(checks.map(({ name }) => name)).toEqual([...new Set(checks.map(({ name }) => name))]);
});

test('no secret of the settings is in the output, also where everything fails', async () => {
  const outputs = [
    await stack.examine(),
    await stack.examine({ PORTARIA_PEPPER: String(stack.settings['PORTARIA_MASTER_KEY']) }),
    await stack.examine({ DATABASE_URL: 'nonsense', PORTARIA_ISSUER: '' }),
  ].map(({ out, err }) => out + err);
  const secrets = [
    'MASTER_KEY',
    'PEPPER',
    ...['TLS', 'HEADER', 'ADMIN', 'GATEWAY'].map((name) => `${name}_LISTENER_SECRET`),
  ];
  for (const name of secrets)
    for (const output of outputs) expect(output).not.toContain(stack.settings[`PORTARIA_${name}`]);
});

test('for people it is a line for each check, and the progress is not in the output', async () => {
  const { out, err, exitCode } = await stack.show();
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^OK {7}forged-certificate {7}No listener passes on a forged certificate header\.$/m);
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

test('an application that answers every client that reaches its port', async () => {
  const open = createServer((request, response) => {
    request.resume();
    response.writeHead(201, { 'content-type': 'application/json' }).end('{"access_token":"x"}');
  });
  await new Promise<void>((resolve) => open.listen(0, '127.0.0.1', resolve));
  afterFile(() => {
    open.closeAllConnections();
    open.close();
  });
  const address = `127.0.0.1:${String((open.address() as AddressInfo).port)}`;
  const { check, exitCode } = await stack.examine({ PORTARIA_UPSTREAM: address });
  expect(exitCode).toBe(2);
  expect(check('direct-access')).toMatchObject({
    result: 'problem',
    message: `At ${address}, a request without a proxy secret gets 201 without a code instead of 403.`,
  });
});

test('an address that is no listener', async () => {
  const { check, exitCode } = await stack.examine({}, { words: '--json doctor --url https://localhost:1' });
  expect(exitCode).toBe(2);
  expect(check('listeners').message).toMatch(
    /^The tls listener at localhost:1 does not answer: .*ECONNREFUSED/,
  );
});

test('header buffers that are too small for a certificate with a large key', async () => {
  const { check } = await stack.withEdited(
    'limits.conf',
    (text) => text.replace(/^large_client_header_buffers .*$/m, 'large_client_header_buffers 4 4k;'),
    () => stack.examine(),
  );
  expect(check('header-buffers')).toMatchObject({
    result: 'problem',
    message: expect.stringContaining(
      'The header listener answers 431 header_too_large to a request with a large certificate.',
    ),
    fix: expect.stringContaining('large_client_header_buffers 4 32k'),
  });
});

test('a real 4096-bit certificate is no larger than the one that doctor sends, and passes', async () => {
  const workshop = await openWorkshop();
  const names = Array.from({ length: 12 }, (_, n) => `DNS:host-${String(n)}.payments.example.com`);
  await workshop.put('san', `subjectAltName=${names.join(',')}\n`);
  const subject = `/C=BR/O=${'Pagamentos'.repeat(6)}/OU=${'Tesouraria'.repeat(6)}/CN=loja.example.com`;
  await workshop.openssl(
    'req -x509 -newkey rsa:4096 -nodes -keyout ca.key -out ca.pem -days 400 -subj /CN=Large',
  );
  await workshop.openssl(`req -newkey rsa:4096 -nodes -keyout loja.key -out loja.csr -subj ${subject}`);
  await workshop.openssl(
    'x509 -req -in loja.csr -CA ca.pem -CAkey ca.key -days 300 -extfile san -out loja.pem',
  );
  const [certPem, keyPem, caPem] = await Promise.all(
    ['loja.pem', 'loja.key', 'ca.pem'].map((name) => readFile(join(workshop.folder, name), 'utf8')),
  );
  const { fingerprint256: fingerprint } = new X509Certificate(certPem ?? '');
  const real = { certPem: new X509Certificate(certPem ?? '').toString(), keyPem: keyPem ?? '', fingerprint };
  const sent = await deploymentOf({}, {}, () => new Date()).largeSelfSignedCertificate();
  expect(encodeURIComponent(real.certPem).length).toBeGreaterThan(2500);
  expect(encodeURIComponent(real.certPem).length).toBeLessThanOrEqual(
    encodeURIComponent(sent.certPem).length,
  );

  const account = await stack.app.accounts.create({ certificate: real.certPem });
  const other = await stack.app.accounts.create({ certificate: real.certPem, policy: 'header' });
  const statuses = await stack.withEdited(
    '../clients.pem',
    (text) => `${text}${caPem ?? ''}`,
    async () => {
      const inHandshake = await stack.askToken('tls', account, { client: real });
      const headers = { 'x-ssl-client-cert': encodeURIComponent(real.certPem) };
      return [inHandshake.status, (await stack.askToken('header', other, { headers })).status];
    },
  );
  expect(statuses).toEqual([201, 201]);
});

test('ciphers without forward secrecy', async () => {
  const { check } = await stack.withEdited(
    'tls.conf',
    (text) => text.replace(/^ssl_ciphers .*$/m, 'ssl_ciphers ALL:!aNULL;'),
    () => stack.examine(),
  );
  expect(check('tls-ciphers')).toMatchObject({
    result: 'problem',
    message: expect.stringMatching(/^The tls listener accepts a cipher with CBC \(ECDHE-ECDSA-AES/),
  });
  expect(check('tls-versions').result).toBe('ok');
});

test('a server certificate that has expired, or soon does', async () => {
  const expired = await stack.withServerCertificate(-2, () => stack.examine());
  expect(expired.check('server-certificate')).toMatchObject({
    result: 'problem',
    message: expect.stringMatching(/^The certificate of the tls listener expired on \d{4}-\d\d-\d\d\. /),
  });
  const soon = await stack.withServerCertificate(12.5, () => stack.examine());
  expect(soon.exitCode).toBe(1);
  expect(soon.check('server-certificate')).toMatchObject({
    result: 'warning',
    message: expect.stringMatching(/^The certificate of the tls listener expires on \S+, in 12 days\./),
  });
});

test('a server certificate of a CA that this machine does not trust, and one for another name', async () => {
  const untrusted = await stack.examine({ PORTARIA_SERVER_CA: '' });
  expect(untrusted.check('server-certificate')).toMatchObject({
    result: 'warning',
    fix: expect.stringContaining('PORTARIA_SERVER_CA'),
  });
  const other = await stack.examine({ PORTARIA_ISSUER: 'https://auth.example.com' });
  expect(other.check('server-certificate')).toMatchObject({
    result: 'problem',
    message: expect.stringContaining('The certificate of the admin listener is not for auth.example.com.'),
  });
});

test('a location that leads clients to the health probes', async () => {
  const { check } = await stack.withEdited(
    'listeners/tls-on.conf',
    (text) =>
      text.replace(
        'location = /oauth/token {',
        'location /healthz/ { proxy_pass http://portaria_application; }\n$&',
      ),
    () => stack.examine(),
  );
  expect(check('internal-paths')).toMatchObject({
    result: 'problem',
    message: 'The tls listener answers /healthz/ready with 200 instead of 404.',
  });
});

test('an internal path that NGINX did not answer, because too many requests arrive', async () => {
  const { check } = await stack.withEdited(
    'listeners/tls-on.conf',
    (text) => text.replace('location = /oauth/token {', 'location = /metrics { return 429; }\n$&'),
    () => stack.examine(),
  );
  expect(check('internal-paths')).toMatchObject({
    result: 'skipped',
    message: 'The tls listener answers /metrics with 429, because too many requests arrive.',
  });
});

interface Change {
  readonly file: string;
  readonly from: RegExp;
  readonly to: string;
  readonly found: { readonly result: string; readonly message: RegExp };
}

const changes: readonly Change[] = [
  {
    file: 'limits.conf',
    from: /^underscores_in_headers off;/m,
    to: 'underscores_in_headers on;',
    found: { result: 'problem', message: /passes headers with an underscore on/ },
  },
  {
    file: 'tls.conf',
    from: /^ssl_session_tickets off;/m,
    to: 'ssl_session_tickets on;',
    found: { result: 'problem', message: /allows session tickets/ },
  },
  {
    file: 'limits.conf',
    from: /^map "on" \$portaria_limited_address/m,
    to: 'map "off" $portaria_limited_address',
    found: { result: 'warning', message: /rate limits .* are off/ },
  },
  {
    file: 'limits.conf',
    from: /^client_max_body_size .*$/m,
    to: 'client_max_body_size nonsense;',
    found: { result: 'problem', message: /does not accept its configuration/ },
  },
];

test.each(changes)('$file with $to is found before NGINX reads it', async ({ file, from, to, found }) => {
  const path = join(dirname(stack.proxy.configFile), file);
  const before = await readFile(path, 'utf8');
  await writeFile(path, before.replace(from, to));
  const { check } = await stack.examine();
  await writeFile(path, before);
  expect(check('nginx')).toMatchObject({
    result: found.result,
    message: expect.stringMatching(found.message),
  });
});

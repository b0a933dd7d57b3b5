import { describe, expect, test } from 'vitest';
import { examine, type Report } from '../src/doctor/doctor.js';
import { sentencesOf } from '../src/doctor/finding.js';
import { englishTexts } from '../src/doctor/finding-texts.js';
import { portugueseTexts } from '../src/doctor/finding-texts-pt.js';
import type { DoctorOptions } from '../src/doctor/options.js';
import { reportJson, reportText } from '../src/doctor/report-text.js';
import { aloneIn, openDoctorFiles } from './doctor-files.js';
import {
  closedPort,
  openBabble,
  openHttps,
  openPlainHttp,
  openSilent,
  openSslServer,
} from './doctor-servers.js';

/** Every finding, against real files and real servers; those of the gateway are in doctor-gateway.test.ts. */
const files = openDoctorFiles();
const nowhere = await closedPort();

const named = (options: DoctorOptions): DoctorOptions => ({
  ...options,
  ...Object.fromEntries(
    Object.entries(options)
      .filter(([name, value]) => name.endsWith('File') && typeof value === 'string' && !value.startsWith('/'))
      .map(([name, value]) => [name, files.file(String(value))]),
  ),
});

const codesOf = ({ findings }: Report): readonly string[] => findings.map(({ code }) => code);

const look = (options: DoctorOptions): Promise<Report> => examine(named({ url: nowhere, ...options }));

/** What is found in files; that nothing listens is the same for all. */
const inFiles = async (options: DoctorOptions): Promise<readonly string[]> =>
  codesOf(await look(options)).filter((code) => code !== 'connection_refused');

const good = { certFile: 'chain.pem', keyFile: 'leaf.key' };

describe('files', () => {
  test.each<[DoctorOptions, string[]]>([
    [good, []],
    [{ certFile: 'leaf.pem', keyFile: 'leaf.key' }, []],
    [{ certFile: 'chain.pem', keyFile: 'old.key' }, ['key_mismatch']],
    [{ certFile: 'chain.pem' }, ['key_missing']],
    [{ certFile: 'both.pem' }, ['key_in_certificate_file']],
    [{ certFile: 'leaf.key', keyFile: 'leaf.pem' }, ['files_swapped']],
    [{ certFile: 'wrong-first.pem', keyFile: 'leaf.key' }, ['own_certificate_not_first']],
    [{ certFile: 'wrong-order.pem', keyFile: 'leaf.key' }, ['chain_out_of_order']],
    [{ certFile: 'old.pem', keyFile: 'old.key' }, ['certificate_expired']],
    [{ certFile: 'client.pem', keyFile: 'client.key' }, ['certificate_expires_soon']],
    [{ certFile: 'weak.pem', keyFile: 'weak.key' }, ['key_weak']],
    [{ certFile: 'for-servers.pem', keyFile: 'for-servers.key' }, ['no_client_auth']],
    [{ certFile: 'middle.pem', keyFile: 'middle.key' }, ['certificate_is_ca']],
    [{ certFile: 'alone.pem', keyFile: 'alone.key' }, ['certificate_self_signed']],
    [{ certFile: 'leaf.csr', keyFile: 'leaf.key' }, ['file_is_request']],
    [{ certFile: 'leaf.der', keyFile: 'leaf.key' }, ['file_is_der']],
    [{ certFile: 'leaf.p12', keyFile: 'leaf.key' }, ['file_is_pkcs12']],
    [{ certFile: 'leaf.p7b', keyFile: 'leaf.key' }, ['file_is_pkcs7']],
    [{ certFile: 'zeros.bin', keyFile: 'leaf.key' }, ['file_without_certificate']],
    [{ certFile: 'words.txt', keyFile: 'leaf.key' }, ['file_without_certificate']],
    [{ certFile: 'empty.pem', keyFile: 'leaf.key' }, ['file_empty']],
    [{ certFile: 'large.pem', keyFile: 'leaf.key' }, ['file_too_large']],
    [{ certFile: 'missing.pem', keyFile: 'leaf.key' }, ['file_unreadable']],
    [{ certFile: '.', keyFile: 'leaf.key' }, ['file_unreadable']],
    [{ certFile: '/dev/zero', keyFile: 'leaf.key' }, ['file_unreadable']],
    [{ certFile: 'leaf-oneline.pem', keyFile: 'leaf.key' }, ['pem_line_breaks_lost']],
    [{ certFile: 'leaf-cut.pem', keyFile: 'leaf.key' }, ['pem_cut_off']],
    [{ certFile: 'leaf-damaged.pem', keyFile: 'leaf.key' }, ['pem_damaged']],
    [{ certFile: 'leaf-percent.txt', keyFile: 'leaf.key' }, ['header_value']],
    [{ certFile: 'leaf-twice.txt', keyFile: 'leaf.key' }, ['header_twice_encoded']],
    [{ certFile: 'leaf-plus.txt', keyFile: 'leaf.key' }, ['header_plus_encoded']],
    [{ certFile: 'leaf-plus-spaces.txt', keyFile: 'leaf.key' }, ['header_plus_encoded']],
    [{ certFile: 'chain.pem', keyFile: 'leaf-key.der' }, ['key_is_der']],
    [{ certFile: 'chain.pem', keyFile: 'words.txt' }, ['file_without_key']],
    [{ certFile: 'chain.pem', keyFile: 'middle.pem' }, ['file_without_key']],
    [
      { certFile: 'client.pem', keyFile: 'client-encrypted.key' },
      ['key_encrypted', 'certificate_expires_soon'],
    ],
    [{ certFile: 'chain.pem', keyFile: 'leaf-old-encryption.key' }, ['key_encrypted']],
    [{ certFile: 'chain.pem', keyFile: 'leaf-old-encryption.key', passphraseFile: 'old.txt' }, []],
    [
      { certFile: 'chain.pem', keyFile: 'leaf-old-encryption.key', passphraseFile: 'words.txt' },
      ['passphrase_wrong'],
    ],
    [{ ...good, passphraseFile: 'missing.txt' }, ['file_unreadable']],
    [{ pfxFile: 'leaf.p12', passphraseFile: 'password.txt' }, []],
    [{ pfxFile: 'leaf.p12', passphraseFile: 'wrong-password.txt' }, ['passphrase_wrong']],
    [{ pfxFile: 'leaf.p12' }, ['key_encrypted']],
    [{ pfxFile: 'leaf-legacy.p12', passphraseFile: 'password.txt' }, ['pfx_old_encryption']],
    [{ pfxFile: 'chain.pem' }, ['pfx_is_pem']],
    [{ pfxFile: 'leaf.der' }, ['pfx_unreadable']],
    [{ pfxFile: 'certificates-only.p12' }, ['pfx_unreadable']],
  ])('%o: %j', async (options, codes) => {
    expect(await inFiles(options)).toEqual(codes);
  });

  test('an OpenSSH key and a damaged key are recognised', async () => {
    const openSsh = Buffer.from('openssh-key-v1\0and the key').toString('base64');
    const label = 'OPENSSH PRIVATE KEY';
    files.file('ssh.key', `-----BEGIN ${label}-----\n${openSsh}\n-----END ${label}-----\n`);
    files.file('bad.key', files.read('leaf.key').replace(/\n.{12}/, '\nAAAAAAAAAAAA'));
    expect(await inFiles({ certFile: 'chain.pem', keyFile: 'ssh.key' })).toEqual(['key_is_openssh']);
    expect(await inFiles({ certFile: 'chain.pem', keyFile: 'bad.key' })).toEqual(['key_unreadable']);
  });

  test('times are compared with the clock: not yet valid, expired, and an expired CA', async () => {
    const inDays = (days: number) => () => Date.now() + 86_400_000 * days;
    expect(await inFiles({ ...good, nowMs: inDays(-1) })).toEqual(['certificate_not_yet_valid']);
    expect(await inFiles({ ...good, nowMs: inDays(61) })).toEqual(['certificate_expired']);
    expect(await inFiles({ ...good, nowMs: inDays(91) })).toEqual([
      'certificate_expired',
      'intermediate_expired',
    ]);
  });

  test('the certificate of a .p12 is described, with its chain in order', async () => {
    const { certificate } = await look({ pfxFile: 'leaf.p12', passphraseFile: 'password.txt' });
    expect(certificate).toMatchObject({ subject: 'CN=leaf', issuer: 'CN=middle', keyName: 'P-256' });
    expect(certificate?.fingerprint).toBe(
      files
        .openssl('x509 -in leaf.pem -noout -fingerprint -sha256')
        .replace(/^.*=|[:\n]/g, '')
        .toLowerCase(),
    );
  });

  test('with a key that does not match, the connection is still looked at', async () => {
    expect(codesOf(await look({ certFile: 'chain.pem', keyFile: 'old.key' }))).toEqual([
      'key_mismatch',
      'connection_refused',
    ]);
  });
});

const asWhoami =
  (more: object = {}): Parameters<typeof openHttps>[2] =>
  (_, response) => {
    response.end(
      JSON.stringify({ fingerprint: '00', subject: 'CN=other', trusted: true, linked: true, ...more }),
    );
  };

describe('connections', () => {
  const connect = async (url: string, more: DoctorOptions = {}): Promise<readonly string[]> =>
    codesOf(await look({ ...good, caFile: 'ca.pem', url, ...more }));

  test('a name that does not resolve, a closed port, plain HTTP, no TLS, silence', async () => {
    expect(await connect('https://nothing.invalid')).toEqual(['host_unknown']);
    expect(await connect(nowhere)).toEqual(['connection_refused']);
    expect(await connect(await openPlainHttp())).toEqual(['plain_http']);
    expect(await connect(await openBabble())).toEqual(['not_tls']);
    expect(await connect(await openSilent(true))).toEqual(['connection_closed']);
    expect(await connect(await openSilent(false), { timeoutSeconds: 1 })).toEqual(['connection_timeout']);
    const changes = await openHttps(files, 'server', (_, { socket }) => {
      socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    });
    expect(await connect(changes)).toEqual(['connection_closed']);
    expect(await connect('http://localhost')).toEqual(['url_not_https']);
  });

  test("the server's CA is unknown: the file beside the given ones that has it is named, if one has", async () => {
    const url = await openHttps(files, 'server', asWhoami());
    const found = await look({ ...good, url });
    expect(codesOf(found)).toEqual(['server_ca_in_file']);
    expect(found.findings[0]?.values).toEqual({ issuer: 'CN=Scripted ca', file: files.file('ca.pem') });
    const [certFile, keyFile] = aloneIn(files, ['chain.pem', 'leaf.key']);
    const alone = await look({ certFile, keyFile, url });
    expect(alone.findings.map(({ code, values }) => [code, values])).toEqual([
      ['server_ca_unknown', { issuer: 'CN=Scripted ca' }],
    ]);
    expect(codesOf(await look({ certFile, keyFile, url, caFile: 'other-ca.pem' }))).toEqual([
      'server_ca_in_file',
    ]);
    expect(codesOf(await look({ ...good, url, caFile: 'words.txt' }))).toEqual(['ca_without_certificate']);
    expect(codesOf(await look({ ...good, url, caFile: 'none.pem' }))).toEqual(['file_unreadable']);
  });

  test("the server's certificate is for another host, or has expired", async () => {
    const elsewhere = await look({
      ...good,
      caFile: 'ca.pem',
      url: await openHttps(files, 'server-elsewhere', asWhoami()),
    });
    expect(elsewhere.findings.map(({ code, values }) => [code, values])).toEqual([
      ['server_wrong_host', { host: 'localhost', names: 'elsewhere.example' }],
    ]);
    const url = await openHttps(files, 'server-old', asWhoami());
    expect(await connect(url)).toEqual(['server_expired']);
    // The clock of the server says whose fault it is.
    const nowMs = () => Date.now() + 7_200_000;
    expect(await connect(url, { nowMs })).toEqual(['server_expired', 'clock_ahead']);
  });

  test("the clock is compared with the server's Date", async () => {
    const url = await openHttps(files, 'server', asWhoami());
    const off = async (seconds: number) => {
      const { findings } = await look({
        ...good,
        caFile: 'ca.pem',
        url,
        nowMs: () => Date.now() + 1000 * seconds,
      });
      return findings.map(({ code }) => code);
    };
    expect(await off(-7200)).toContain('clock_behind');
    expect(await off(7200)).toContain('clock_ahead');
    expect(await off(50)).toEqual(['other_certificate_arrived']);
  });

  test.each(['-tls1_2', '-tls1_3'])('a server that ends the handshake (%s)', async (version) => {
    const strict = (ca: string) =>
      openSslServer(files, `-Verify 3 -verify_return_error -CAfile ${ca} ${version}`);
    expect(await connect(await strict('other-ca.pem'))).toEqual(['client_ca_rejected']);
    const accepting = await strict('ca.pem');
    expect(await connect(accepting, { certFile: 'old.pem', keyFile: 'old.key' })).toEqual([
      'certificate_expired',
      'certificate_rejected',
    ]);
    expect(await connect(accepting, { keyFile: 'old.key' })).toEqual([
      'key_mismatch',
      'certificate_required',
    ]);
  });

  test('a server with TLS 1.1 only is too old', async () => {
    expect(await connect(await openSslServer(files, '-tls1_1 -cipher DEFAULT@SECLEVEL=0'))).toEqual([
      'tls_version',
    ]);
  });

  test('answers that are not those of the gateway', async () => {
    const answering = (status: number, body: string) =>
      openHttps(files, 'server', (_, response) => {
        response.writeHead(status).end(body);
      });
    expect(await connect(await answering(200, '<html>'))).toEqual(['not_the_gateway']);
    expect(await connect(await answering(200, 'x'.repeat(10_000_000)))).toEqual(['not_the_gateway']);
    expect(await connect(await answering(404, '{}'))).toEqual(['not_the_gateway']);
    expect(await connect(await answering(503, '{}'))).toEqual(['gateway_unavailable']);
    expect(await connect(await answering(429, '{}'))).toEqual(['gateway_unavailable']);
    const missing = JSON.stringify({ code: 'certificate_missing' });
    expect(await connect(await answering(400, missing))).toEqual(['certificate_did_not_arrive']);
  });

  test('the path of a token request in the address is left out, and another prefix stays', async () => {
    const paths: string[] = [];
    const url = await openHttps(files, 'server', ({ url: path = '' }, response) => {
      paths.push(path);
      response.end('{}');
    });
    await connect(`${url}/api/auth/token`);
    await connect(`${url}/gateway/`, { clientId: 'account-7-0a1b2c3d' });
    expect(paths).toEqual(['/api/auth/whoami', '/gateway/api/auth/whoami?clientId=account-7-0a1b2c3d']);
  });
});

describe('the report', () => {
  test('no text of a server or a certificate controls the terminal', async () => {
    const subject = 'CN=\u001b[2J\u202eother\n';
    const url = await openHttps(files, 'server', asWhoami({ subject }));
    const report = await look({ ...good, caFile: 'ca.pem', url });
    expect(reportText(report, 'en')).toContain('CN=?[2J?other?');
  });

  test('neither the key nor its password is in it', async () => {
    const report = await look({ pfxFile: 'leaf.p12', passphraseFile: 'password.txt' });
    const other = await look({ certFile: 'both.pem', keyFile: 'leaf.key' });
    const all = [report, other].flatMap((each) => [
      reportText(each, 'en'),
      JSON.stringify(reportJson(each, 'en')),
    ]);
    const secret = files.read('leaf.key').split('\n')[1] ?? '';
    expect(secret.length).toBeGreaterThan(40);
    for (const text of all)
      expect(text).not.toMatch(new RegExp(`${secret.slice(0, 40)}|scripted passphrase`));
  });

  test('every finding has both languages, with the same values', () => {
    const valuesIn = (texts: readonly string[]) =>
      [...new Set(texts.join(' ').match(/\{\w+\}/g) ?? [])].sort().join();
    for (const [code, texts] of Object.entries(englishTexts)) {
      const other = portugueseTexts[code as keyof typeof englishTexts];
      expect([code, valuesIn(other)]).toEqual([code, valuesIn(texts)]);
      for (const sentence of [...texts, ...other])
        expect(sentence).toMatch(/^$|[.}]$|client\.(?:pem|key)$|new\.p12$/);
    }
  });

  test('each finding is a sentence with its fix', async () => {
    const { findings } = await look({ certFile: 'chain.pem', keyFile: 'old.key' });
    const [first] = findings;
    expect(first && sentencesOf(first, 'pt-BR')).toEqual({
      message: 'A chave não pertence ao certificado.',
      fix: 'Use a chave criada com a solicitação de assinatura deste certificado.',
    });
    const text = reportText(await look({ certFile: 'chain.pem', keyFile: 'old.key' }), 'en');
    expect(text).toContain('PROBLEM: The key does not belong to the certificate.\n         Fix: Use the key');
    expect(text).toContain('2 problems were found.');
  });
});

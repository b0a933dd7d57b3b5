import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { createCa, issueCertificate, type IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { key256 } from '../../src/config/setting-schemas.js';
import { Secret } from '../../src/core/credentials/secret.js';
import { currently } from '../support/certificates.js';
import { openWorkshop } from '../support/openssl.js';
import { openTestManagement, refusalOf } from './open-test-management.js';

const { database, management } = await openTestManagement();
const workshop = await openWorkshop();
const account = (await management.createAccount.run({ name: 'Loja' })).id;
const authority = await createCa({ commonName: 'CA', ...currently });
await management.createAuthority.run({ name: 'Own' });

let issued: IssuedCertificate;
let request: string;
const read = (name: string, encoding: BufferEncoding = 'utf8'): Promise<string> =>
  readFile(join(workshop.folder, name), encoding);

/** The commands that were executed, as they were printed. */
const executed = new Set<string>();

/** Runs a command of an advice as a person would: in a shell, and with the password of the file. */
const execute = (command: string): Promise<string> =>
  new Promise((resolve, reject) => {
    executed.add(command);
    const typed = command.replace(/openssl (pkcs12|pkey)/, 'openssl $1 -passin pass:secret');
    const child = spawn('sh', ['-c', typed], { cwd: workshop.folder });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
    child.on('close', (code) => {
      if (code === 0) resolve(out);
      else reject(new Error(`${typed}: ${err}`));
    });
  });

const commandIn = (message: string): string => {
  const [, command] = /\(((?:openssl|base64|node|tr|printf|iconv) .*)\)$/.exec(message) ?? [];
  if (command === undefined) throw new Error(`no command in: ${message}`);
  return command;
};

beforeAll(async () => {
  issued = await issueCertificate(authority, { commonName: 'loja.example', ...currently });
  const { put, openssl } = workshop;
  await put('client.key', issued.keyPem);
  await put('client.crt', issued.certPem);
  await put('ca.crt', authority.certPem);
  await openssl('req -new -key client.key -subj /CN=x -out good.csr');
  request = await read('good.csr');
});

/** Writes the file that the command will read, and returns the text that a person gives. */
type Mistake = () => Promise<string>;

const mistaken = async (name: string, content: string | Buffer): Promise<string> => {
  await workshop.put(name, content);
  return read(name);
};
const base64Of = async (file: string): Promise<string> => mistaken('client.b64', await read(file, 'base64'));

const certificates: readonly (readonly [string, RegExp, Mistake])[] = [
  [
    'a PKCS#12 file',
    /PKCS#12/,
    async () => {
      await workshop.openssl(
        'pkcs12 -export -in client.crt -inkey client.key -certfile ca.crt -name loja -passout pass:secret -out client.p12',
      );
      return read('client.p12');
    },
  ],
  ['the same in base64', /PKCS#12/, () => base64Of('client.p12')],
  [
    'a PKCS#7 file with the chain, in PEM',
    /PKCS#7/,
    async () => {
      await workshop.openssl('crl2pkcs7 -nocrl -certfile client.crt -certfile ca.crt -out client.p7b');
      return read('client.p7b');
    },
  ],
  [
    'a PKCS#7 file with the CA first',
    /PKCS#7/,
    async () => {
      await workshop.openssl('crl2pkcs7 -nocrl -certfile ca.crt -certfile client.crt -out client.p7b');
      return read('client.p7b');
    },
  ],
  [
    'a PKCS#7 file in DER, as Windows writes it',
    /PKCS#7/,
    async () => {
      await workshop.openssl('crl2pkcs7 -nocrl -certfile client.crt -outform DER -out client.p7b');
      return read('client.p7b');
    },
  ],
  ['the same in base64', /PKCS#7.*in base64/, () => base64Of('client.p7b')],
  [
    'DER',
    /binary \(DER\)/,
    async () => {
      await workshop.openssl('x509 -in client.crt -outform DER -out client.cer');
      return read('client.cer');
    },
  ],
  ['DER in base64', /without its PEM frame/, () => base64Of('client.cer')],
  [
    'DER in base64url',
    /base64url/,
    async () => mistaken('client.b64', await read('client.cer', 'base64url')),
  ],
  ['DER in hexadecimal', /hexadecimal/, async () => mistaken('client.hex', await read('client.cer', 'hex'))],
  ['RFC 9440', /RFC 9440/, async () => mistaken('client.b64', `:${await read('client.cer', 'base64')}:`)],
  ['base64 of the PEM, as in Kubernetes', /Kubernetes/, () => base64Of('client.crt')],
  [
    'percent-encoded, as for the header',
    /percent-encoded, as for the certificate header/,
    () => mistaken('client.pem', encodeURIComponent(issued.certPem)),
  ],
  [
    'percent-encoded to the last character',
    /percent-encoded, as for the certificate header/,
    () =>
      mistaken(
        'client.pem',
        Array.from(issued.certPem, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`).join(''),
      ),
  ],
  [
    'form-encoded',
    /form-encoded/,
    () => mistaken('client.pem', encodeURIComponent(issued.certPem).replaceAll('%20', '+')),
  ],
  [
    'backslash and n, as environment variables have it',
    /backslash and n/,
    () => mistaken('client.pem', issued.certPem.replaceAll('\n', '\\n')),
  ],
  ['a JSON string', /JSON string/, () => mistaken('client.pem', JSON.stringify(issued.certPem))],
  ['quotation marks', /quotation marks/, () => mistaken('client.pem', `"${issued.certPem}"`)],
  [
    'UTF-16 with its mark, as PowerShell writes it',
    /UTF-16/,
    () => mistaken('client.pem', Buffer.from(`\ufeff${issued.certPem}`, 'utf16le')),
  ],
  [
    'a trusted certificate of OpenSSL',
    /BEGIN CERTIFICATE/,
    async () => {
      await workshop.openssl('x509 -in client.crt -trustout -addtrust clientAuth -out client.pem');
      return read('client.pem');
    },
  ],
  [
    'the old name of the frame',
    /BEGIN CERTIFICATE/,
    () => mistaken('client.pem', issued.certPem.replaceAll('CERTIFICATE', 'X509 CERTIFICATE')),
  ],
];

test.each(certificates)(
  'what the advice on %s prints is taken, and nothing of it is kept but the certificate',
  async (_name, named, mistake) => {
    const refusal = await refusalOf(management.linkCertificate.run({ account, pem: await mistake() }));
    expect(refusal).toMatchObject({
      code: 'invalid',
      field: 'certificate',
      message: expect.stringMatching(named),
    });
    const pem = await execute(commandIn(refusal.message));
    const { info } = await management.linkCertificate.run({ account, pem });
    expect(info.fingerprint).toBe(issued.fingerprint);
    const rows = await database.sql<{ pem: string }>('SELECT pem FROM certificate');
    expect(rows.map((row) => row.pem)).toEqual([`${issued.certPem.trim()}\n`]);
    await management.unlinkCertificate.run({ account, fingerprint: info.fingerprint });
  },
);

const requests: readonly (readonly [string, RegExp, Mistake])[] = [
  ['a certificate', /this is a certificate/, () => Promise.resolve(issued.certPem)],
  ['a certificate in base64', /this is a certificate/, () => base64Of('client.cer')],
  ['a public key', /public key/, () => workshop.openssl('pkey -in client.key -pubout')],
  [
    'DER',
    /binary \(DER\)/,
    async () => {
      await workshop.openssl('req -in good.csr -outform DER -out client.csr');
      return read('client.csr');
    },
  ],
  ['DER in base64', /without its PEM frame/, () => base64Of('client.csr')],
  [
    'DER in base64url',
    /base64url/,
    async () => mistaken('client.b64', await read('client.csr', 'base64url')),
  ],
  ['DER in hexadecimal', /hexadecimal/, async () => mistaken('client.hex', await read('client.csr', 'hex'))],
  ['base64 of the PEM', /Kubernetes/, () => base64Of('good.csr')],
  ['percent-encoded', /percent-encoded/, () => mistaken('client.pem', encodeURIComponent(request))],
  ['backslash and n', /backslash and n/, () => mistaken('client.pem', request.replaceAll('\n', '\\n'))],
  ['UTF-16', /UTF-16/, () => mistaken('client.pem', Buffer.from(`\ufeff${request}`, 'utf16le'))],
];

test.each(requests)(
  'what the advice on %s instead of a request prints is signed',
  async (_name, named, mistake) => {
    const refusal = await refusalOf(management.signCertificate.run({ account, request: await mistake() }));
    expect(refusal).toMatchObject({
      code: 'invalid',
      field: 'request',
      message: expect.stringMatching(named),
    });
    const signed = await management.signCertificate.run({
      account,
      request: await execute(commandIn(refusal.message)),
    });
    expect(signed.info.key.name).toBe('P-256');
  },
);

test('a request that is made anew with SHA-256, as the refusal of SHA-1 says, is signed', async () => {
  await workshop.openssl('req -new -sha1 -key client.key -subj /CN=x -out old.csr');
  const refusal = await refusalOf(
    management.signCertificate.run({ account, request: await read('old.csr') }),
  );
  expect(refusal).toMatchObject({ code: 'refused', message: expect.stringContaining('SHA-256') });
  const anew = await execute(commandIn(refusal.message));
  expect((await management.signCertificate.run({ account, request: anew })).info.key.name).toBe('P-256');
});

test("an authority's key under a passphrase is imported after the command of the refusal", async () => {
  await workshop.put('open.key', authority.keyPem);
  await workshop.openssl('pkey -in open.key -aes256 -passout pass:secret -out ca.key');
  const imported = (key: string) =>
    management.importAuthority.run({ pem: authority.certPem, key: new Secret(key), replace: true });
  const refusal = await refusalOf(imported(await read('ca.key')));
  expect(refusal).toMatchObject({ code: 'invalid', field: 'key' });
  await execute(commandIn(refusal.message));
  expect((await imported(await read('plain.key'))).subject).toBe('CN=CA');
});

test('a secret that openssl rand makes, as the configuration error says, is taken', async () => {
  const [error] = key256.safeParse('short').error?.issues ?? [];
  const made = await execute(commandIn(error?.message ?? ''));
  expect(key256.safeParse(made.trim()).success).toBe(true);
});

/** A command of openssl in a text, to the end of its words. */
const openssl =
  /openssl [a-z0-9]+(?: (?:-[A-Za-z0-9]+|[A-Za-z0-9]+\.[a-z0-9]+|\/CN=\w+|DER|base64|32)(?![A-Za-z0-9]))+/g;
const commandsOf = (text: string): string[] => [...text.matchAll(openssl)].map(([command]) => command);

test('no message has a command of openssl that is not executed here', async () => {
  const folders = [
    'admin',
    'auth',
    'config',
    'contracts',
    'core',
    'crypto',
    'http',
    'management',
    'self-service',
  ];
  const files = await Promise.all(
    folders.map((folder) => readdir(join('src', folder), { recursive: true, withFileTypes: true })),
  );
  const texts = await Promise.all(
    files
      .flat()
      .filter((entry) => entry.isFile())
      .map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')),
  );
  const inSource = texts.flatMap(commandsOf);
  expect(inSource.length).toBeGreaterThan(15);
  // README.txt of a bundle is not a message; test/management/hand-over-readme.test.ts executes its commands.
  const elsewhere = [
    'openssl pkcs12 -in client.p12 -nocerts -noenc -out client.key',
    'openssl pkcs12 -export -inkey client.key -in certificate.pem -out certificate.p12',
  ];
  const unknown = inSource.filter(
    (command) => !elsewhere.includes(command) && ![...executed].some((other) => other.includes(command)),
  );
  expect(unknown).toEqual([]);
});

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The password of the encrypted files that are made here. They exist for one run of tests. */
export const passphrase = 'scripted passphrase';

/** `CertificateFolder`: a folder with the keys and certificates of one run, made with the machine's OpenSSL. */
export interface CertificateFolder {
  read(name: string): string;
  /** Checks the signature of a signing request and returns the certificate for it, as PEM. */
  sign(requestPem: string): string;
}

const opensslIn =
  (folder: string) =>
  (...words: string[]): string =>
    execFileSync('openssl', words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

type OpenSsl = ReturnType<typeof opensslIn>;

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

const makeCa = (openssl: OpenSsl, name: string): void => {
  const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
  openssl('req', '-x509', ...newKey, '-days', '2', '-subj', `/CN=Scripted ${name}`, ...files);
};

const makePair = (openssl: OpenSsl, name: string, extensions: string): void => {
  openssl('req', ...newKey, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
  signWith(openssl, name, extensions);
};

const signWith = (openssl: OpenSsl, name: string, extensions: string): void => {
  const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
  openssl(
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    ...ca,
    '-days',
    '2',
    '-extfile',
    extensions,
    '-out',
    `${name}.pem`,
  );
};

const makePkcs12Files = (openssl: OpenSsl): void => {
  const pair = ['pkcs12', '-export', '-in', 'client.pem', '-inkey', 'client.key'];
  openssl(...pair, '-out', 'client.p12', '-passout', `pass:${passphrase}`);
  openssl(...pair, '-out', 'client-open.p12', '-keypbe', 'NONE', '-certpbe', 'NONE', '-passout', 'pass:');
};

/** Makes everything that tests of a client package need. */
export const makeCertificates = (folder: string): CertificateFolder => {
  const openssl = opensslIn(folder);
  writeFileSync(join(folder, 'server.ext'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  writeFileSync(join(folder, 'client.ext'), 'extendedKeyUsage=clientAuth\n');
  makeCa(openssl, 'ca');
  makeCa(openssl, 'other-ca');
  makePair(openssl, 'server', 'server.ext');
  makePair(openssl, 'client', 'client.ext');
  makePair(openssl, 'renewed', 'client.ext');
  const encrypted = ['-out', 'client-encrypted.key', '-passout', `pass:${passphrase}`];
  openssl('pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-in', 'client.key', ...encrypted);
  makePkcs12Files(openssl);
  let signed = 0;
  return {
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    sign: (requestPem) => {
      signed += 1;
      const name = `signed-${String(signed)}`;
      writeFileSync(join(folder, `${name}.csr`), requestPem);
      openssl('req', '-verify', '-noout', '-in', `${name}.csr`);
      signWith(openssl, name, 'client.ext');
      return readFileSync(join(folder, `${name}.pem`), 'utf8');
    },
  };
};

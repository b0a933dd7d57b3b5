import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { makeCertificates, passphrase } from '../../scripted-server/certificates.ts';

/** `DoctorFiles`: a folder with the files that merchants have, right and wrong, made by the machine's OpenSSL. */
export interface DoctorFiles {
  readonly folder: string;
  file(name: string, content?: string | Uint8Array): string;
  openssl(words: string): string;
  read(name: string): string;
}

const extensions: Readonly<Record<string, string>> = {
  'ca.ext': 'basicConstraints=critical,CA:TRUE\n',
  'client.ext': 'extendedKeyUsage=clientAuth\n',
  'server.ext': 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n',
  'elsewhere.ext': 'subjectAltName=DNS:elsewhere.example\n',
};

export const openDoctorFiles = (): DoctorFiles => {
  const folder = mkdtempSync(join(tmpdir(), 'portaria-doctor-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const certificates = makeCertificates(folder);
  const file = (name: string, content?: string | Uint8Array): string => {
    if (content !== undefined) writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const openssl = (words: string): string =>
    execFileSync('openssl', words.split(' '), {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  for (const [name, text] of Object.entries(extensions)) file(name, text);
  const files = { folder, file, openssl, read: (name: string) => certificates.read(name) };
  makeOthers(files);
  return files;
};

const makeOthers = ({ openssl, file, read }: DoctorFiles): void => {
  const p256 = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';
  const sign = (name: string, ca: string, days: number, ext: string): void => {
    const by = `-CA ${ca}.pem -CAkey ${ca}.key -CAcreateserial`;
    openssl(`x509 -req -in ${name}.csr ${by} -days ${String(days)} -extfile ${ext}.ext -out ${name}.pem`);
  };
  const make = (name: string, order: { key?: string; ca?: string; days?: number; ext: string }): void => {
    const { key = p256, ca = 'ca', days = 60, ext } = order;
    openssl(`req ${key} -subj /CN=${name} -keyout ${name}.key -out ${name}.csr`);
    sign(name, ca, days, ext);
  };
  make('middle', { days: 90, ext: 'ca' });
  make('leaf', { ca: 'middle', ext: 'client' });
  make('old', { days: -1, ext: 'client' });
  make('weak', { key: '-newkey rsa:1024 -nodes', ext: 'client' });
  make('for-servers', { ext: 'server' });
  make('server-old', { days: -1, ext: 'server' });
  make('server-elsewhere', { ext: 'elsewhere' });
  openssl(`req -x509 ${p256} -days 60 -subj /CN=alone -keyout alone.key -out alone.pem`);
  file('chain.pem', read('leaf.pem') + read('middle.pem'));
  file('wrong-first.pem', read('middle.pem') + read('leaf.pem'));
  file('wrong-order.pem', read('leaf.pem') + read('ca.pem') + read('middle.pem'));
  file('both.pem', read('leaf.pem') + read('leaf.key'));
  openssl('x509 -in leaf.pem -outform DER -out leaf.der');
  openssl('pkey -in leaf.key -outform DER -out leaf-key.der');
  openssl('crl2pkcs7 -nocrl -certfile chain.pem -outform DER -out leaf.p7b');
  file('leaf-oneline.pem', read('leaf.pem').replaceAll('\n', ' '));
  file('leaf-cut.pem', read('leaf.pem').slice(0, -30));
  file('leaf-damaged.pem', read('leaf.pem').replace(/^(-.*\n.{20})./, '$1*'));
  file('leaf-percent.txt', encodeURIComponent(read('leaf.pem')));
  file('leaf-twice.txt', encodeURIComponent(encodeURIComponent(read('leaf.pem'))));
  file('leaf-plus.txt', new URLSearchParams({ x: read('leaf.pem') }).toString().slice(2));
  file('leaf-plus-spaces.txt', encodeURIComponent(read('leaf.pem')).replaceAll('%20', '+'));
  file('empty.pem', '');
  file('words.txt', 'there is nothing here\n');
  file('zeros.bin', new Uint8Array(100));
  file('large.pem', 'x'.repeat(1024 * 1024 + 1));
  file('password.txt', `${passphrase}\n`);
  file('wrong-password.txt', 'not the password\n');
  openssl('ec -in leaf.key -aes128 -passout pass:old -out leaf-old-encryption.key');
  file('old.txt', 'old');
  const p12 = `pkcs12 -export -in chain.pem -inkey leaf.key -passout file:password.txt`;
  openssl(`${p12} -out leaf.p12`);
  openssl(`${p12} -legacy -certpbe PBE-SHA1-RC2-40 -keypbe PBE-SHA1-RC2-40 -out leaf-legacy.p12`);
  openssl('pkcs12 -export -nokeys -in chain.pem -passout pass: -out certificates-only.p12');
};

/** Copies one file into a folder of its own, where no CA is near. */
export const aloneIn = (files: DoctorFiles, names: readonly string[]): readonly string[] => {
  const folder = mkdtempSync(join(files.folder, 'alone-'));
  return names.map((name) => {
    cpSync(files.file(name), join(folder, name));
    return join(folder, name);
  });
};

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { X509Parser } from '../../src/crypto/certificates/x509-parser.js';
import { openWorkshop } from '../support/openssl.js';

const workshop = await openWorkshop();
await workshop.openssl(
  'req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN=CA -keyout ca.key -out ca.pem -addext keyUsage=critical,keyCertSign',
);
await workshop.openssl('ecparam -name prime256v1 -genkey -noout -out named.key');
await workshop.openssl('ecparam -name prime256v1 -genkey -noout -param_enc explicit -out explicit.key');

const keyUsages = [
  ...['', 'digitalSignature', 'keyAgreement', 'keyEncipherment', 'nonRepudiation', 'dataEncipherment'],
  ...['digitalSignature,keyEncipherment', 'keyEncipherment,dataEncipherment', 'decipherOnly', 'keyCertSign'],
];
const extendedKeyUsages = [
  '',
  'clientAuth',
  'serverAuth',
  'anyExtendedKeyUsage',
  'clientAuth,anyExtendedKeyUsage',
];
const netscapeTypes = ['', 'client', 'server', 'client,server'];

const rows = keyUsages.flatMap((keyUsage, index) =>
  extendedKeyUsages.map((extendedKeyUsage, useIndex) => ({
    ...{ keyUsage, extendedKeyUsage },
    nsCertType: netscapeTypes[(index + useIndex) % netscapeTypes.length] ?? '',
  })),
);

const issue = async (
  name: string,
  key: string,
  extensions: Readonly<Record<string, string>>,
  digest = 'sha256',
): Promise<string> => {
  const lines = Object.entries(extensions).flatMap(([id, value]) => (value ? [`${id}=${value}`] : []));
  await workshop.put(`${name}.ext`, `${['basicConstraints=CA:false', ...lines].join('\n')}\n`);
  await workshop.openssl(`req -new -key ${key} -subj /CN=loja -out ${name}.csr`);
  await workshop.openssl(
    `x509 -req -in ${name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 9 -${digest} -extfile ${name}.ext -out ${name}.pem`,
  );
  return readFile(join(workshop.folder, `${name}.pem`), 'utf8');
};

const isAccepted = (name: string): Promise<boolean> =>
  workshop.openssl(`verify -purpose sslclient -auth_level 1 -CAfile ca.pem ${name}.pem`).then(
    () => true,
    () => false,
  );

test('a certificate has a problem exactly when OpenSSL does not accept it as the certificate of a TLS client', async () => {
  const reader = new X509Parser();
  const results: boolean[] = [];
  for (const [index, extensions] of rows.entries()) {
    const pem = await issue(`row${String(index)}`, 'named.key', extensions);
    const problems = reader.handshakeProblemsOf(pem);
    const accepted = await isAccepted(`row${String(index)}`);
    expect(problems.length === 0, `${JSON.stringify(extensions)}: ${problems.join()}`).toBe(accepted);
    results.push(accepted);
  }
  expect(new Set(results).size).toBe(2);
});

test('a curve that is written out is a problem, as it is for OpenSSL', async () => {
  const pem = await issue('explicit', 'explicit.key', {});
  expect(new X509Parser().handshakeProblemsOf(pem)).toEqual(['explicit_curve']);
  expect(await isAccepted('explicit')).toBe(false);
  expect(new X509Parser().handshakeProblemsOf(await issue('named', 'named.key', {}))).toEqual([]);
});

test.each([
  ['1.2.3.4', 'critical,DER:0500'],
  ['1.2.3.4', 'DER:0500'],
  ['tlsfeature', 'critical,status_request'],
  ['tlsfeature', 'status_request'],
  ['subjectKeyIdentifier', 'critical,hash'],
  ['keyUsage', 'critical,digitalSignature'],
  ['extendedKeyUsage', 'critical,clientAuth'],
  ['subjectAltName', 'critical,DNS:loja.example'],
  ['nameConstraints', 'critical,permitted;DNS:loja.example'],
  ['crlDistributionPoints', 'critical,URI:http://ca.example/crl'],
  ['certificatePolicies', 'critical,1.2.3.4'],
  ['policyConstraints', 'critical,inhibitPolicyMapping:0'],
  ['inhibitAnyPolicy', 'critical,0'],
  ['noCheck', 'critical,ignored'],
  ['freshestCRL', 'critical,URI:http://ca.example/crl'],
  ['issuerAltName', 'critical,DNS:ca.example'],
])('a critical extension is a problem exactly when OpenSSL does not know it: %s = %s', async (id, value) => {
  const name = `${id}-${value.replaceAll(/\W/g, '-')}`;
  const problems = new X509Parser().handshakeProblemsOf(await issue(name, 'named.key', { [id]: value }));
  expect(problems).toEqual((await isAccepted(name)) ? [] : ['unknown_critical_extension']);
});

test.each(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'])(
  'a signature is a problem exactly when OpenSSL finds it too weak: %s',
  async (digest) => {
    const problems = new X509Parser().handshakeProblemsOf(await issue(digest, 'named.key', {}, digest));
    expect(problems).toEqual((await isAccepted(digest)) ? [] : ['weak_signature']);
  },
);

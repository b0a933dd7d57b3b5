import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { longAgo } from '../http/nginx/support.js';
import { startProxiedApp } from '../http/proxied-app.js';
import { openWorkshop } from '../support/openssl.js';
import { openPortaria } from './portaria.js';

/** What the doctor says of certificates at the real gateway; clients/typescript/test has what it finds before. */
const proxied = await startProxiedApp();
const { runWords } = await openPortaria();
const { folder, openssl } = await openWorkshop();

const put = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const url = `https://localhost:${String(proxied.proxy.ports.tls)}`;
const ca = put('ca.pem', proxied.proxy.ca.certPem);
put('ca.key', proxied.proxy.ca.keyPem);

interface Files {
  readonly certPem: string;
  readonly keyPem: string;
}

const look = async ({ certPem, keyPem }: Files, more: readonly string[] = [], address = url) => {
  const files = ['--cert', put('client.pem', certPem), '--key', put('client.key', keyPem), '--ca', ca];
  const ended = await runWords(['--json', 'client-doctor', '--url', address, ...files, ...more]);
  const { findings } = ended.json() as { findings: { code: string; level: string; message: string }[] };
  const found = findings.filter(({ code }) => code !== 'certificate_expires_soon');
  return { exitCode: ended.exitCode, codes: found.map(({ code }) => code), found };
};

test('a certificate that is linked: which account, and whether the client id is of it', async () => {
  const [own, other] = [await proxied.merchant(), await proxied.merchant()];
  const alone = await look(own.certificate);
  expect(alone).toMatchObject({ exitCode: 0, codes: ['certificate_accepted'] });
  expect(alone.found[0]?.message).toBe(
    `The gateway accepts the certificate, which is linked to account ${own.id}.`,
  );
  expect(await look(own.certificate, ['--client-id', own.clientId])).toMatchObject({
    exitCode: 0,
    codes: ['certificate_accepted', 'client_id_matches'],
  });
  const wrong = await look(own.certificate, ['--client-id', other.clientId, '--lang', 'pt-BR']);
  expect(wrong).toMatchObject({ exitCode: 1, codes: ['client_id_of_other_account'] });
  expect(wrong.found[0]?.message).toContain(
    `está vinculado à conta ${own.id}, e o client id ${other.clientId}`,
  );
});

test('a certificate that is not linked, has expired, or is of a CA that is not accepted', async () => {
  expect(await look(await proxied.proxy.issue())).toMatchObject({ exitCode: 1, codes: ['not_linked'] });
  expect((await look(await proxied.proxy.issue(longAgo))).codes).toEqual([
    'certificate_expired',
    'certificate_not_trusted',
    'not_linked',
  ]);
  await openssl(
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=alone -keyout a.key -out a.pem',
  );
  expect((await look(pairOf('a'))).codes).toEqual([
    'certificate_self_signed',
    'client_ca_not_trusted',
    'not_linked',
  ]);
});

const pairOf = (name: string): Files => {
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  return { certPem: read(`${name}.pem`), keyPem: read(`${name}.key`) };
};

test('an intermediate that is missing is recognised; with it, the chain is accepted', async () => {
  put('middle.ext', 'basicConstraints=critical,CA:TRUE\n');
  put('leaf.ext', 'extendedKeyUsage=clientAuth\n');
  for (const [name, by] of [
    ['middle', 'ca'],
    ['leaf', 'middle'],
  ] as const) {
    await openssl(
      `req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=${name} -keyout ${name}.key -out ${name}.csr`,
    );
    await openssl(
      `x509 -req -in ${name}.csr -CA ${by}.pem -CAkey ${by}.key -CAcreateserial -days 1 -extfile ${name}.ext -out ${name}.pem`,
    );
  }
  const leaf = pairOf('leaf');
  expect((await look(leaf)).codes).toEqual(['chain_missing', 'not_linked']);
  expect((await look({ ...leaf, certPem: leaf.certPem + pairOf('middle').certPem })).codes).toEqual([
    'not_linked',
  ]);
});

test('another listener is not the address for mutual TLS', async () => {
  const { certificate } = await proxied.merchant();
  const header = `https://localhost:${String(proxied.proxy.ports.header)}`;
  expect((await look(certificate, [], header)).codes).toEqual(['not_the_gateway']);
});

test('for people it is text, and a wrong command has exit code 2', async () => {
  const { certificate } = await proxied.merchant();
  const files = [
    '--cert',
    put('client.pem', certificate.certPem),
    '--key',
    put('client.key', certificate.keyPem),
  ];
  const { exitCode, out } = await runWords(['client-doctor', '--url', url, ...files]);
  expect(exitCode).toBe(1);
  expect(out).toContain(`PROBLEM: The server's certificate is from a CA that this machine does not trust`);
  expect(out).toContain(`pass --ca ${ca}, if the operator gave it to you.`);
  const wrong = [
    [...files],
    ['--url', 'auth.example.com', ...files],
    ['--url', url],
    ['--url', url, '--pfx', 'client.p12', ...files],
    ['--url', url, ...files, '--client-id', 'a b'],
    ['--url', url, ...files, '--lang', 'fr'],
    ['--url', url, ...files, '--unknown'],
  ];
  for (const words of wrong)
    expect([words, (await runWords(['client-doctor', ...words])).exitCode]).toEqual([words, 2]);
});

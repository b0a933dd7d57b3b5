import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { createCa } from '../../src/cli/deployment/pki.js';
import { currently } from '../support/certificates.js';
import { makeRequest, openWorkshop, type Workshop } from '../support/openssl.js';
import { openPortaria, runProcess } from './portaria.js';

const { run, runWords, database } = await openPortaria();
const { id } = (await run('account create Loja --json')).json() as { id: string };
const folder = await mkdtemp(join(tmpdir(), 'portaria-cli-'));
const file = (name: string): string => join(folder, name);
let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});

test('before there is an authority, show says how to make one, and sign that it is missing', async () => {
  const shown = await run('ca show', { columns: 80 });
  expect(shown).toMatchObject({
    exitCode: 0,
    out: 'none\n',
    err: 'There is no CA yet. To create one: portaria ca create\n',
  });
  const signed = await run(`certificate sign ${id} -`, { stdin: await makeRequest(workshop, 'early') });
  expect(signed).toMatchObject({
    exitCode: 4,
    out: '',
    err: expect.stringContaining('Create or import one first'),
  });
});

test('create, show and import; the sealed key is never shown', async () => {
  const created = await runWords(['ca', 'create', '--name', 'Loja CA', '--days', '100', '--json']);
  expect(created.json()).toMatchObject({ subject: 'CN=Loja CA', keyType: 'P-256', retiredAt: null });
  expect(created.out).not.toContain('sealed');
  expect((await run('ca create')).err).toMatch(/^portaria: ca: CN=Loja CA already signs/);
  const { certPem, keyPem } = await createCa({ commonName: 'Elsewhere', ...currently });
  await writeFile(file('ca.pem'), certPem);
  await writeFile(file('ca.key'), keyPem);
  const imported = await run(`ca import ${file('ca.pem')} ${file('ca.key')} --replace`);
  expect(imported.exitCode).toBe(0);
  expect(imported.err).toContain('portaria ca show --pem');
  const shown = await run('ca show --json');
  expect(shown.json()).toMatchObject([{ subject: 'CN=Elsewhere' }, { subject: 'CN=Loja CA' }]);
  expect(shown.out).not.toMatch(/sealed|PRIVATE/);
  const pem = await run('ca show --pem');
  expect(pem).toMatchObject({ exitCode: 0, out: certPem, err: '' });
});

test('a request is signed: the PEM alone is printed, to be kept or piped; with --out it is written', async () => {
  const request = await makeRequest(workshop, 'client');
  const printed = await run(`certificate sign ${id} -`, { stdin: request });
  expect(printed.exitCode).toBe(0);
  expect(printed.out).toMatch(/^-----BEGIN CERTIFICATE-----\n[^]*-----END CERTIFICATE-----\n$/);
  expect(printed.out.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  expect(printed.err).toContain(`The certificate is linked to account ${id} (Loja). It expires at `);
  await writeFile(file('client.csr'), request);
  const written = await run(
    `certificate sign ${id} ${file('client.csr')} --days 3 --out ${file('client.pem')}`,
  );
  expect(written.exitCode).toBe(0);
  const certificate = new X509Certificate(await readFile(file('client.pem')));
  expect(written.out).toContain(certificate.fingerprint256.replaceAll(':', '').toLowerCase());
  const asJson = (await run(`certificate sign ${id} ${file('client.csr')} --json`)).json();
  expect(asJson).toMatchObject({ accountId: id, certificate: { key: { name: 'P-256' } } });
});

test('a certificate that cannot be written is made all the same, so it is printed', async () => {
  const stdin = await makeRequest(workshop, 'unwritable');
  const ended = await run(`certificate sign ${id} - --out ${file('nowhere/client.pem')}`, { stdin });
  expect(ended).toMatchObject({
    exitCode: 2,
    out: expect.stringContaining('BEGIN CERTIFICATE'),
    err: expect.stringMatching(
      /portaria: out: the folder of .* does not exist\. The certificate is signed and linked, and printed here/,
    ),
  });
});

test('a private key instead of a request is refused, and not repeated', async () => {
  await makeRequest(workshop, 'pasted');
  const key = await workshop.openssl('pkey -in pasted.key');
  const ended = await run(`certificate sign ${id} -`, { stdin: key });
  expect(ended).toMatchObject({ exitCode: 2, out: '' });
  expect(ended.err).toMatch(/^portaria: request: this contains a private key/);
  expect(ended.err).not.toContain(key.split('\n')[1]);
});

test('a certificate is revoked, and the list says so, printed or written, in PEM or DER', async () => {
  await run('ca create --replace --name List');
  const signed = await run(`certificate sign ${id} - --json`, { stdin: await makeRequest(workshop, 'gone') });
  const { certificate } = signed.json() as { certificate: { fingerprint: string; serialNumber: string } };
  const revoked = await run(`certificate revoke ${certificate.fingerprint} --reason keyCompromise --yes`);
  expect(revoked).toMatchObject({ exitCode: 0, err: expect.stringContaining('The certificate is revoked') });
  expect(revoked.out).toContain(`${certificate.fingerprint}\tkeyCompromise\t${id}\n`);
  expect((await run(`certificate list ${id}`)).out).toMatch(new RegExp(`${certificate.fingerprint}.*\ttrue`));
  const printed = await run('ca crl');
  await workshop.put('list.pem', printed.out);
  expect(await workshop.openssl('crl -in list.pem -noout -text')).toContain(certificate.serialNumber);
  const path = file('list.crl');
  for (const number of ['2', '3']) {
    const written = await run(`ca crl --to ${path} --der`);
    expect(written.out).toContain(`${number}\tCN=List\t`);
    await workshop.openssl(`crl -inform DER -in ${path} -noout`);
  }
  expect((await stat(path)).mode & 0o777).toBe(0o644);
  expect((await run('ca crl --json')).json()).toMatchObject({
    number: '4',
    revoked: [{ serialNumber: certificate.serialNumber, reason: 'keyCompromise' }],
  });
  expect(await run('ca crl --der')).toMatchObject({ exitCode: 2, out: '' });
});

test('a bundle is a file of its owner alone, its password is shown once, and nothing is overwritten', async () => {
  const path = file('loja.zip');
  const made = await run(`certificate bundle ${id} --out ${path}`);
  expect(made).toMatchObject({
    exitCode: 0,
    err: expect.stringContaining('The password is shown only once'),
  });
  expect(made.out).toMatch(/\t[a-z2-9]{6}(-[a-z2-9]{6}){3}\t/);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const linked = async () => ((await run(`certificate list ${id} --json`)).json() as unknown[]).length;
  const before = await linked();
  for (const out of [path, file('nowhere/loja.zip')])
    expect(await run(`certificate bundle ${id} --out ${out}`)).toMatchObject({
      exitCode: 2,
      out: '',
      err: expect.stringMatching(/^portaria: out: /),
    });
  expect(await linked()).toBe(before);
});

test('a bundle that is not made leaves no file', async () => {
  const path = file('none.zip');
  expect(await run(`certificate bundle 999999 --out ${path}`)).toMatchObject({ exitCode: 3 });
  await expect(stat(path)).rejects.toThrow(/ENOENT/);
});

test('a bundle of a request has no password, and one with a password does not show it', async () => {
  await writeFile(file('own.csr'), await makeRequest(workshop, 'own'));
  const own = await run(`certificate bundle ${id} --csr ${file('own.csr')} --out ${file('own.zip')} --json`);
  expect(own.json()).not.toHaveProperty('password');
  await writeFile(file('password'), 'kJ8-vT2x-Qm5r-Lw9z\n');
  const words = `certificate bundle ${id} --password-file ${file('password')} --out ${file('given.zip')}`;
  const given = await run(words);
  expect(given.exitCode).toBe(0);
  expect(given.out + given.err).not.toMatch(/kJ8-vT2x|shown only once/);
});

test('the compiled program signs with the settings of its environment', async () => {
  const environment = {
    DATABASE_URL: database.appUrl,
    PORTARIA_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    PORTARIA_CERTIFICATE_DAYS: '9',
    PORTARIA_CRL_URL: 'http://crl.example.org/a.crl',
  };
  const start = (words: string, stdin = '') =>
    runProcess(words.split(' '), { env: environment, cwd: folder, stdin });
  expect(await start('ca create --name Process --replace')).toMatchObject({ exitCode: 0 });
  const { out, exitCode } = await start(`certificate sign ${id} -`, await makeRequest(workshop, 'process'));
  expect(exitCode).toBe(0);
  await workshop.put('process.pem', out);
  expect(await workshop.openssl('x509 -in process.pem -noout -text')).toContain(
    'URI:http://crl.example.org/a.crl',
  );
  const days = (Date.parse(new X509Certificate(out).validTo) - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(9);
  const without = await runProcess(['ca', 'crl'], {
    env: { DATABASE_URL: database.appUrl },
    cwd: folder,
  });
  expect(without).toMatchObject({
    exitCode: 78,
    err: expect.stringContaining('PORTARIA_MASTER_KEY: is not set'),
  });
});

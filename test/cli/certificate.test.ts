import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCa } from '../../src/cli/deployment/pki.js';
import { longAgo, makeCertificate } from '../support/certificates.js';
import { openPortaria, runProcess } from './portaria.js';

const { run } = await openPortaria();
const { id } = (await run('account create Loja --json')).json() as { id: string };
const folder = await mkdtemp(join(tmpdir(), 'portaria-cli-'));
const yearLong = { notBefore: new Date(), notAfter: new Date(Date.now() + 365 * 86_400_000) };
const fileOf = async (pem: string): Promise<string> => {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.pem`);
  await writeFile(file, pem);
  return file;
};

test('link, list, inspect and unlink, by file, standard input and first digits', async () => {
  const { certPem, fingerprint } = await makeCertificate({
    subject: 'CN=Loja, O=Loja Ltda, C=BR',
    ...yearLong,
  });
  const linked = await run(`certificate link ${id} -`, { stdin: certPem });
  expect(linked.exitCode).toBe(0);
  expect(linked.err).toBe(
    `The certificate is linked to account ${id} (Loja).\n` +
      'Note: the gateway has no list of client CAs, so it was not checked whether the TLS listener accepts it.\n',
  );
  expect(linked.out).toContain(fingerprint);
  const list = await run(`certificate list ${id}`, { columns: 80 });
  expect(list.out).toContain(fingerprint.slice(0, 16));
  expect(list.out).not.toContain(fingerprint);
  expect(list.out).toContain('LAST USED');
  expect((await run(`certificate list ${id} --json`)).json()).toMatchObject([{ fingerprint, accountId: id }]);
  const kept = (await run(`certificate inspect ${fingerprint.slice(0, 16)} --json`)).json();
  expect(kept).toMatchObject({ certificate: { fingerprint }, linkedTo: [id], problems: [] });
  const unlinked = await run(`certificate unlink ${id} ${fingerprint.slice(0, 16)} --yes`);
  expect(unlinked.err).toContain('No process issues tokens for it to that account any more');
  expect((await run(`certificate list ${id} --json`)).json()).toEqual([]);
});

test('a certificate that speaks against itself is refused, with all reasons', async () => {
  const { certPem } = await makeCertificate({ ...longAgo, keyType: 'rsa-1024' });
  const { exitCode, out, err } = await run(`certificate link ${id} ${await fileOf(certPem)}`);
  expect({ exitCode, out }).toEqual({ exitCode: 4, out: '' });
  expect(err).toMatch(/^portaria: certificate: it expired on .*; its key is RSA-1024, but must be .*\n$/);
});

test('a private key is refused, and not repeated', async () => {
  const { keyPem } = await makeCertificate();
  for (const verb of [`link ${id}`, 'inspect']) {
    const { exitCode, out, err } = await run(`certificate ${verb} -`, { stdin: keyPem });
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toMatch(/^portaria: certificate: this contains a private key/);
    expect(err).not.toContain(keyPem.split('\n')[1]);
  }
});

test('inspecting a file needs neither database nor configuration', async () => {
  const { certPem, fingerprint } = await makeCertificate(longAgo);
  const ended = await runProcess(['certificate', 'inspect', await fileOf(certPem), '--json'], {
    cwd: folder,
  });
  expect(ended).toMatchObject({ exitCode: 0, err: '' });
  expect(ended.json()).toMatchObject({
    certificate: { fingerprint },
    daysLeft: -1,
    problems: [expect.stringContaining('expired')],
    notes: [],
  });
});

test('a file that is not there is bad input', async () => {
  const { exitCode, err } = await run(`certificate link ${id} ./nowhere.pem`);
  expect(exitCode).toBe(2);
  expect(err).toBe('portaria: certificate: ./nowhere.pem does not exist\n');
  const ofFolder = await run(`certificate link ${id} ${folder}`);
  expect(ofFolder).toMatchObject({
    exitCode: 2,
    err: `portaria: certificate: ${folder} is a folder, not a file\n`,
  });
});

test('a subject cannot steer the terminal or break the columns', async () => {
  const { certPem } = await makeCertificate({ commonName: 'evil\u{1b}[2J\tname\u{202e}' });
  for (const columns of [undefined, 80]) {
    const { out } = await run('certificate inspect -', { stdin: certPem, ...(columns && { columns }) });
    expect(out).not.toMatch(/\u{1b}|\u{202e}/u);
    if (columns) continue;
    const [head, row, end] = out.split('\n').map((line) => line.split('\t').length);
    expect([row, end]).toEqual([head, 1]);
  }
});

test('inspecting a file says which accounts have it, when there is a database to ask', async () => {
  const { certPem, fingerprint } = await makeCertificate();
  const file = await fileOf(certPem);
  expect((await run(`certificate inspect ${file} --json`)).json()).toMatchObject({ linkedTo: [] });
  expect((await run(`certificate inspect ${file}`, { columns: 80 })).out).toMatch(/^linked to +no account$/m);
  await run(`certificate link ${id} ${file}`);
  for (const what of [file, fingerprint]) {
    expect((await run(`certificate inspect ${what} --json`)).json()).toMatchObject({ linkedTo: [id] });
    const { out } = await run(`certificate inspect ${what}`, { columns: 80 });
    expect(out).toMatch(new RegExp(`^linked to +account ${id}$`, 'm'));
  }
  const alone = await runProcess(['certificate', 'inspect', file, '--json'], { cwd: folder });
  expect(alone.json()).toMatchObject({ linkedTo: null });
});

test('a certificate that expires soon is linked, with a note', async () => {
  const { certPem } = await makeCertificate({
    notBefore: new Date(Date.now() - 1000),
    notAfter: new Date(Date.now() + 10.5 * 86_400_000),
  });
  const file = await fileOf(certPem);
  const note = 'it expires within 11 days: link its replacement before then';
  expect((await run(`certificate inspect ${file} --json`)).json()).toMatchObject({
    notes: [note],
    problems: [],
  });
  expect((await run(`certificate link ${id} ${file}`)).err).toContain(`Note: ${note}.\n`);
});

test('a certificate that is its own issuer is linked, with a note', async () => {
  const { certPem } = await createCa({ commonName: 'Alone', ...yearLong });
  const file = await fileOf(certPem);
  expect((await run(`certificate inspect ${file} --json`)).json()).toMatchObject({
    problems: [],
    notes: [
      expect.stringContaining('it has CA:true'),
      expect.stringContaining('its key usage has neither digitalSignature nor keyAgreement'),
      expect.stringContaining('it is self-signed'),
    ],
  });
});

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { longAgo, makeCertificate } from '../support/certificates.js';
import { openPortaria, runProcess } from './portaria.js';

const { run } = await openPortaria();
const { id } = (await run('account create Loja --json')).json() as { id: string };
const folder = await mkdtemp(join(tmpdir(), 'portaria-cli-'));
const fileOf = async (pem: string): Promise<string> => {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.pem`);
  await writeFile(file, pem);
  return file;
};

test('link, list, inspect and unlink, by file, standard input and first digits', async () => {
  const { certPem, fingerprint } = await makeCertificate({ subject: 'CN=Loja, O=Loja Ltda, C=BR' });
  const linked = await run(`certificate link ${id} -`, { stdin: certPem });
  expect(linked.exitCode).toBe(0);
  expect(linked.err).toBe(`It is linked to account ${id} (Loja).\n`);
  expect(linked.out).toContain(fingerprint);
  const list = await run(`certificate list ${id}`, { columns: 80 });
  expect(list.out).toContain(fingerprint.slice(0, 16));
  expect(list.out).not.toContain(fingerprint);
  expect((await run(`certificate list ${id} --json`)).json()).toMatchObject([{ fingerprint, accountId: id }]);
  const kept = (await run(`certificate inspect ${fingerprint.slice(0, 16)} --json`)).json();
  expect(kept).toMatchObject({ certificate: { fingerprint }, linkedTo: [id], against: [] });
  const unlinked = await run(`certificate unlink ${id} ${fingerprint.slice(0, 16)}`);
  expect(unlinked.err).toContain('no process issues on it for that account any more');
  expect((await run(`certificate list ${id} --json`)).json()).toEqual([]);
});

test('a certificate that speaks against itself is refused, with all reasons', async () => {
  const { certPem } = await makeCertificate({ ...longAgo, keyType: 'rsa-1024' });
  const { exitCode, out, err } = await run(`certificate link ${id} ${await fileOf(certPem)}`);
  expect({ exitCode, out }).toEqual({ exitCode: 4, out: '' });
  expect(err).toMatch(/^portaria: certificate: it expired on .*; its key is RSA-1024; .*\n$/);
});

test('a private key is refused, and not repeated', async () => {
  const { keyPem } = await makeCertificate();
  for (const verb of [`link ${id}`, 'inspect']) {
    const { exitCode, out, err } = await run(`certificate ${verb} -`, { stdin: keyPem });
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toMatch(/^portaria: certificate: there is a private key/);
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
    daysLeft: -2,
    against: [expect.stringContaining('expired')],
    notes: [],
  });
});

test('a file that is not there is bad input', async () => {
  const { exitCode, err } = await run(`certificate link ${id} ./nowhere.pem`);
  expect(exitCode).toBe(2);
  expect(err).toMatch(/^portaria: certificate: the file cannot be read: ENOENT.*\n$/);
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

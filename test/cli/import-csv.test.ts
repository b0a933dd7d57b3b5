import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeCertificate } from '../support/certificates.js';
import { openPortaria } from './portaria.js';

const { run, management } = await openPortaria();
const folder = await mkdtemp(join(tmpdir(), 'portaria-csv-'));

const importOf = async (name: string, text: string, more = '') => {
  const path = join(folder, `${name}.csv`);
  await writeFile(path, text);
  return run(`import ${path} ${more}`.trim());
};

test('a table with a heading becomes accounts with credential, secret and certificate', async () => {
  const { certPem, fingerprint } = await makeCertificate();
  const text = [
    'name,taxId,clientId,secret,contracts,scopes,certificate,label',
    `"Loja, a primeira",12.345.678/0001-95,loja-csv-1,"q7 ""Zr"" 4&Xq w9Tk",avista:tls pix:none,pix:read,"${certPem}",ERP`,
    'Loja dois,,loja-csv-2,zu9 Kf_qPw 71#xR,,,,',
  ].join('\r\n');
  const dry = await importOf('first', text, '--dry-run');
  expect([dry.exitCode, dry.out]).toEqual([
    0,
    expect.stringMatching(/\t?could be imported\t.*\n\d+\tcould be imported/),
  ]);
  expect((await run('account list --name Loja --json')).json()).toEqual([]);
  const done = await importOf('first', text);
  expect([done.exitCode, done.err]).toEqual([0, '2 line(s) were imported or already existed, 0 failed.\n']);
  const accounts = (await run('account list --name Loja --json')).json() as { id: string }[];
  expect(accounts).toMatchObject([
    { name: 'Loja, a primeira', taxId: '12345678000195', scopes: ['pix:read'] },
    { name: 'Loja dois', taxId: null },
  ]);
  const { credentials, certificates } = await management.showAccount.run(accounts[0]?.id ?? '');
  expect(credentials).toMatchObject([
    {
      clientId: 'loja-csv-1',
      label: 'ERP',
      contracts: [
        { contract: 'avista', policy: 'tls' },
        { contract: 'pix', policy: 'none' },
      ],
    },
  ]);
  expect(certificates).toMatchObject([{ fingerprint }]);
  // Again, the secret is compared: what the quotes held is the very secret.
  expect((await importOf('first', text)).out.match(/already exists/g)).toHaveLength(2);
});

test('a spreadsheet of Brazil is read: semicolons, a byte order mark, other cases in the heading', async () => {
  const text = '\ufeffNome;CNPJ;Client ID;client_secret\nx;;y;z\n';
  expect((await importOf('pt', text)).err).toContain(
    'an unknown column "Nome". Known columns: account, name',
  );
  const good = '\ufeffName;CNPJ;Client ID;client_secret\nFilial;12345678000195;filial-csv;Vb7-kk2 plOQ9\n';
  expect((await importOf('pt2', good)).exitCode).toBe(0);
});

test('each row that cannot be taken has its own line, and no cell with a secret is repeated', async () => {
  const text = [
    'name,taxId,clientId,secret',
    'Um,1234567000195,um-csv-1,Vb7-kk2 plOQ9',
    'Dois,1.2345678E+13,dois-csv-1,Vb7-kk2 plOQ9',
    'Três,,tres-csv-1,Vb7-kk2,plOQ9',
    '',
    'Quatro,,quatro-csv-1,Vb7-kk2 plOQ9',
  ].join('\n');
  const { exitCode, out, err } = await importOf('rows', text);
  expect(exitCode).toBe(4);
  const lines = out.trimEnd().split('\n').slice(1);
  expect(lines.map((line) => line.split('\t')[1])).toEqual(['failed', 'failed', 'failed', 'imported']);
  expect(lines[0]).toMatch(/^2\t.*the spreadsheet treated it as a number/);
  expect(lines[2]).toMatch(/^4\t.*has 5 cells, but the first line names 4/);
  expect(out + err).not.toContain('Vb7-kk2');
});

test.each([
  [
    'an open quote',
    'name,clientId,secret\n"Loja,loja-q,Vb7-kk2 plOQ9\n',
    /the opening quote of a cell is not closed/,
  ],
  ['no heading', 'Loja,loja-n,Vb7-kk2 plOQ9\n', /the first line has an unknown column/],
  ['nothing', '', /is empty. Its first line must name the columns/],
  ['a private key', '-----BEGIN PRIVATE KEY-----\nMII\n', /private key/],
])('a file with %s ends with 2 and is not imported', async (name, text, said) => {
  const { exitCode, err } = await importOf(name.replaceAll(' ', '-'), text);
  expect(exitCode).toBeGreaterThan(0);
  expect(err).toMatch(said);
  expect(err).not.toContain('Vb7-kk2');
});

test('CSV on the standard input wants --format, and the error says so', async () => {
  const stdin = 'name,clientId,secret\nEntrada,entrada-csv,Vb7-kk2 plOQ9\n';
  const refused = await run('import -', { stdin });
  expect([refused.exitCode, refused.err]).toEqual([
    2,
    'portaria: file: this looks like CSV. Add --format csv\n',
  ]);
  expect((await run('import - --format csv', { stdin })).exitCode).toBe(0);
});

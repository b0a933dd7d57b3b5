import { hash as bcrypt } from '@node-rs/bcrypt';
import { expect, test } from 'vitest';
import { makeCertificate } from '../support/certificates.js';
import { openPortaria } from './portaria.js';

const { run, management, database } = await openPortaria();

const lineFor = (clientId: string, more: object = {}): object => ({
  account: { name: `Loja ${clientId}` },
  credentials: [{ clientId, secrets: [{ secret: 'correct horse' }] }],
  ...more,
});
const file = (...lines: readonly (object | string)[]): string =>
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');

test('an account comes with its credentials, digests, scopes and certificates', async () => {
  const { certPem, fingerprint } = await makeCertificate();
  const digest = await bcrypt('correct horse', 5);
  const line = {
    account: { name: 'Loja', taxId: '12.345.678/0001-95' },
    credentials: [
      { clientId: 'shop.1', label: 'ERP', secrets: [{ digest }, { secret: 'battery staple' }] },
      {
        clientId: 'shop.2',
        contracts: ['pix:none'],
        scopes: ['pix:read'],
        secrets: [{ secret: 'correct horse' }],
      },
    ],
    certificates: [certPem],
  };
  const ended = await run('import - --json', { stdin: file(line) });
  expect(ended).toMatchObject({ exitCode: 0 });
  const { account } = JSON.parse(ended.out) as { account: string };
  const page = await management.showAccount.run(account);
  expect(page.account).toMatchObject({ name: 'Loja', taxId: '12345678000195' });
  expect(page.credentials.map(({ clientId, secrets }) => [clientId, secrets.length])).toEqual([
    ['shop.1', 2],
    ['shop.2', 1],
  ]);
  expect(page.certificates.map((linked) => linked.fingerprint)).toEqual([fingerprint]);
  const kept = await database.sql(`SELECT digest FROM credential_secret WHERE digest = '${digest}'`);
  expect(kept).toHaveLength(1);
});

test('each line is taken whole or not at all, and the report says which and why', async () => {
  const stdin = file(
    lineFor('good'),
    'no json',
    lineFor('half', { certificates: ['-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----'] }),
    lineFor('typo', { secret: 'hunter2hunter2' }),
    lineFor('good.too'),
  );
  const { exitCode, out, err } = await run('import -', { stdin });
  expect(exitCode).toBe(4);
  expect(out.split('\n').map((row) => row.split('\t').slice(0, 2))).toEqual([
    ['line', 'outcome'],
    ['1', 'imported'],
    ['2', 'failed'],
    ['3', 'failed'],
    ['4', 'failed'],
    ['5', 'imported'],
    [''],
  ]);
  expect(out).toContain('the line: is no JSON');
  expect(out).toContain('certificate:');
  expect(out).toContain('"secret"');
  expect(out + err).not.toContain('hunter2');
  expect((await run('account list --name half --json')).json()).toEqual([]);
});

test('a dry run says the same and changes nothing', async () => {
  const stdin = file(
    lineFor('rehearsed'),
    lineFor('short', { credentials: [{ clientId: 'x', secrets: [] }] }),
  );
  const ended = await run('import - --dry-run', { stdin });
  expect(ended.exitCode).toBe(4);
  expect(ended.out).toContain('\n1\tcould be imported\t\trehearsed\t\n');
  expect(ended.out).toMatch(/^2\tfailed\t\t\tsecrets: /m);
  expect(ended.err).toContain('Nothing was changed.');
  expect((await run('account list --name rehearsed --json')).json()).toEqual([]);
});

test('run again, what is there already is left alone', async () => {
  const stdin = file(lineFor('again'));
  expect((await run('import -', { stdin })).out).toContain('\timported\t');
  expect((await run('import -', { stdin })).out).toContain('\tthere already\t');
  expect((await run('account list --name again --json')).json()).toHaveLength(1);
});

test('a digest that is none is refused without being repeated', async () => {
  const stdin = file(
    lineFor('clear', { credentials: [{ clientId: 'clear', secrets: [{ digest: 'hunter2' }] }] }),
  );
  const { out } = await run('import -', { stdin });
  expect(out).toContain('digest: is none that is understood');
  expect(out).not.toContain('hunter2');
});

test('a file that is not there is one sentence', async () => {
  expect(await run('import ./nowhere.jsonl')).toMatchObject({
    exitCode: 2,
    err: 'portaria: file: there is no file ./nowhere.jsonl\n',
  });
});

import { hash as bcrypt } from '@node-rs/bcrypt';
import { expect, test } from 'vitest';
import { makeCertificate } from '../support/certificates.js';
import { openPortaria } from './portaria.js';

const { run, management, database } = await openPortaria();

const lineFor = (clientId: string, more: object = {}): object => ({
  account: { name: `Loja ${clientId}` },
  credentials: [{ clientId, secrets: [{ secret: 'gopher unlit crayon sprout badge wafer' }] }],
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
      {
        clientId: 'shop.1',
        label: 'ERP',
        secrets: [{ digest }, { secret: 'tinker velvet oblong hatchet murky quartz' }],
      },
      {
        clientId: 'shop.2',
        contracts: ['pix:none'],
        scopes: ['pix:read'],
        secrets: [{ secret: 'gopher unlit crayon sprout badge wafer' }],
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
  const kept = await database.sql(
    `SELECT digest FROM credential_secret WHERE right(digest, ${String(digest.length)}) = '${digest}'`,
  );
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
  expect(out).toContain('the line: is not JSON');
  expect(out).toContain('certificate:');
  expect(out).toContain('secret: is not a known field');
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
  expect((await run('import -', { stdin })).out).toContain('\talready exists\t');
  expect((await run('account list --name again --json')).json()).toHaveLength(1);
});

test('a digest that is none is refused without being repeated', async () => {
  const stdin = file(
    lineFor('clear', { credentials: [{ clientId: 'clear', secrets: [{ digest: 'hunter2' }] }] }),
  );
  const { out } = await run('import -', { stdin });
  expect(out).toContain('digest: is not in a supported format');
  expect(out).not.toContain('hunter2');
});

test('a file that is not there is one sentence', async () => {
  expect(await run('import ./nowhere.jsonl')).toMatchObject({
    exitCode: 2,
    err: 'portaria: file: ./nowhere.jsonl does not exist\n',
  });
});

const withSecret = (name: string, clientId: string, secret: string): object => ({
  account: { name },
  credentials: [{ clientId, secrets: [{ secret }] }],
});

test('a client id that is there with another owner or another secret fails, and no merchant is lost', async () => {
  expect(
    (await run('import -', { stdin: file(withSecret('Imp A', 'imp-a', 'vidro-x7Kp2qLmZ9')) })).exitCode,
  ).toBe(0);
  const cases = [
    [
      withSecret('Imp D', 'imp-a', 'vidro-x7Kp2qLmZ9'),
      /client id: imp-a already exists, for account \d+, which is not/,
    ],
    [
      withSecret('Imp A', 'imp-a', 'caneta-b8R2w9Yd1t'),
      /client id: imp-a already exists, with another secret/,
    ],
  ] as const;
  for (const [line, words] of cases)
    for (const command of ['import - --dry-run', 'import -']) {
      const { exitCode, out } = await run(command, { stdin: file(line) });
      expect(exitCode).toBe(4);
      expect(out).toMatch(/^1\tfailed\t/m);
      expect(out).toMatch(words);
      expect(out).not.toContain('caneta-b8R2w9Yd1t');
    }
  const same = await run('import -', { stdin: file(withSecret('Imp A', 'imp-a', 'vidro-x7Kp2qLmZ9')) });
  expect(same.out).toContain('\talready exists\t');
});

test('an import that is half there says which half', async () => {
  await run('import -', { stdin: file(lineFor('half.one')) });
  const credentials = ['half.one', 'half.two'].map((clientId) => ({
    clientId,
    secrets: [{ secret: 'gopher unlit crayon sprout badge wafer' }],
  }));
  const { out } = await run('import -', { stdin: file(lineFor('half.one', { credentials })) });
  expect(out).toContain('client id: half.one already exists, the others do not');
});

test('what stands in two lines of the file fails, in the dry run too', async () => {
  const { certPem } = await makeCertificate();
  const stdin = file(
    lineFor('twice', { certificates: [certPem] }),
    lineFor('twice'),
    lineFor('twice.other', { certificates: [certPem] }),
  );
  for (const command of ['import - --dry-run', 'import -']) {
    const { exitCode, out } = await run(command, { stdin });
    expect(exitCode).toBe(4);
    expect(out).toMatch(/^2\tfailed\t.*client id: is already in line 1/m);
    expect(out).toMatch(/^3\tfailed\t.*certificate: is already in line 1/m);
  }
});

test('a certificate that the account of the client ids has not fails', async () => {
  await run('import -', { stdin: file(lineFor('bare')) });
  const { certPem } = await makeCertificate();
  const { out } = await run('import -', { stdin: file(lineFor('bare', { certificates: [certPem] })) });
  expect(out).toMatch(/^1\tfailed\t.*certificate: the client ids already exist/m);
});

test.each([
  [{ account: { name: 'x', foo: 1 }, credentials: [] }, 'account.foo: is not a known field'],
  [{ account: { name: 'x' } }, 'credentials: is missing'],
  [{ account: { name: 'x' }, credentials: 'a' }, 'credentials: must be an array'],
  [{ account: 7, credentials: [] }, 'account: must be an existing account as a string'],
  [['x'], 'the line: must be an object'],
])('what is wrong with a line is said in plain words: %j', async (line, words) => {
  const { out } = await run('import -', { stdin: file(line) });
  expect(out).toContain(words);
  expect(out).not.toMatch(/Invalid input|Unrecognized/);
});

test('a private key anywhere in a line is called out before all else', async () => {
  const key = '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----';
  const { out } = await run('import -', { stdin: file({ foo: 1, certificates: [key] }) });
  expect(out).toContain('the line: contains a private key');
  expect(out).not.toContain('hunter2');
});

test('a file of another kind is one message', async () => {
  const p12 = '0\ufffd\n\u0002\u0001\u0003\nmore\n';
  const { exitCode, out, err } = await run('import -', { stdin: p12 });
  expect(exitCode).toBe(2);
  expect(out).not.toContain('failed');
  expect(err).toMatch(/^portaria: file: this is not a JSON Lines file.*\n$/);
});

test('on a terminal the report has a header', async () => {
  const { out } = await run('import -', { stdin: file(lineFor('headed')), columns: 80 });
  expect(out.split('\n')[0]).toMatch(/^LINE +OUTCOME +ACCOUNT +CLIENT IDS +PROBLEM$/);
});

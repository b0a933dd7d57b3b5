import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { longAgo, makeCertificate } from '../support/certificates.js';
import { makeRequest, openWorkshop } from '../support/openssl.js';
import { openPortaria } from './portaria.js';

const { run, runWords, management } = await openPortaria();

test('operator create makes account, credential and certificate link, and shows the secret once', async () => {
  const { certPem, fingerprint } = await makeCertificate();
  const words = ['operator', 'create', 'Ana Souza', '--certificate', '-', '--json'];
  const ended = await runWords(words, { stdin: certPem });
  expect(ended.exitCode).toBe(0);
  expect(ended.err).toMatch(/^The secret is shown only once/);
  expect(ended.json()).toMatchObject({
    account: { name: 'Ana Souza', kind: 'operator', scopes: ['admin:read', 'admin:write', 'audit:read'] },
    credential: { contracts: [{ contract: 'avista', policy: 'tls' }] },
    clientSecret: expect.stringMatching(/^ptr_/),
    certificate: { fingerprint },
  });
});

test('the first operator is one command, with a signing request that the own authority signs', async () => {
  expect((await run('operator create Ana --csr -', { stdin: 'x' })).exitCode).not.toBe(0);
  await run('ca create');
  const workshop = await openWorkshop();
  await makeRequest(workshop, 'ana');
  const request = join(workshop.folder, 'ana.csr');
  const out = join(workshop.folder, 'ana.pem');
  const { exitCode, err, json } = await run(`operator create Ana --csr ${request} --out ${out} --json`);
  expect([exitCode, err]).toEqual([0, expect.stringMatching(/^The secret is shown only once/)]);
  const made = json() as { account: { id: string }; certificate: { fingerprint: string } };
  const pem = await readFile(out, 'utf8');
  expect(new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase()).toBe(
    made.certificate.fingerprint,
  );
  expect((await run(`account show ${made.account.id} --json`)).json()).toMatchObject({
    account: { name: 'Ana', kind: 'operator' },
    certificates: [{ fingerprint: made.certificate.fingerprint }],
    credentials: [{ secrets: [{}] }],
  });
  const { events } = await management.listAudit.run({ limit: 1 });
  expect(events[0]).toMatchObject({ action: 'operator.create', outcome: 'done' });
});

test('operator create --bundle makes the key too, in a ZIP that names the client id', async () => {
  const { folder } = await openWorkshop();
  const out = join(folder, 'bia.zip');
  const { exitCode, json } = await run(`operator create Bia --bundle --out ${out} --json`);
  expect(exitCode).toBe(0);
  expect(json()).toMatchObject({ password: expect.any(String) as unknown, file: out });
  const zip = await readFile(out);
  expect(zip.subarray(0, 2).toString()).toBe('PK');
  expect((await run(`operator create Bia2 --bundle --out ${out}`)).err).toContain('is not overwritten');
  expect((await run('account list --name Bia2 --json')).json()).toEqual([]);
  const dry = join(folder, 'dry.zip');
  expect((await run(`operator create Bia3 --bundle --out ${dry} --dry-run`)).exitCode).toBe(0);
  await expect(readFile(dry)).rejects.toThrow('ENOENT');
});

test('without a good certificate there is no operator', async () => {
  expect(await run('operator create Eva')).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('--certificate'),
  });
  const { certPem } = await makeCertificate(longAgo);
  expect(await run('operator create Eva --certificate -', { stdin: certPem })).toMatchObject({
    exitCode: 4,
    out: '',
  });
  expect((await run('account list --name Eva --json')).json()).toEqual([]);
});

test('the standard input cannot be both certificate and secret', async () => {
  const { exitCode, err } = await run('operator create Eva --certificate - --secret-stdin', { stdin: 'x' });
  expect(exitCode).toBe(2);
  expect(err).toContain('Use --secret-file');
});

const createdAs = async (name: string, ...options: string[]): Promise<{ id: string; role: string }> => {
  const { certPem } = await makeCertificate();
  const words = ['operator', 'create', name, '--certificate', '-', '--json', ...options];
  return ((await runWords(words, { stdin: certPem })).json() as { account: { id: string; role: string } })
    .account;
};

test('an operator is created with a role, listed with it, and gets another', async () => {
  await createdAs('Rui');
  const { id, role } = await createdAs('Sol', '--role', 'security');
  expect(role).toBe('security');
  const listed = (await run('operator list --json')).json() as { id: string; role: string; kind: string }[];
  expect(listed.every(({ kind }) => kind === 'operator')).toBe(true);
  expect(listed.find((one) => one.id === id)).toMatchObject({ name: 'Sol', role: 'security' });
  expect((await run('operator list')).out).toContain(`${id}\tSol\tsecurity\tactive\t`);
  expect((await runWords(['account', 'show', 'Sol', '--json'])).json()).toMatchObject({
    account: { role: 'security' },
  });

  const asked = await runWords(['operator', 'set-role', 'Sol', 'support'], { columns: 80, answer: 'no' });
  expect(asked.exitCode).toBe(2);
  expect(asked.err).toContain('Role: security -> support.');
  expect(asked.err).toContain('No longer allowed: audit:read access:write keys:write client-cas:write.');
  expect(asked.err).toContain("Type the account's name to confirm (Sol): ");
  expect(asked.err).not.toContain('cannot be undone');
  expect((await run(`account show ${id} --json`)).json()).toMatchObject({ account: { role: 'security' } });

  const done = await runWords(['operator', 'set-role', 'Sol', 'support'], { columns: 80, answer: 'Sol' });
  expect(done.exitCode).toBe(0);
  expect(done.err).toContain(`Account ${id} (Sol) has the role support.`);
  expect((await run(`account show ${id} --json`)).json()).toMatchObject({ account: { role: 'support' } });
});

test('a role that does not exist, a role with scopes, and a role of a merchant are refused', async () => {
  expect(await run('operator set-role 1 root --yes')).toMatchObject({ exitCode: 2 });
  const { certPem } = await makeCertificate();
  const words = 'operator create Eva --certificate - --role support --scope admin:read';
  expect(await run(words, { stdin: certPem })).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('role: stands for scopes') as string,
  });
  const { id } = (await run('account create Loja --json')).json() as { id: string };
  expect(await run(`operator set-role ${id} support --yes`)).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('role: is only for operators') as string,
  });
  expect(await run(`operator set-role ${id} support`)).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('--yes: there is no terminal for the confirmation') as string,
  });
});

test('set-role refuses to take admin:write from the last administrator, in a dry run too', async () => {
  const alone = await openPortaria();
  const create = async (name: string): Promise<string> => {
    const { certPem } = await makeCertificate();
    const ended = await alone.run(`operator create ${name} --certificate - --json`, { stdin: certPem });
    return (ended.json() as { account: { id: string } }).account.id;
  };
  const last = await create('Ana');
  const roleOf = async (): Promise<unknown> => (await alone.run(`account show ${last} --json`)).json();
  for (const words of ['--yes', '--dry-run'])
    expect(await alone.run(`operator set-role ${last} support ${words}`)).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining('no other operator could get a token with admin:write') as string,
    });
  expect(await roleOf()).toMatchObject({ account: { role: 'administrator' } });
  await create('Rui');
  expect((await alone.run(`operator set-role ${last} support --yes`)).exitCode).toBe(0);
  expect(await roleOf()).toMatchObject({ account: { role: 'support' } });
});

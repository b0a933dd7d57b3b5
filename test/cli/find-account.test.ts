import { expect, test } from 'vitest';
import { makeCertificate } from '../support/certificates.js';
import { openPortaria } from './portaria.js';

const { run, runWords, management } = await openPortaria();
const { id } = await management.createAccount.run({ name: 'Padaria São João', taxId: '12345678000195' });
const { id: other } = await management.createAccount.run({ name: 'Padaria São Pedro' });
const { credential } = await management.createCredential.run({ account: id });
const { certPem, fingerprint } = await makeCertificate();
await management.linkCertificate.run({ account: id, pem: certPem });

test.each([
  ['its number', id],
  ['its name', 'Padaria São João'],
  ['its name in another case', 'padaria são joão'],
  ['its CNPJ', '12345678000195'],
  ['its CNPJ as people write it', '12.345.678/0001-95'],
  ['a client id', credential.clientId],
  ['a fingerprint', fingerprint],
  ['the first digits of a fingerprint', fingerprint.slice(0, 12).toUpperCase()],
])('an account is found by %s, wherever a command takes one', async (_, text) => {
  for (const words of [
    ['account', 'show', text],
    ['account', 'update', text, '--scope', 'pix:read', '--dry-run'],
    ['account', 'suspend', text, '--dry-run'],
    ['credential', 'list', text],
    ['credential', 'create', text, '--dry-run'],
    ['certificate', 'list', text],
    ['certificate', 'unlink', text, fingerprint, '--dry-run'],
    ['realm-user', 'list', text],
    ['refusal', 'list', text],
    ['token', 'revoke', '--account', text, '--dry-run'],
  ]) {
    const { exitCode, err } = await runWords(words);
    expect([words, exitCode], err).toEqual([words, 0]);
  }
  const shown = await runWords(['account', 'show', text, '--json']);
  expect(shown.json()).toMatchObject({ account: { id } });
});

test('what means more than one account names them, and ends with 2', async () => {
  await management.createAccount.run({ name: 'Filial', taxId: '11222333000181' });
  await management.createAccount.run({ name: 'filial' });
  const { exitCode, out, err } = await run('account suspend Filial --yes');
  expect([exitCode, out]).toEqual([2, '']);
  expect(err).toMatch(
    /^portaria: account: more than one account matches\. Give the number of one: \d+ \(Filial, CNPJ 11222333000181\); \d+ \(filial\)\n$/,
  );
});

test('a part of a name is not enough, and the error names who has it', async () => {
  const { exitCode, err } = await run('account suspend padaria --yes');
  expect(exitCode).toBe(2);
  expect(err).toContain(
    `Did you mean ${id} (Padaria São João, CNPJ 12345678000195); ${other} (Padaria São Pedro)?`,
  );
  expect((await management.showAccount.run(id)).account.status).toBe('active');
});

test('a sign of patterns in a name is only itself', async () => {
  expect((await run('account show %')).exitCode).toBe(2);
  expect((await runWords(['account', 'show', 'Padaria São Joã_'])).exitCode).toBe(2);
});

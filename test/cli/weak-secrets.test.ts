import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeCertificate } from '../support/certificates.js';
import { openPortaria } from './portaria.js';

const { run, runWords, management } = await openPortaria();
const { id } = await management.createAccount.run({ name: 'Padaria São João' });
const { clientId } = (await management.createCredential.run({ account: id })).credential;
await management.createRealmUser.run({ account: id, username: 'ana' });
const certificate = join(await mkdtemp(join(tmpdir(), 'portaria-cli-')), 'operator.pem');
await writeFile(certificate, (await makeCertificate()).certPem);

test.each([
  ['secret', `credential create ${id} --secret-stdin`],
  ['secret', `credential rotate-secret ${clientId} --secret-stdin`],
  ['secret', `operator create Padaria-Sao-Joao --certificate ${certificate} --secret-stdin`],
  ['password', `realm-user create ${id} eva --password-stdin`],
  ['password', `realm-user set-password ana --password-stdin --yes`],
])('a %s that is easy to guess is refused: %s', async (field, words) => {
  for (const stdin of ['Padaria Sao Joao', 'admin@123456', 'clientSecret1', 'Cachorro@2026!']) {
    const { exitCode, out, err } = await runWords(words.split(' '), { stdin: `${stdin}\n` });
    expect([stdin, exitCode, out]).toEqual([stdin, 2, '']);
    expect(err).toMatch(
      new RegExp(`^portaria: ${field}: must .*\\. Leave it out to let portaria generate one`),
    );
    expect(err).not.toContain(stdin);
  }
});

test('a line of an import with such a secret fails, and says what else can be done', async () => {
  const line = {
    account: id,
    credentials: [{ clientId: 'caixa', secrets: [{ secret: 'Padaria Sao Joao' }] }],
  };
  const { exitCode, out } = await run('import -', { stdin: `${JSON.stringify(line)}\n` });
  expect(exitCode).toBe(4);
  expect(out).toMatch(
    /^1\tfailed\t.*secret: must not be made of the name of the account.*portaria credential create/m,
  );
  expect(out).not.toContain('Sao Joao');
});

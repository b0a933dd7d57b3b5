import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createCa } from '../../src/cli/deployment/pki.js';
import { startDoctorStack } from './support.js';

/** Whether `portaria doctor` names a client CA that only NGINX or only the database has. */
const stack = await startDoctorStack();
const file = stack.proxy.clientCaBundle;
const own = await readFile(file, 'utf8');

const caNamed = async (commonName: string): Promise<string> => {
  const now = Date.now();
  const dayMs = 86_400_000;
  const order = { notBefore: new Date(now - dayMs), notAfter: new Date(now + 400 * dayMs) };
  return (await createCa({ commonName, ...order })).certPem;
};
const examineWith = async (text: string) => {
  await writeFile(file, text);
  try {
    return (await stack.examine()).check('client-cas');
  } finally {
    await writeFile(file, own);
  }
};

test('NGINX and the database have the same client CAs', async () => {
  expect((await stack.examine()).check('client-cas')).toMatchObject({ result: 'ok' });
});

test('NGINX has another file: the CA that merchants need is named, and the one that is not listed', async () => {
  const found = await examineWith(await caNamed('Elsewhere'));
  expect(found).toMatchObject({
    result: 'problem',
    message: expect.stringMatching(
      /^NGINX rejects every certificate of CN=.*, which the database lists and .* NGINX accepts certificates of CN=Elsewhere,/,
    ),
    fix: expect.stringContaining(`portaria client-ca write ${file}, then test and reload NGINX.`),
    page: 'docs/how-to/operator/trust-a-client-ca.md',
  });
  expect(found.fix).toContain(`portaria client-ca import ${file}`);
});

test('a client CA that was written to the file alone', async () => {
  expect(await examineWith(`${own}\n${await caNamed('By hand')}`)).toMatchObject({
    result: 'warning',
    message: `NGINX accepts certificates of CN=By hand, which ${file} has and the database does not list.`,
    fix: expect.stringContaining(`portaria client-ca import ${file}`),
  });
});

test('a client CA that was removed, and is still in the file', async () => {
  await stack.app.database.sql('UPDATE client_authority SET removed_at = now()');
  const { check } = await stack.examine();
  await stack.app.database.sql('UPDATE client_authority SET removed_at = NULL');
  expect(check('client-cas')).toMatchObject({
    result: 'warning',
    message: expect.stringContaining('and the database does not list'),
    fix: `On each NGINX machine: portaria client-ca write ${file}, then test and reload NGINX.`,
  });
});

test('without a list in the database, the way to have one is named', async () => {
  await stack.app.database.sql('DELETE FROM client_authority');
  expect((await stack.examine()).check('client-cas')).toMatchObject({
    result: 'skipped',
    fix: `Import those of NGINX: portaria client-ca import ${file}.`,
  });
});

import { expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { openTestManagement, refusalOf } from './open-test-management.js';

const { database, management } = await openTestManagement();
const { id } = await management.createAccount.run({ name: 'Loja' });
const other = await management.createAccount.run({ name: 'Outra' });

const text = (secret: Secret | null): string => secret?.reveal((value) => value) ?? '';

test('a credential gets a client id with its account in it, a made secret, and avista over TLS', async () => {
  const { credential, secret } = await management.createCredential.run({ account: id, label: 'ERP' });
  expect(credential.clientId).toMatch(new RegExp(`^account-${id}-[0-9a-f]{8}$`));
  expect(text(secret)).toMatch(/^ptr_[A-Za-z0-9_-]{43}$/);
  expect(credential).toMatchObject({
    accountId: id,
    label: 'ERP',
    status: 'active',
    scopes: null,
    expiresAt: null,
    contracts: [{ contract: 'avista', policy: 'tls' }],
    secrets: [{ shape: 'generated', expiresAt: null, lastUsedAt: null }],
  });
});

test('an imported client id and a chosen secret are taken; the secret is not given back', async () => {
  const input = {
    account: id,
    clientId: 'loja-erp',
    secret: new Secret('gopher unlit crayon sprout badge wafer'),
  };
  const { credential, secret } = await management.createCredential.run(input);
  expect(credential).toMatchObject({ clientId: 'loja-erp', secrets: [{ shape: 'custom' }] });
  expect(secret).toBeNull();
  const [row] = await database.sql<{ digest: string }>(
    'SELECT digest FROM credential_secret s JOIN credential c ON c.id = s.credential_id WHERE c.client_id = $1',
    ['loja-erp'],
  );
  expect(row?.digest).toMatch(/^argon2id-hmac-sha256\$[0-9a-f]{8}\$v=19\$m=19456,t=2,p=1\$/);
});

test("a client id that is taken is a conflict, also when it is another account's", async () => {
  await management.createCredential.run({ account: id, clientId: 'taken-one' });
  const again = management.createCredential.run({ account: other.id, clientId: 'taken-one' });
  expect(await refusalOf(again)).toMatchObject({ code: 'conflict', field: 'client id' });
});

const future = new Date(Date.now() + 60_000);
test('a credential may be narrower than its account', async () => {
  const contracts = [
    { contract: 'avista', policy: 'header' },
    { contract: 'pix', policy: 'none' },
  ];
  const input = { account: id, scopes: ['pix:read'], expiresAt: future, contracts };
  const { credential } = await management.createCredential.run(input);
  expect(credential).toMatchObject({ scopes: ['pix:read'], expiresAt: future, contracts });
});

test.each([
  [{ clientId: 'ab' }, 'client id'],
  [{ clientId: 'a'.repeat(65) }, 'client id'],
  [{ clientId: 'with space' }, 'client id'],
  [{ clientId: 'nul\0byte' }, 'client id'],
  [{ clientId: `account-${other.id}-00000000` }, 'client id'],
  [{ clientId: `ptr_${'x'.repeat(43)}` }, 'client id'],
  [{ label: 'two\nlines' }, 'label'],
  [{ scopes: ['admin:write'] }, 'scope'],
  [{ scopes: [] }, 'scope'],
  [{ expiresAt: new Date(0) }, 'expiry'],
  [{ contracts: [{ contract: 'avista', policy: 'none' }] }, 'policy'],
  [{ contracts: [{ contract: 'avista', policy: 'off' }] }, 'policy'],
  [{ contracts: [{ contract: 'other', policy: 'tls' }] }, 'contract'],
  [
    {
      contracts: [
        { contract: 'pix', policy: 'tls' },
        { contract: 'pix', policy: 'none' },
      ],
    },
    'contract',
  ],
  [{ secret: new Secret('7 chars') }, 'secret'],
  [{ secret: new Secret('x'.repeat(65)) }, 'secret'],
  [{ secret: new Secret('senha secreta é') }, 'secret'],
  [{ secret: new Secret('line\nbreak') }, 'secret'],
  [{ secret: new Secret(`ptr_${'x'.repeat(43)}`) }, 'secret'],
])('%j is refused, and the field is named', async (input, field) => {
  const refusal = await refusalOf(management.createCredential.run({ account: id, ...input }));
  expect(refusal).toMatchObject({ code: 'invalid', field });
  for (const said of ['ptr_xxx', '7 chars', 'senha']) expect(refusal.message).not.toContain(said);
});

test("the account's own made client id may be imported, to move it here from elsewhere", async () => {
  const { credential } = await management.createCredential.run({
    account: id,
    clientId: `account-${id}-00000000`,
  });
  expect(credential.clientId).toBe(`account-${id}-00000000`);
});

test('revoking a credential is permanent, and harmless to repeat', async () => {
  const { credential } = await management.createCredential.run({ account: id });
  const { clientId } = credential;
  expect((await management.revokeCredential.run(clientId)).credential.status).toBe('revoked');
  expect((await management.revokeCredential.run(clientId)).credential.status).toBe('revoked');
  expect(await refusalOf(management.rotateSecret.run({ clientId }))).toMatchObject({ code: 'refused' });
  expect(await refusalOf(management.rotateSecret.run({ clientId, overlapSeconds: 0 }))).toMatchObject({
    code: 'refused',
  });
  const allow = management.setContractPolicy.run({ clientId, contract: 'pix', policy: 'tls' });
  expect(await refusalOf(allow)).toMatchObject({ code: 'refused' });
});

test('a client id that is not there is not found, and not repeated: it may be a secret', async () => {
  const cases = [
    () => management.revokeCredential.run('hunter2-hunter2'),
    () => management.rotateSecret.run({ clientId: 'hunter2-hunter2' }),
    () => management.revokeSecret.run({ clientId: 'hunter2-hunter2', secretId: '1' }),
    () => management.setContractPolicy.run({ clientId: 'hunter2-hunter2', contract: 'pix', policy: 'tls' }),
    () => management.setContractPolicy.run({ clientId: 'hunter2-hunter2', contract: 'pix', policy: 'off' }),
  ];
  for (const work of cases) {
    const refusal = await refusalOf(work());
    expect(refusal).toMatchObject({ code: 'not_found', field: 'client id' });
    expect(refusal.message).not.toContain('hunter2');
  }
});

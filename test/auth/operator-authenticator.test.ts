import { expect, test } from 'vitest';
import { OperatorAuthenticator } from '../../src/auth/operator-authenticator.js';
import { operatorScopes, type RequiredScope } from '../../src/core/accounts/operator-scope.js';
import type { SnapshotClient } from '../../src/core/tokens/client-snapshot.js';
import type { VerifiedToken } from '../../src/core/tokens/token-verifier.js';
import { client, fingerprint, snapshot } from '../core/eligible-client.js';
import { ClientsInMemory, reasonOf, requestSource, RightSignature, verifiedToken } from './parts.js';

const scopes = ['admin:read', 'admin:write'];

const ask = (
  of: { token?: Partial<VerifiedToken>; client?: Partial<SnapshotClient> } = {},
  needs: RequiredScope = 'admin:write',
) => {
  const verifier = new RightSignature({ ...verifiedToken, scopes, ...of.token });
  const operator = { ...client, accountKind: 'operator' as const, accountScopes: scopes, ...of.client };
  const operators = new OperatorAuthenticator(
    verifier,
    new ClientsInMemory({ ...snapshot, client: operator }),
    'portaria-admin',
  );
  const told: string[] = [];
  const beforeRefusal = ({ clientId }: { clientId: string }, why: string): Promise<void> =>
    Promise.resolve(void told.push(`${clientId}: ${why}`));
  const proofs = {
    token: 'text',
    certificateFingerprint: fingerprint,
    certificateProblem: null,
    source: requestSource,
  };
  return { asked: operators.authenticate(proofs, needs, beforeRefusal), verifier, told };
};

test('an operator whose token, account and credential have the scope is let in', async () => {
  const { asked, verifier, told } = ask({ client: { credentialScopes: ['admin:write'] } });
  expect(await asked).toMatchObject({ clientId: 'loja', accountName: 'Loja' });
  expect(told).toEqual([]);
  expect(verifier.wanted).toEqual([
    {
      certificateFingerprint: fingerprint,
      certificateProblem: null,
      profiles: [
        { algorithm: 'HS256', typ: 'JWT', audience: 'portaria-admin' },
        { algorithm: 'RS256', typ: 'JWT', audience: 'portaria-admin' },
        { algorithm: 'ES256', typ: 'JWT', audience: 'portaria-admin' },
      ],
    },
  ]);
});

test.each([
  ['the token', { token: { scopes: ['admin:read'] } }],
  ['the account', { client: { accountScopes: ['admin:read'] } }],
  ['the credential', { client: { credentialScopes: ['admin:read'] } }],
])('a scope that %s lacks now is refused, after the operator was named', async (_name, of) => {
  const { asked, told } = ask(of);
  expect(await reasonOf(asked)).toMatchObject({
    code: 'insufficient_scope',
    publicDetail: { scope: 'admin:write' },
  });
  expect(told).toEqual(['loja: it lacks the scope admin:write']);
});

test('a merchant is no operator, whatever the scopes, and is not named as one', async () => {
  const { asked, told } = ask({ client: { accountKind: 'merchant' } });
  expect(await reasonOf(asked)).toMatchObject({ code: 'invalid_token' });
  expect(told).toEqual([]);
});

test('where any scope of operators will do, one is enough, and none is refused with all of them named', async () => {
  const one = ask({ token: { scopes: ['audit:read'] }, client: { accountScopes: ['audit:read'] } }, 'any');
  expect(await one.asked).toMatchObject({ clientId: 'loja' });
  const none = ask({ token: { scopes: ['pix:read'] }, client: { accountScopes: ['pix:read'] } }, 'any');
  expect(await reasonOf(none.asked)).toMatchObject({
    code: 'insufficient_scope',
    publicDetail: { scope: operatorScopes.join(' ') },
  });
  expect(none.told).toEqual(['loja: it has no scope of operators']);
});

test.each<[string, Partial<SnapshotClient>, object]>([
  [
    'is suspended',
    { accountStatus: 'suspended' },
    { code: 'invalid_token', privateDetail: 'its account is suspended' },
  ],
  [
    'lost a scope',
    { accountScopes: ['admin:read'] },
    {
      code: 'insufficient_scope',
      privateDetail: 'it lost the scope keys:write',
      publicDetail: { scope: 'keys:write' },
    },
  ],
])(
  'an operator who was let in and then %s is refused when they are checked again',
  async (_what, then, refused) => {
    const had = ['admin:read', 'keys:write'];
    const verifier = new RightSignature({ ...verifiedToken, scopes: had });
    const operator = { ...client, accountKind: 'operator' as const, accountScopes: had };
    const clients = new ClientsInMemory({ ...snapshot, client: operator });
    const operators = new OperatorAuthenticator(verifier, clients, 'portaria-admin');
    const proofs = {
      ...{
        token: 'text',
        certificateFingerprint: fingerprint,
        certificateProblem: null,
        source: requestSource,
      },
    };
    const { assertStillAllowed } = await operators.authenticate(proofs, 'any', () => Promise.resolve());
    await assertStillAllowed();
    clients.snapshot = { ...snapshot, client: { ...operator, ...then } };
    expect(await reasonOf(assertStillAllowed())).toMatchObject(refused);
  },
);

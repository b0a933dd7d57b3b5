import { describe, expect, test } from 'vitest';
import type { CertificateInfo } from '../../src/core/certificates/certificate.js';
import type { RefusalReason } from '../../src/core/refusals/refusal.js';
import type { ClientSnapshot, SnapshotClient } from '../../src/core/tokens/client-snapshot.js';
import {
  type AccountState,
  type ClientProofs,
  eligibilityFindings,
  revokedFindings,
  tokenUseFindings,
} from '../../src/core/tokens/eligibility.js';
import {
  certificateId,
  client,
  fingerprint,
  info,
  nowMs,
  otherAccountId,
  otherSecretId,
  presented,
  proofsUsed,
  secretId,
  snapshot,
  use,
} from './eligible-client.js';

const codes = (findings: readonly { readonly reason: RefusalReason }[]): RefusalReason[] =>
  findings.map(({ reason }) => reason);

const withClient = (changes: Partial<SnapshotClient>): ClientSnapshot => ({
  ...snapshot,
  client: { ...client, ...changes },
});
const withCertificate = (changes: Partial<CertificateInfo>): ClientProofs => ({
  ...use,
  certificate: { ...presented, info: { ...info, ...changes } },
});
const secretThatEnds = (expiresAtMs: number) =>
  withClient({ secrets: [{ id: secretId, digest: 'x', expiresAtMs }] });
const known = (state: { revoked: boolean; linked: boolean }): ClientSnapshot => ({
  ...snapshot,
  certificate: { id: certificateId, ...state },
});

/** What is the case, what it is found as, and whether it also speaks against a token that was given before. */
const cases: {
  readonly name: string;
  readonly found: readonly RefusalReason[];
  readonly snapshot?: ClientSnapshot;
  readonly use?: ClientProofs;
  readonly alsoInUse: boolean;
}[] = [
  { name: 'nothing is wrong', found: [], alsoInUse: true },
  {
    name: 'the client does not exist',
    found: ['unknown_client'],
    snapshot: { ...snapshot, client: null },
    alsoInUse: true,
  },
  {
    name: 'the account is suspended',
    found: ['account_suspended'],
    snapshot: withClient({ accountStatus: 'suspended' }),
    alsoInUse: true,
  },
  {
    name: 'the address is in no network of the account',
    found: ['network_not_allowed'],
    snapshot: withClient({ networkAllowed: false }),
    alsoInUse: true,
  },
  {
    name: 'the credential was revoked',
    found: ['credential_revoked'],
    snapshot: withClient({ credentialStatus: 'revoked' }),
    alsoInUse: true,
  },
  {
    name: 'the credential ends at this very moment',
    found: ['credential_expired'],
    snapshot: withClient({ credentialExpiresAtMs: nowMs }),
    alsoInUse: true,
  },
  {
    name: 'the credential ends a millisecond later',
    found: [],
    snapshot: withClient({ credentialExpiresAtMs: nowMs + 1 }),
    alsoInUse: true,
  },
  {
    name: 'the secret is none of the live ones',
    found: ['wrong_secret'],
    snapshot: withClient({ secrets: [{ id: otherSecretId, digest: 'x', expiresAtMs: null }] }),
    alsoInUse: true,
  },
  {
    name: 'the secret ends at this very moment',
    found: ['secret_expired'],
    snapshot: secretThatEnds(nowMs),
    alsoInUse: true,
  },
  {
    name: 'the secret ends a millisecond later',
    found: [],
    snapshot: secretThatEnds(nowMs + 1),
    alsoInUse: true,
  },
  {
    name: 'the certificate was never linked to any account',
    found: ['certificate_not_linked'],
    snapshot: { ...snapshot, certificate: null },
    alsoInUse: true,
  },
  {
    name: 'the certificate is not linked any more and was revoked',
    found: ['certificate_not_linked', 'certificate_revoked'],
    snapshot: known({ linked: false, revoked: true }),
    alsoInUse: true,
  },
  {
    name: 'the certificate was revoked',
    found: ['certificate_revoked'],
    snapshot: known({ linked: true, revoked: true }),
    alsoInUse: true,
  },
  {
    name: 'a merchant comes through the listener of operators',
    found: ['wrong_listener'],
    use: { ...use, source: { listener: 'admin', address: null } },
    alsoInUse: false,
  },
  {
    name: 'an operator comes through the listener of merchants',
    found: ['wrong_listener'],
    snapshot: withClient({ accountKind: 'operator' }),
    alsoInUse: false,
  },
  {
    name: 'the credential may not use the contract',
    found: ['contract_not_allowed'],
    snapshot: withClient({ certificatePolicy: null }),
    alsoInUse: false,
  },
  {
    name: 'no certificate was presented',
    found: ['certificate_required'],
    use: { ...use, certificate: null },
    alsoInUse: false,
  },
  {
    name: 'no certificate was presented and the policy wants none',
    found: [],
    snapshot: withClient({ certificatePolicy: 'none' }),
    use: { ...use, certificate: null },
    alsoInUse: false,
  },
  {
    name: 'NGINX did not trust the certificate',
    found: ['certificate_untrusted'],
    use: {
      ...use,
      certificate: { info, presentation: { way: 'handshake', sslClientVerify: 'FAILED:expired' } },
    },
    alsoInUse: false,
  },
  {
    name: 'the certificate came in a header and the policy wants the handshake',
    found: ['certificate_not_in_handshake'],
    use: { ...use, certificate: { info, presentation: { way: 'header' } } },
    alsoInUse: false,
  },
  {
    name: 'the certificate came in a header and the policy is content with that',
    found: [],
    snapshot: withClient({ certificatePolicy: 'header' }),
    use: { ...use, certificate: { info, presentation: { way: 'header' } } },
    alsoInUse: false,
  },
  {
    name: 'the certificate is of another company',
    found: ['certificate_tax_id_differs'],
    snapshot: withClient({ requiredTaxId: '11222333000181' }),
    alsoInUse: false,
  },
  {
    name: 'the certificate is not valid yet',
    found: ['certificate_not_yet_valid'],
    use: withCertificate({ notBefore: new Date(nowMs + 1) }),
    alsoInUse: false,
  },
  {
    name: 'the certificate has expired',
    found: ['certificate_expired'],
    use: withCertificate({ notAfter: new Date(nowMs - 1) }),
    alsoInUse: false,
  },
  {
    name: 'the key of the certificate is weak',
    found: ['certificate_weak_key'],
    use: withCertificate({ key: { name: 'RSA-1024', strong: false } }),
    alsoInUse: false,
  },
  {
    name: 'the certificate is for servers',
    found: ['certificate_wrong_usage'],
    use: withCertificate({ extendedKeyUsage: ['1.3.6.1.5.5.7.3.1'] }),
    alsoInUse: false,
  },
];

describe('a client that asks for a token', () => {
  test.each(cases)('when $name', ({ found, ...given }) => {
    expect(codes(eligibilityFindings(given.use ?? use, given.snapshot ?? snapshot))).toEqual(found);
  });

  test('is told everything at once: the secret first, the contract last', () => {
    const everything = eligibilityFindings(
      {
        ...withCertificate({
          notAfter: new Date(0),
          key: { name: 'RSA-512', strong: false },
          extendedKeyUsage: [],
        }),
        source: { listener: 'admin', address: null },
        secretId: null,
      },
      {
        nowMs,
        certificate: { id: certificateId, linked: false, revoked: true },
        client: {
          ...client,
          accountStatus: 'suspended',
          networkAllowed: false,
          credentialStatus: 'revoked',
          credentialExpiresAtMs: 0,
          requiredTaxId: '11222333000181',
          certificatePolicy: null,
        },
      },
    );
    expect(codes(everything)).toEqual([
      'wrong_secret',
      'account_suspended',
      'wrong_listener',
      'network_not_allowed',
      'credential_revoked',
      'credential_expired',
      'certificate_not_linked',
      'certificate_revoked',
      'certificate_tax_id_differs',
      'certificate_expired',
      'certificate_weak_key',
      'certificate_wrong_usage',
      'contract_not_allowed',
    ]);
  });

  test('is judged without its secret while that is not compared yet', () => {
    const { contract, source, certificate } = use;
    const now = withClient({ secrets: [] });
    expect(eligibilityFindings({ contract, source, certificate }, now)).toEqual([]);
  });
});

describe('a token that was given before', () => {
  test.each(cases)('when $name', ({ found, alsoInUse, snapshot: now = snapshot }) => {
    const inUse = codes(tokenUseFindings(proofsUsed, now, '192.0.2.7'));
    expect(inUse).toEqual(alsoInUse ? found : []);
  });

  test('opens nothing once its client id belongs to another account', () => {
    const moved = withClient({ accountId: otherAccountId });
    expect(codes(tokenUseFindings(proofsUsed, moved, null))).toEqual(['unknown_client']);
  });
});

describe('credentials that a request used', () => {
  const intact: AccountState = {
    account: { status: 'active' },
    credentials: [
      { status: 'revoked', secrets: [{ id: otherSecretId }] },
      { status: 'active', secrets: [{ id: secretId }] },
    ],
    certificates: [{ fingerprint, revokedAt: null }],
  };
  const lost: [string, Partial<AccountState>, RefusalReason[]][] = [
    ['nothing was taken away', {}, []],
    ['the account is gone', { account: null }, ['unknown_client']],
    ['the account was suspended', { account: { status: 'suspended' } }, ['account_suspended']],
    ['the secret was retired', { credentials: [{ status: 'active', secrets: [] }] }, ['wrong_secret']],
    [
      'the credential was revoked',
      { credentials: [{ status: 'revoked', secrets: [{ id: secretId }] }] },
      ['credential_revoked'],
    ],
    ['the certificate was unlinked', { certificates: [] }, ['certificate_not_linked']],
    [
      'the certificate was revoked',
      { certificates: [{ fingerprint, revokedAt: new Date(nowMs) }] },
      ['certificate_revoked'],
    ],
  ];

  test.each(lost)('when %s', (_name, changes, found) => {
    expect(codes(revokedFindings(proofsUsed, { ...intact, ...changes }))).toEqual(found);
  });
});

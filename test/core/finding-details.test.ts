import { expect, test } from 'vitest';
import type { CertificateInfo, PresentedCertificate } from '../../src/core/certificates/certificate.js';
import type { SnapshotRealmUser } from '../../src/core/realm/realm-user-snapshot.js';
import { loginFindings } from '../../src/core/realm/user-eligibility.js';
import type { RealmUserId } from '../../src/core/shared/ids.js';
import type { ClientSnapshot, SnapshotClient } from '../../src/core/tokens/client-snapshot.js';
import { type ClientProofs, eligibilityFindings } from '../../src/core/tokens/eligibility.js';
import {
  certificateId,
  client,
  fingerprint,
  info,
  nowMs,
  otherSecretId,
  presented,
  secretId,
  snapshot,
  use,
} from './eligible-client.js';

/** What an operator reads about the only finding. */
const detailOf = (
  changes: Partial<SnapshotClient>,
  by: Partial<ClientProofs> = {},
  certificate: ClientSnapshot['certificate'] = snapshot.certificate,
): string[] =>
  eligibilityFindings({ ...use, ...by }, { nowMs, certificate, client: { ...client, ...changes } }).map(
    ({ detail }) => detail,
  );

const withInfo = (changes: Partial<CertificateInfo>): Partial<ClientProofs> => ({
  certificate: { ...presented, info: { ...info, ...changes } },
});
const presentedBy = (presentation: PresentedCertificate['presentation']): Partial<ClientProofs> => ({
  certificate: { info, presentation },
});

const ended = new Date(nowMs - 1).toISOString();

test.each<[string, () => string[]]>([
  ['account 1 is suspended', () => detailOf({ accountStatus: 'suspended' })],
  ['operator account at the tls listener', () => detailOf({ accountKind: 'operator' })],
  ['address 192.0.2.7 is in no allowed network', () => detailOf({ networkAllowed: false })],
  [
    'address unknown is in no allowed network',
    () => detailOf({ networkAllowed: false }, { source: { listener: 'tls', address: null } }),
  ],
  ['the credential was revoked', () => detailOf({ credentialStatus: 'revoked' })],
  [`the credential expired on ${ended}`, () => detailOf({ credentialExpiresAtMs: nowMs - 1 })],
  ['the secret matches none of the active secrets (1)', () => detailOf({}, { secretId: otherSecretId })],
  [
    `secret 3 expired on ${ended}`,
    () => detailOf({ secrets: [{ id: secretId, digest: 'x', expiresAtMs: nowMs - 1 }] }),
  ],
])('about a client: %s', (detail, found) => {
  expect(found()).toEqual([detail]);
});

test.each<[string, () => string[]]>([
  ['no certificate was presented', () => detailOf({}, { certificate: null })],
  [`certificate ${fingerprint}: it was never linked to any account`, () => detailOf({}, {}, null)],
  [
    `certificate ${fingerprint}: it is known, but not linked to this account`,
    () => detailOf({}, {}, { id: certificateId, linked: false, revoked: false }),
  ],
  [
    `certificate ${fingerprint} was revoked`,
    () => detailOf({}, {}, { id: certificateId, linked: true, revoked: true }),
  ],
  [
    'the certificate came in a header; this credential needs it in the TLS handshake (policy tls)',
    () => detailOf({}, presentedBy({ way: 'header' })),
  ],
  [
    'NGINX did not accept the certificate: FAILED:unknown',
    () => detailOf({}, presentedBy({ way: 'handshake', sslClientVerify: 'FAILED:unknown' })),
  ],
  ['CNPJ on the certificate: none', () => detailOf({ requiredTaxId: '11222333000181' })],
  [
    'CNPJ on the certificate: 11444777000161',
    () => detailOf({ requiredTaxId: '11222333000181' }, withInfo({ taxId: '11444777000161' })),
  ],
  [
    `valid from ${new Date(nowMs + 1).toISOString()}`,
    () => detailOf({}, withInfo({ notBefore: new Date(nowMs + 1) })),
  ],
  [`expired on ${ended}`, () => detailOf({}, withInfo({ notAfter: new Date(nowMs - 1) }))],
  [
    'key is P-192; needed: RSA of at least 2048 bits, P-256 or better, or Ed25519',
    () => detailOf({}, withInfo({ key: { name: 'P-192', strong: false } })),
  ],
  [
    'extended key usage lacks clientAuth: 1 2 3 4 5',
    () => detailOf({}, withInfo({ extendedKeyUsage: ['1', '2', '3', '4', '5', '6'] })),
  ],
])('about a certificate: %s', (detail, found) => {
  expect(found()).toEqual([detail]);
});

test('a certificate that carries the CNPJ of the account is accepted, and so is one with a CNPJ that no account asks for', () => {
  const carries = withInfo({ taxId: '11222333000181' });
  expect(detailOf({ requiredTaxId: '11222333000181' }, carries)).toEqual([]);
  expect(detailOf({}, carries)).toEqual([]);
});

const id = '0199f1de-7d4f-7abc-8def-000000000001' as RealmUserId;
const user: SnapshotRealmUser = {
  ...{ id, status: 'active', digest: 'x', passwordSetAtMicros: '0', accountId: client.accountId },
  ...{ accountKind: 'merchant', accountStatus: 'active', accountScopes: [], userScopes: null },
  ...{ accountVersion: 1, requiredTaxId: null, networkAllowed: true, notBeforeMs: null },
};

test('about a user: what an operator reads', () => {
  const at = (changes: Partial<SnapshotRealmUser> | null): string[] =>
    loginFindings(
      { source: use.source, certificate: null },
      { nowMs, user: changes && { ...user, ...changes }, family: null, certificate: null },
    ).map(({ detail }) => detail);
  expect(at(null)).toEqual(['there is no user with this name']);
  expect(at({ status: 'disabled' })).toEqual([`user ${id} is disabled`]);
  expect(at({ accountKind: 'operator' })).toEqual(['user of a operator account at the tls listener']);
});

test('where the contract is not allowed, a header is found to prove nothing, whatever policy other contracts have', () => {
  expect(detailOf({ certificatePolicy: null }, presentedBy({ way: 'header' }))).toEqual([
    'the certificate came in a header, which proves nothing',
    'the credential may not use avista',
  ]);
});

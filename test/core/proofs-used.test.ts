import { expect, test } from 'vitest';
import {
  type AccountState,
  eligibilityFindings,
  revokedFindings,
} from '../../src/core/tokens/eligibility.js';
import {
  client,
  fingerprint,
  nowMs,
  otherFingerprint,
  otherSecretId,
  proofsUsed,
  secretId,
  snapshot,
  use,
} from './eligible-client.js';

const state: AccountState = {
  account: { status: 'active' },
  credentials: [{ status: 'active', secrets: [{ id: otherSecretId }, { id: secretId }] }],
  certificates: [
    { fingerprint: otherFingerprint, revokedAt: new Date(nowMs) },
    { fingerprint, revokedAt: null },
  ],
};
const codes = (findings: readonly { readonly reason: string }[]): string[] =>
  findings.map(({ reason }) => reason);

test('another secret, and another certificate that was revoked, take nothing from those that a request uses', () => {
  expect(codes(revokedFindings(proofsUsed, state))).toEqual([]);
});

test('another certificate does not stand in for the one that a request uses', () => {
  const certificates = [{ fingerprint: otherFingerprint, revokedAt: null }];
  expect(codes(revokedFindings(proofsUsed, { ...state, certificates }))).toEqual(['certificate_not_linked']);
});

test('the expiry of another secret takes nothing from the one that a request uses', () => {
  const secrets = [
    { id: otherSecretId, digest: 'x', expiresAtMs: nowMs - 1 },
    { id: secretId, digest: 'x', expiresAtMs: null },
  ];
  expect(eligibilityFindings(use, { ...snapshot, client: { ...client, secrets } })).toEqual([]);
});

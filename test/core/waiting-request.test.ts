import { describe, expect, test } from 'vitest';
import type { RefusalReason } from '../../src/core/refusals/refusal.js';
import {
  eligibilityFindings,
  waitingRequestFindings,
  type WaitingRequestState,
} from '../../src/core/tokens/eligibility.js';
import {
  client,
  info,
  nowMs,
  otherAccountId,
  presented,
  proofsUsed,
  snapshot,
  use,
} from './eligible-client.js';

const codes = (findings: readonly { readonly reason: RefusalReason }[]): RefusalReason[] =>
  findings.map(({ reason }) => reason);
const validity = { notBefore: info.notBefore, notAfter: info.notAfter };

describe('a request that waits for approval', () => {
  const whenAsked = { nowMs, client, certificate: { linked: true, revoked: false, ...validity } };
  const changes: [string, Partial<WaitingRequestState>, RefusalReason[]][] = [
    ['nothing was taken away', {}, []],
    ['the credential is gone', { client: null }, ['unknown_client']],
    [
      'the client id is of another account',
      { client: { ...client, accountId: otherAccountId } },
      ['unknown_client'],
    ],
    [
      'the account is suspended',
      { client: { ...client, accountStatus: 'suspended' } },
      ['account_suspended'],
    ],
    [
      'the credential is revoked',
      { client: { ...client, credentialStatus: 'revoked' } },
      ['credential_revoked'],
    ],
    [
      'the credential expires now',
      { client: { ...client, credentialExpiresAtMs: nowMs } },
      ['credential_expired'],
    ],
    ['the certificate was unlinked', { certificate: null }, ['certificate_not_linked']],
    [
      'the certificate was revoked',
      { certificate: { ...whenAsked.certificate, revoked: true } },
      ['certificate_revoked'],
    ],
    [
      'the certificate expired',
      { certificate: { ...whenAsked.certificate, notAfter: new Date(nowMs - 1) } },
      ['certificate_expired'],
    ],
  ];

  test.each(changes)('is judged as its proofs are now: %s', (_what, now, found) => {
    expect(codes(waitingRequestFindings(proofsUsed, { ...whenAsked, ...now }))).toEqual(found);
  });

  test('is valid for as long as its certificate gets tokens, to the millisecond', () => {
    const certificate = { ...whenAsked.certificate, notAfter: new Date(nowMs) };
    expect(codes(waitingRequestFindings(proofsUsed, { ...whenAsked, certificate }))).toEqual([]);
    const proofs = { ...use, certificate: { ...presented, info: { ...info, notAfter: new Date(nowMs) } } };
    expect(codes(eligibilityFindings(proofs, snapshot))).toEqual([]);
  });
});

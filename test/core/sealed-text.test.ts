import { expect, test } from 'vitest';
import { sealedTextOf } from '../../src/core/approvals/approval.js';
import type { AccountId, ClientId, Fingerprint } from '../../src/core/shared/ids.js';

type Request = Parameters<typeof sealedTextOf>[0];

const askedBy = {
  accountId: '7' as AccountId,
  clientId: 'client-7' as ClientId,
  certificate: 'ab'.repeat(32) as Fingerprint,
};
const request: Request = {
  id: '1',
  action: 'account.suspend',
  input: '{"accountId":"9"}',
  effect: '{"changes":[]}',
  scope: 'accounts:write',
  version: 3,
  askedBy,
  askedAt: new Date('2026-11-30T10:00:00Z'),
  until: new Date('2026-12-01T10:00:00Z'),
  askerVersion: 5,
};

// Attack: with access to the database alone, a stored request is made into another one before a second
// operator approves it.
test.each<Partial<Request>>([
  { id: '2' },
  { action: 'account.reactivate' },
  { input: '{"accountId":"10"}' },
  { effect: '{"changes":["another"]}' },
  { scope: 'keys:write' },
  { version: 4 },
  { version: null },
  { askerVersion: 6 },
  { askerVersion: null },
  { askedBy: { ...askedBy, accountId: '8' as AccountId } },
  { askedBy: { ...askedBy, clientId: 'client-8' as ClientId } },
  { askedBy: { ...askedBy, certificate: 'cd'.repeat(32) as Fingerprint } },
  { askedAt: new Date('2026-11-30T10:00:01Z') },
  { until: new Date('2026-12-02T10:00:00Z') },
  // Two fields whose texts joined would be the same.
  { id: '1account.', action: 'suspend' },
])('the seal protects %j', (change) => {
  expect(sealedTextOf({ ...request, ...change })).not.toBe(sealedTextOf(request));
});

test('the same request has the same text', () => {
  expect(sealedTextOf({ ...request, askedBy: { ...askedBy } })).toBe(sealedTextOf(request));
});

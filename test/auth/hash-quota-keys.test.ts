import { expect, test } from 'vitest';
import { clientQuotaKey, userQuotaKey } from '../../src/auth/hash-quota-keys.js';
import { client, presented } from '../core/eligible-client.js';
import { requestSource } from './parts.js';

const at = (changes: Partial<typeof requestSource>) => ({
  source: { ...requestSource, ...changes },
  certificate: presented,
});

test.each([
  ['tls', 'merchants'],
  ['header', 'merchants'],
  ['admin', 'operators'],
] as const)('a hash from the listener %s waits in the queue of %s', (listener, queue) => {
  expect(clientQuotaKey(at({ listener }), client.accountId).queue).toBe(queue);
  expect(userQuotaKey(at({ listener }), null).queue).toBe(queue);
});

test('all addresses of a /64 are one source, for clients and for users', () => {
  const sources = ['2001:db8:0:1::1', '2001:db8:0:1:ffff::2', '2001:db8:0:2::1'].map(
    (address) => clientQuotaKey(at({ address }), null).quotaOwner,
  );
  expect(sources[0]).toBe(sources[1]);
  expect(sources[2]).not.toBe(sources[0]);
  expect(userQuotaKey(at({ address: '2001:db8:0:1::1' }), null)).toEqual({
    queue: 'merchants',
    hashClass: 'user',
    quotaOwner: sources[0],
  });
});

test('over a Unix socket, where nothing tells clients apart, each request is a source', () => {
  const sourceOf = (requestId: string) =>
    userQuotaKey(at({ address: null, requestId: requestId as typeof requestSource.requestId }), null)
      .quotaOwner;
  expect(sourceOf('a')).not.toBe(sourceOf('b'));
});

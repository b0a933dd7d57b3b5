import { expect, test } from 'vitest';
import { Refusal } from '../../src/core/refusals/refusal.js';
import { IdempotentReplay } from '../../src/core/shared/idempotency.js';
import { clientIdFrom } from '../../src/core/shared/ids.js';
import { ManagementError } from '../../src/core/shared/management-error.js';
import { BearerTokenError } from '../../src/core/tokens/bearer-token-error.js';

const clientId = clientIdFrom('loja');
const subject = { clientId, certificate: null };

test('the message of a refusal is its reason alone: details are for the record', () => {
  const refusal = new Refusal('wrong_secret', 'secret 9 differs', { hint: 'ask' });
  expect(refusal.message).toBe('wrong_secret');
  expect(refusal).toMatchObject({
    name: 'Refusal',
    reason: 'wrong_secret',
    privateDetail: 'secret 9 differs',
    publicDetail: { hint: 'ask' },
    subject: { clientId: null, certificate: null },
    alsoAgainst: [],
  });
  expect(new Refusal('not_found', '').publicDetail).toEqual({});
});

test('a detail does not grow with what a client sends', () => {
  expect(new Refusal('malformed_request', 'x'.repeat(5000)).privateDetail).toBe('x'.repeat(2000));
});

test('whom it concerns and what else it could have named are added to copies, and lose nothing', () => {
  const cause = new Error('why');
  const first = new Refusal('wrong_secret', 'detail', { hint: 'ask' }, { cause });
  const both = first.concerning(subject).withOtherReasons(['secret_expired']);
  expect(both).toMatchObject({
    reason: 'wrong_secret',
    privateDetail: 'detail',
    publicDetail: { hint: 'ask' },
    subject,
    alsoAgainst: ['secret_expired'],
  });
  expect(both.cause).toBe(cause);
  expect(first.withOtherReasons(['secret_expired']).concerning(subject)).toMatchObject({
    subject,
    alsoAgainst: ['secret_expired'],
  });
  expect(first).toMatchObject({ subject: { clientId: null }, alsoAgainst: [] });
});

test('what is thrown and is no refusal is our own fault, and nothing of it may be told', () => {
  const refusal = new Refusal('unavailable', '');
  expect(Refusal.from(refusal)).toBe(refusal);
  const error = new TypeError('x is not a function');
  const from = Refusal.from(error);
  expect(from).toMatchObject({
    reason: 'internal',
    privateDetail: 'TypeError: x is not a function',
    publicDetail: {},
  });
  expect(from.cause).toBe(error);
  expect(Refusal.from('a text').privateDetail).toBe('a text');
});

test('errors say their name, and only what may be said', () => {
  expect(new BearerTokenError('invalid_token', 'private')).toMatchObject({
    name: 'BearerTokenError',
    message: 'invalid_token',
    publicDetail: {},
  });
  expect(new ManagementError('invalid', 'It is empty.', 'name')).toMatchObject({
    name: 'ManagementError',
    message: 'It is empty.',
    field: 'name',
  });
  expect(new ManagementError('refused', 'No.').field).toBeNull();
  expect(new IdempotentReplay({ id: 1 })).toMatchObject({
    name: 'IdempotentReplay',
    outcome: { id: 1 },
    message: 'this was already done, under the same key',
  });
});

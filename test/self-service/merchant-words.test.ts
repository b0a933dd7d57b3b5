import { expect, test } from 'vitest';
import { toManagementError } from '../../src/storage/transaction/database-failure.js';
import { makeRequest, openWorkshop } from '../support/openssl.js';
import { openSelfService } from './proxied-self-service.js';

const proxied = await openSelfService();

/** Settings, commands and machines, which a merchant has none of. */
const operatorsOnly = /PORTARIA_|DATABASE_URL|portaria |--\w|127\.0\.0\.1|standby|Create or import/;

test('a signing request where the gateway has no CA is answered in the words of a merchant', async () => {
  const owner = await proxied.owner();
  const csr = await makeRequest(await openWorkshop(), 'own');
  const { status, json } = await owner.ask('POST /certificates', { body: { csr } });
  expect([status, json['code']]).toEqual([409, 'conflict']);
  expect(json['detail']).toBe(
    'ca: the gateway cannot sign certificates now. Send a certificate in pem, or ask the operator of the gateway',
  );
});

test('two secrets are too many, and the way out is one that a merchant has', async () => {
  const owner = await proxied.owner();
  const add = () => owner.ask(`POST /credentials/${owner.clientId}/secrets`, { body: {} });
  expect((await add()).status).toBe(201);
  const { status, json } = await add();
  expect(status).toBe(409);
  expect(String(json['detail'])).toMatch(/Revoke one first$/);
});

test.each([
  [{ code: 'ECONNREFUSED', address: '127.0.0.1', port: 5432 }],
  [{ code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND db.internal' }],
  [{ code: 'ETIMEDOUT' }],
  [{ code: '42P01', message: 'relation "account" does not exist' }],
  [{ code: '42501', message: 'permission denied for table account' }],
  [{ code: '28P01', message: 'password authentication failed for user "portaria"' }],
  [{ code: '3D000', message: 'database "portaria" does not exist' }],
  [{ code: 'XX000', message: 'something of the database' }],
  [{ message: 'timeout exceeded when trying to connect' }],
  [{ code: '57014', message: 'canceling statement due to user request' }],
])('trouble with the database tells a merchant nothing of it: %j', (failure) => {
  const error = toManagementError(Object.assign(new Error(), failure));
  expect(error.code).toBe('unavailable');
  expect(error.forMerchants).not.toMatch(operatorsOnly);
  if ('message' in failure) expect(error.forMerchants).not.toContain(failure.message);
});

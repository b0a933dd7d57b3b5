import { expect, test } from 'vitest';
import { approve, idIn, openApproving } from './approving.js';
import type { TestOperator } from './proxied-admin-api.js';

const { proxied, ana, bia } = await openApproving();
const { database } = proxied.app;

// Attack: a thief asks for an operator of their own. What the theft was answered with must end the request.
test.each<[string, (asker: TestOperator) => Promise<unknown>]>([
  ['suspended', ({ id }) => ana.ask(`POST /accounts/${id}/suspend`, { body: {} })],
  [
    'suspended and reactivated',
    async ({ id }) => {
      await ana.ask(`POST /accounts/${id}/suspend`, { body: {} });
      const again = idIn(await ana.ask(`POST /accounts/${id}/reactivate`, { body: {} }));
      expect((await approve(bia, again)).status).toBe(200);
    },
  ],
  [
    'without the secret',
    async ({ clientId, secretId }) => {
      const revoked = await ana.ask(`DELETE /credentials/${clientId}/secrets/${secretId}?force=true`);
      expect(revoked.status).toBe(200);
    },
  ],
  ['without its credential', ({ clientId }) => ana.ask(`POST /credentials/${clientId}/revoke`, { body: {} })],
  [
    'without its certificate',
    ({ id, certificate }) => ana.ask(`DELETE /accounts/${id}/certificates/${certificate.fingerprint}`),
  ],
  [
    'without the scope',
    ({ id }) => database.sql(`UPDATE account SET scopes = '{admin:read}' WHERE id = $1`, [id]),
  ],
])('what an operator asked for who is %s now is not approved', async (_what, end) => {
  const asker = await proxied.operator();
  const id = idIn(await asker.ask('POST /accounts', { body: { name: 'Zoe', kind: 'operator' } }));
  await end(asker);
  const { status, json } = await approve(bia, id);
  expect(status).toBe(422);
  expect(String(json['detail'])).toMatch(
    /^approval: the account of the operator who asked has changed since/,
  );
});

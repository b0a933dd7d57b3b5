import { expect, test } from 'vitest';
import { operatorScopes } from '../../src/core/accounts/operator-scope.js';
import { managementOn, refusalOf } from '../management/open-test-management.js';
import { openAdmin, type TestOperator } from './proxied-admin-api.js';

/** A deployment with so many operators. */
const withOperators = async (
  count: number,
): Promise<{ operators: TestOperator[] } & Awaited<ReturnType<typeof openAdmin>>> => {
  const proxied = await openAdmin();
  const operators: TestOperator[] = [];
  for (let made = 0; made < count; made += 1) operators.push(await proxied.operator());
  return { ...proxied, operators };
};

const proxied = await withOperators(1);
const [last] = proxied.operators;
if (!last) throw new Error('no operator');

test('nothing that leaves no operator with admin:write is done, neither over HTTP nor at the command line', async () => {
  // An operator with fewer scopes does not count, nor one without a certificate.
  await proxied.operator({ scopes: operatorScopes.filter((scope) => scope !== 'admin:write') });
  await proxied.app.accounts.create({ kind: 'operator' });
  const retire = `/credentials/${last.clientId}/secrets/${last.secretId}?force=true`;
  const inputs: readonly (readonly [string, object?])[] = [
    [`POST /accounts/${last.id}/suspend`],
    [`PATCH /accounts/${last.id}`, { scopes: ['admin:read', 'audit:read'] }],
    [`PATCH /accounts/${last.id}`, { taxId: '12345678000195', taxIdOnCertificate: true }],
    // From where the request itself comes.
    [`PATCH /accounts/${last.id}`, { networks: ['192.0.2.0/24'] }],
    [`POST /credentials/${last.clientId}/revoke`],
    [`POST /credentials/${last.clientId}/contracts`, { contract: 'avista', policy: 'off' }],
    [`DELETE ${retire}`],
    [`DELETE /accounts/${last.id}/certificates/${last.certificate.fingerprint}`],
    [`POST /certificates/${last.certificate.fingerprint}/revoke`],
  ];
  for (const [what, body] of inputs) {
    const answer = await last.ask(what, body ? { body } : {});
    expect([answer.status, answer.json['code']], what).toEqual([422, 'refused']);
    expect(answer.json['detail']).toContain('another operator');
  }
  const { environment, database } = proxied.app;
  const management = managementOn(
    database.appUrl,
    Buffer.from(environment['PORTARIA_PEPPER'] ?? '', 'base64'),
  );
  expect(await refusalOf(management.suspendAccount.run(last.id))).toMatchObject({ code: 'refused' });
  expect((await last.ask('GET /accounts')).status).toBe(200);
});

test('a new secret without an overlap is given to the last operator as well', async () => {
  const rotated = await last.ask(`POST /credentials/${last.clientId}/secrets`, {
    body: { overlapSeconds: 0 },
  });
  expect(rotated.status).toBe(201);
});

test('of two operators who suspend each other at once, one stays', async () => {
  for (let round = 0; round < 3; round += 1) {
    const { operators, app } = await withOperators(2);
    const [one, other] = operators;
    if (!one || !other) throw new Error('no operators');
    const answers = await Promise.all([
      one.ask(`POST /accounts/${other.id}/suspend`),
      other.ask(`POST /accounts/${one.id}/suspend`),
    ]);
    expect(answers.map(({ status }) => status).sort()).toContain(200);
    const active = await app.database.sql(`SELECT 1 FROM account WHERE status = 'active'`);
    expect(active).toHaveLength(1);
  }
});

test('a secret that is about to end is no reason to take the one that lasts', async () => {
  const { app, proxy } = await openAdmin();
  const management = managementOn(
    app.database.appUrl,
    Buffer.from(app.environment['PORTARIA_PEPPER'] ?? '', 'base64'),
  );
  const { certPem: pem } = await proxy.issue({ notAfter: new Date(Date.now() + 90 * 24 * 3_600_000) });
  const { credential } = await management.createOperator.run({ name: 'Ana', pem });
  const { clientId } = credential;
  const { secretId } = await management.rotateSecret.run({ clientId, overlapSeconds: 60 });
  const retire = management.revokeSecret.run({ clientId, secretId, force: true });
  expect(await refusalOf(retire)).toMatchObject({ code: 'refused', field: 'operator' });
});

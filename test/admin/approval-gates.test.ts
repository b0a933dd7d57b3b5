import { hash, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { ApprovableChanges } from '../../src/admin/approvable-changes.js';
import { adminRouteScopes } from '../../src/admin/route-scopes.js';
import { routesNeedingApproval } from '../../src/admin/routes-needing-approval.js';
import { createCa } from '../../src/cli/deployment/pki.js';
import { isOperatorScope } from '../../src/core/accounts/operator-scope.js';
import { Secret } from '../../src/core/credentials/secret.js';
import { approvalRequirements } from '../../src/management/approvals/approval-requirements.js';
import { managementOn, wholeManagementOn } from '../management/open-test-management.js';
import { currently } from '../support/certificates.js';
import { makeRequest, openWorkshop } from '../support/openssl.js';
import { approve, idIn, openApproving } from './approving.js';
import type { TestOperator } from './proxied-admin-api.js';

const { proxied, ana, bia } = await openApproving();
const { app, proxy } = proxied;
const master = Buffer.from(app.environment['PORTARIA_MASTER_KEY'] ?? '', 'base64');
const pepper = app.config.secrets.pepper();

/** Changes of the admin API that take effect at once, with approval too. */
const atOnce = [
  'DELETE /accounts/{account}/certificates/{fingerprint}',
  'DELETE /credentials/{clientId}/secrets/{secretId}',
  'DELETE /notice-recipients/{recipient}',
  'PATCH /realm-users/{username}',
  'POST /accounts/{account}/realm-users',
  'POST /accounts/{account}/suspend',
  'POST /apis/{api}/check',
  'POST /apis/{api}/diff',
  'POST /approvals/{approval}/approve',
  'POST /approvals/{approval}/reject',
  'POST /approvals/{approval}/withdraw',
  'POST /certificates/{fingerprint}/revoke',
  'POST /credentials/{clientId}/keys',
  'POST /credentials/{clientId}/revoke',
  'POST /notice-deliveries/{delivery}/redeliver',
  'POST /notice-recipients',
  'POST /realm-users/{username}/disable',
  'POST /realm-users/{username}/enable',
  'POST /realm-users/{username}/password',
  'POST /session/end',
  'POST /session/renew',
  'POST /tokens/revoke',
];

test('every change of the admin API is named as one that may wait for approval, or as one that never does', () => {
  const changing = [...adminRouteScopes().keys()].filter((route) => !route.startsWith('GET '));
  expect([...Object.keys(routesNeedingApproval), ...atOnce].sort()).toEqual(changing.sort());
});

test('every kind of change that may wait has a route, and can be made when it is approved', () => {
  const waiting = Object.entries(approvalRequirements)
    .filter(([, need]) => need !== 'never')
    .map(([action]) => action)
    .sort();
  expect(Object.values(routesNeedingApproval).sort()).toEqual(waiting);
  const { actions } = new ApprovableChanges(wholeManagementOn(app.database.appUrl, pepper, master));
  expect([...actions].sort()).toEqual(waiting);
});

test('what always waits needs, of the operator who approves, the scope of its route', () => {
  const scopes = adminRouteScopes();
  for (const [route, action] of Object.entries(routesNeedingApproval)) {
    const need: string = approvalRequirements[action];
    if (isOperatorScope(need)) expect(scopes.get(route), route).toBe(need);
  }
});

const pemOf = async (): Promise<string> => (await proxy.issue()).certPem;
const workshop = await openWorkshop();
const root = await createCa({ commonName: 'Gated Root', ...currently });

/** A request of each route that needs approval, about an operator where it depends on that. */
const requestOf: Readonly<Record<string, (of: TestOperator) => Promise<readonly [string, object?]>>> = {
  'POST /accounts': () => Promise.resolve(['POST /accounts', { name: 'Gated', kind: 'operator' }]),
  'PATCH /accounts/{account}': ({ id }) => Promise.resolve([`PATCH /accounts/${id}`, { role: 'security' }]),
  'POST /accounts/{account}/reactivate': async ({ id }) => {
    await ana.ask(`POST /accounts/${id}/suspend`, { body: {} });
    return [`POST /accounts/${id}/reactivate`, {}];
  },
  'POST /accounts/{account}/credentials': ({ id }) =>
    Promise.resolve([
      `POST /accounts/${id}/credentials`,
      {
        label: 'gated',
        expiresAt: '2036-01-31T12:00:00Z',
        contracts: [{ contract: 'avista', policy: 'tls' }],
      },
    ]),
  'POST /accounts/{account}/certificates': async ({ id }) => [
    `POST /accounts/${id}/certificates`,
    { pem: await pemOf(), shared: false },
  ],
  'POST /accounts/{account}/certificates/sign': async ({ id }) => [
    `POST /accounts/${id}/certificates/sign`,
    { csr: await makeRequest(workshop, 'signed'), days: 2 },
  ],
  'POST /accounts/{account}/certificates/bundle': async ({ id }) => [
    `POST /accounts/${id}/certificates/bundle`,
    { csr: await makeRequest(workshop, 'bundled') },
  ],
  'POST /operators': async () => ['POST /operators', { name: 'Gated', role: 'auditor', pem: await pemOf() }],
  'POST /credentials/{clientId}/secrets': ({ clientId }) =>
    Promise.resolve([`POST /credentials/${clientId}/secrets`, { overlapSeconds: 7200 }]),
  'POST /credentials/{clientId}/contracts': ({ clientId }) =>
    Promise.resolve([`POST /credentials/${clientId}/contracts`, { contract: 'pix', policy: 'tls' }]),
  'POST /client-cas': () => Promise.resolve(['POST /client-cas', { pem: root.certPem }]),
  'DELETE /client-cas/{fingerprint}': () =>
    Promise.resolve([`DELETE /client-cas/${root.fingerprint.slice(0, 16)}?force=true`]),
  'POST /keys/rotate': () =>
    Promise.resolve(['POST /keys/rotate', { algorithm: 'RS256', delaySeconds: 3600 }]),
  'DELETE /keys/{kid}': async () => {
    const { json } = await ana.ask('GET /keys');
    const next = (json['items'] as { kid: string; algorithm: string }[]).find(
      (key) => key.algorithm === 'RS256',
    );
    return [`DELETE /keys/${next?.kid ?? ''}`];
  },
};

test('each route that needs approval has its request here', () => {
  expect(Object.keys(requestOf).sort()).toEqual(Object.keys(routesNeedingApproval).sort());
});

test('prepare the authorities', async () => {
  const management = managementOn(app.database.appUrl, pepper, master);
  const { certPem: pem, keyPem } = proxy.ca;
  await management.importAuthority.run({ pem, key: new Secret(keyPem) });
  await management.addClientCas.run({ pem });
});

test.each(Object.keys(routesNeedingApproval))(
  '%s waits, and is made when another operator approves it',
  async (route) => {
    const of = await proxied.operator({ policy: 'tls' });
    const [what, body] = (await requestOf[route]?.(of)) ?? [''];
    const asked = await ana.ask(what, body ? { body } : {});
    const id = idIn(asked);
    expect((asked.json['approval'] as { action: string }).action).toBe(routesNeedingApproval[route]);
    const approved = await approve(bia, id);
    expect([approved.status, approved.body]).toEqual([200, approved.body]);
    expect(approved.json).toMatchObject({ approval: { id, state: 'approved' } });
    expect(approved.json['result']).toBeTypeOf('object');
  },
);

test('what is asked for a merchant never waits, and neither does what takes power away', async () => {
  const made = await ana.ask('POST /accounts', { body: { name: 'Loja', scopes: ['pix:read'] } });
  expect(made.status).toBe(201);
  const merchant = String(made.json['id']);
  expect((await ana.ask(`PATCH /accounts/${merchant}`, { body: { name: 'Outra' } })).status).toBe(200);
  expect((await ana.ask(`POST /accounts/${merchant}/credentials`, { body: {} })).status).toBe(201);
  const scope = await ana.ask(`PATCH /accounts/${merchant}`, {
    body: { scopes: ['pix:read', 'admin:read'] },
  });
  expect(scope.status).toBe(202);
  const of = await proxied.operator();
  const { fingerprint } = of.certificate;
  const endings: readonly (readonly [string, object?])[] = [
    [`POST /tokens/revoke`, { account: of.id }],
    [`POST /tokens/revoke`, { clientId: of.clientId }],
    [`DELETE /credentials/${of.clientId}/secrets/${of.secretId}?force=true`],
    [`DELETE /accounts/${of.id}/certificates/${fingerprint}`],
    [`POST /certificates/${fingerprint}/revoke`, { reason: 'superseded' }],
    [`POST /credentials/${of.clientId}/revoke`, {}],
    [`POST /accounts/${of.id}/suspend`, {}],
  ];
  for (const [what, body] of endings) {
    const { status } = await ana.ask(what, body ? { body } : {});
    expect(status, what).toBe(200);
  }
});

test('a private key of an operator is not made here with approval, because one person would get it', async () => {
  const { id } = await proxied.operator();
  for (const [what, body] of [
    ['POST /operators', { name: 'Keys', bundle: { keyType: 'rsa-2048' } }],
    [`POST /accounts/${id}/certificates/bundle`, {}],
  ] as const) {
    const answer = await ana.ask(what, { body });
    expect([answer.status, String(answer.json['detail'])], what).toEqual([
      400,
      expect.stringContaining('a private key that is made here would be shown to the operator who approves'),
    ]);
  }
});

test('a request with a CSR names its public key, which the certificate that is signed later has too', async () => {
  const csr = await makeRequest(workshop, 'compared');
  const pending = await ana.ask('POST /operators', { body: { name: 'Carla', role: 'support', csr } });
  await workshop.openssl('req -in compared.csr -noout -pubkey -out compared.pub');
  await workshop.openssl('pkey -pubin -in compared.pub -outform der -out compared.der');
  const printed = await workshop.openssl('dgst -sha256 -r compared.der');
  const [digest] = printed.split(' ');
  const { effect } = pending.json['approval'] as { effect: Record<string, unknown> };
  expect(effect['publicKeySha256']).toBe(digest);
  const { json } = await approve(bia, idIn(pending));
  const { certificate } = json['result'] as { certificate: { pem: string } };
  const key = new X509Certificate(certificate.pem).publicKey.export({ format: 'der', type: 'spki' });
  expect(hash('sha256', key)).toBe(digest);
});

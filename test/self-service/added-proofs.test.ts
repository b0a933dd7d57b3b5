import { beforeAll, expect, test } from 'vitest';
import { openManagement } from '../../src/app/open-management.js';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { Secret } from '../../src/core/credentials/secret.js';
import { assertionBy, assertionType, makeClientKey } from '../contracts/pix/keys-of-clients.js';
import { tester } from '../management/open-test-management.js';
import { useCasesOf } from '../management/use-cases.js';
import { afterFile } from '../support/cleanup.js';
import { makeRequest, openWorkshop, type Workshop } from '../support/openssl.js';
import { openSelfService, type TestOwner, tokenOf } from './proxied-self-service.js';

/** Self-service adds no proof that gets more scopes than the token that asks, and none of a kind that was taken away. */
const proxied = await openSelfService();
const { accounts, config } = proxied.app;
const scopes = ['pix:read', 'pix:write'];
let workshop: Workshop;

/** The authority that NGINX trusts is the gateway's own. */
beforeAll(async () => {
  workshop = await openWorkshop();
  const management = openManagement({
    ...config,
    certificates: () => config.certificates,
    keyActivationDelaySeconds: () => config.keyActivationDelaySeconds,
  });
  afterFile(() => management.close());
  const { certPem: pem, keyPem } = proxied.proxy.ca;
  await useCasesOf(management, tester).importAuthority.run({ pem, key: new Secret(keyPem) });
});

const askPix = (fields: Record<string, string>, client: IssuedCertificate) =>
  proxied.proxy.ask('tls', {
    path: '/oauth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...fields }).toString(),
    client,
  });
const pixToken = async (fields: Record<string, string>, client: IssuedCertificate): Promise<string> => {
  const { body } = await askPix(fields, client);
  return (JSON.parse(body) as { access_token: string }).access_token;
};
const secretOf = ({ clientId, clientSecret }: Pick<TestOwner, 'clientId' | 'clientSecret'>) => ({
  client_id: clientId,
  client_secret: clientSecret,
});

test('a client that authenticates with a key alone gets no secret', async () => {
  const owner = await proxied.owner({ pix: 'tls' });
  const key = await makeClientKey('ES256', 'first');
  await accounts.registerKey(owner, { method: 'private_key_jwt', jwks: [key.jwk] });
  const add = `POST /credentials/${owner.clientId}/secrets`;
  const assertion = await assertionBy(key, owner.clientId);
  const token = await pixToken(
    { client_assertion_type: assertionType, client_assertion: assertion },
    owner.certificate,
  );
  const end = `DELETE /credentials/${owner.clientId}/secrets/${owner.secretId}?force=true`;
  expect((await owner.ask(end, { token })).status).toBe(200);
  const answer = await owner.ask(add, { token });
  expect([answer.status, answer.json['code']]).toEqual([422, 'refused']);
  expect(answer.json['detail']).toContain('Ask the operator of the gateway to add a secret');
});

test('a token with fewer scopes than its client adds no secret, which would have them all', async () => {
  const owner = await proxied.owner({ pix: 'tls', scopes });
  const add = `POST /credentials/${owner.clientId}/secrets`;
  const token = await pixToken({ ...secretOf(owner), scope: 'pix:read' }, owner.certificate);
  const answer = await owner.ask(add, { token });
  expect([answer.status, answer.json['code']], answer.body).toEqual([422, 'refused']);
  expect(answer.body).not.toContain('ptr_');
  const whole = await pixToken(secretOf(owner), owner.certificate);
  expect((await owner.ask(add, { token: whole })).status).toBe(201);
});

test('a token with fewer scopes than its client revokes none of its secrets, which other programs use', async () => {
  const owner = await proxied.owner({ pix: 'tls', scopes });
  const whole = await pixToken(secretOf(owner), owner.certificate);
  const added = await owner.ask(`POST /credentials/${owner.clientId}/secrets`, { token: whole });
  const { clientSecret, credential } = added.json as {
    clientSecret: string;
    credential: { secrets: { id: string }[] };
  };
  const other = credential.secrets.find(({ id }) => id !== owner.secretId)?.id ?? '';
  const revoke = `DELETE /credentials/${owner.clientId}/secrets/${other}?force=true`;
  const token = await pixToken({ ...secretOf(owner), scope: 'pix:read' }, owner.certificate);
  const refused = await owner.ask(revoke, { token });
  expect([refused.status, refused.json['code']], refused.body).toEqual([422, 'refused']);
  const request = secretOf({ clientId: owner.clientId, clientSecret });
  expect((await askPix(request, owner.certificate)).status).toBe(200);
  expect((await owner.ask(revoke, { token: whole })).status).toBe(200);
  expect((await askPix(request, owner.certificate)).status).not.toBe(200);
});

test('a token with fewer scopes than its account has no certificate made that proves another client', async () => {
  const owner = await proxied.owner({ scopes }, { subject: 'CN=partner.example' });
  const narrow = await accounts.addCredential(owner.id, { credentialScopes: ['pix:read'] });
  const wide = await accounts.addCredential(owner.id, { pix: 'tls' });
  const subjectDn = `CN=account-${owner.id},O=Loja`;
  await accounts.registerKey(wide, { method: 'tls_client_auth', subjectDn });
  const sign = async (name: string, token: string, client = owner.certificate) => {
    const csr = await makeRequest(workshop, `${name}-${owner.id}`);
    return owner.ask('POST /certificates', { body: { csr }, token, client });
  };

  const token = await tokenOf(proxied, narrow, owner.certificate);
  const refused = await sign('refused', token);
  expect([refused.status, refused.json['code']]).toEqual([422, 'refused']);
  expect(refused.json['detail']).toContain('another client id of the account authenticates');
  expect((await askPix({ client_id: wide.clientId }, owner.certificate)).status).toBe(400);

  const signed = await sign('signed', owner.token);
  expect([signed.status, signed.json['subject']]).toEqual([201, subjectDn]);
  // Only the presented certificate counts, and not that another one of the account has the subject already.
  expect((await sign('again', token)).status).toBe(422);
});

test('a token with fewer scopes than its own client has no certificate made that proves that client', async () => {
  const owner = await proxied.owner({ pix: 'tls', scopes }, { subject: 'CN=partner.example' });
  const subjectDn = `CN=account-${owner.id},O=Loja`;
  await accounts.registerKey(owner, { method: 'tls_client_auth', subjectDn });
  const sign = async (name: string, scope: string) => {
    const token = await pixToken({ ...secretOf(owner), scope }, owner.certificate);
    const csr = await makeRequest(workshop, `${name}-${owner.id}`);
    return owner.ask('POST /certificates', { body: { csr }, token });
  };
  // With the certificate alone, a token with all scopes of the client could be had.
  const refused = await sign('own-refused', 'pix:read');
  expect([refused.status, refused.json['code']], refused.body).toEqual([422, 'refused']);
  const signed = await sign('own-signed', scopes.join(' '));
  expect([signed.status, signed.json['subject']], signed.body).toEqual([201, subjectDn]);
});

test('a token with fewer scopes than its account unlinks no certificate that others use, and ends its own renewal', async () => {
  const owner = await proxied.owner({ scopes });
  const narrow = await accounts.addCredential(owner.id, { credentialScopes: ['pix:read'] });
  const partner = await proxied.proxy.issue({ subject: 'CN=partner.example' });
  await accounts.link(owner.id, partner.certPem);
  const presented = { token: await tokenOf(proxied, narrow, partner), client: partner };
  const unlink = `DELETE /certificates/${owner.certificate.fingerprint}`;
  const unused = (hours: number) =>
    proxied.app.database.sql(
      `UPDATE account_certificate SET linked_at = now() - make_interval(hours => $2), last_used_at = now() - make_interval(hours => $2)
       WHERE account_id = $1`,
      [owner.id, hours],
    );
  await unused(23);
  const refused = await owner.ask(unlink, presented);
  expect([refused.status, refused.json['code']]).toEqual([409, 'conflict']);
  expect(refused.json['detail']).toContain('in the last 24 hours');
  expect((await owner.ask('GET ')).status).toBe(200);

  // Linked a moment ago, and not used yet: a program of others may begin with it.
  await unused(25);
  await proxied.app.database.sql(
    `UPDATE account_certificate SET linked_at = now(), last_used_at = NULL WHERE account_id = $1`,
    [owner.id],
  );
  expect((await owner.ask(unlink, presented)).status).toBe(409);

  await unused(25);
  expect((await owner.ask(unlink, presented)).status).toBe(200);
});

test('a token with all scopes of its account unlinks a certificate that is in use', async () => {
  const owner = await proxied.owner({ scopes });
  const other = await proxied.proxy.issue({ subject: 'CN=partner.example' });
  await accounts.link(owner.id, other.certPem);
  await tokenOf(proxied, owner, other);
  expect((await owner.ask(`DELETE /certificates/${other.fingerprint}`)).status).toBe(200);
});

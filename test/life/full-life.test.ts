import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { askAdmin, tokenOf as operatorsTokenOf } from '../admin/proxied-admin-api.js';
import { runProcess } from '../cli/portaria.js';
import { eventually, startProxiedApp } from '../http/proxied-app.js';
import { askAccount, tokenOf } from '../self-service/proxied-self-service.js';
import { openWorkshop } from '../support/openssl.js';

/**
 * The life of an account from nothing to its end, as operator and merchant live it: the command line as a process, everything else
 * over TLS through a real NGINX. Each step stands on the one before.
 */
const proxied = await startProxiedApp();
const workshop = await openWorkshop();
const environment = { ...proxied.app.environment, MIGRATION_DATABASE_URL: proxied.app.database.ownerUrl };

const portaria = async (...words: string[]): Promise<Record<string, unknown>> => {
  const ended = await runProcess([...words, '--json'], { env: environment, cwd: workshop.folder });
  if (ended.exitCode !== 0) throw new Error(`portaria ${words.join(' ')}: ${ended.err}`);
  return ended.json() as Record<string, unknown>;
};

/** A key of the merchant's own, and a request signed with it. */
const makeRequest = async (name: string): Promise<{ csr: string; keyPem: string }> => {
  await workshop.openssl(
    `req -new -newkey rsa:2048 -nodes -keyout ${name}.key -out ${name}.csr -subj /CN=whatever`,
  );
  const text = (file: string): Promise<string> => readFile(join(workshop.folder, file), 'utf8');
  return { csr: await text(`${name}.csr`), keyPem: await text(`${name}.key`) };
};

const signedAs = (json: Record<string, unknown>, keyPem: string): IssuedCertificate => ({
  certPem: String(json['pem']),
  fingerprint: String(json['fingerprint']),
  keyPem,
});

const asClient = (json: Record<string, unknown>) => ({
  clientId: String(json['clientId']),
  clientSecret: String(json['clientSecret']),
});

test(
  'the life of an account: from an operator made by the command line to a revoked certificate, and all of it proved',
  { timeout: 120_000 },
  async () => {
    // The authority that NGINX believes signs the merchants' requests, and an operator is made.
    await workshop.put('ca.pem', proxied.proxy.ca.certPem);
    await workshop.put('ca.key', proxied.proxy.ca.keyPem);
    await portaria('ca', 'import', 'ca.pem', 'ca.key');
    const operatorCertificate = await proxied.proxy.issue({ commonName: 'ana.example' });
    await workshop.put('ana.pem', operatorCertificate.certPem);
    const made = await portaria('operator', 'create', 'Ana Souza', '--certificate', 'ana.pem');
    const { clientId } = made['credential'] as { clientId: string };
    const operator = asClient({ ...made, clientId });
    const operatorToken = await operatorsTokenOf(proxied, { ...operator, certificate: operatorCertificate });
    const admin = (what: string, body?: unknown) =>
      askAdmin(proxied, what, {
        token: operatorToken,
        client: operatorCertificate,
        ...(body !== undefined && { body }),
      });

    // Account, credential, certificate, first token.
    const account = await admin('POST /accounts', { name: 'Loja Exemplo Ltda' });
    expect(account.status).toBe(201);
    const id = String(account.json['id']);
    const issued = await admin(`POST /accounts/${id}/credentials`, { label: 'shop' });
    expect(issued.status).toBe(201);
    const first = asClient(issued.json);
    const request = await makeRequest('first');
    const signed = await admin(`POST /accounts/${id}/certificates/sign`, { csr: request.csr });
    expect(signed.status).toBe(201);
    const firstCertificate = signedAs(signed.json, request.keyPem);
    const firstToken = await tokenOf(proxied, first, firstCertificate);
    const merchant = (what: string, token: string, client: IssuedCertificate, body?: unknown) =>
      askAccount(proxied, what, { token, client, ...(body !== undefined && { body }) });

    // The merchant rotates its secret: both are good, the old one cannot be retired by surprise.
    const rotated = await merchant(
      `POST /credentials/${first.clientId}/secrets`,
      firstToken,
      firstCertificate,
      {},
    );
    expect(rotated.status).toBe(201);
    const second = asClient(rotated.json);
    for (const client of [first, second]) await tokenOf(proxied, client, firstCertificate);

    // It renews its certificate by itself: both are good.
    const renewal = await makeRequest('second');
    const renewed = await merchant('POST /certificates', firstToken, firstCertificate, { csr: renewal.csr });
    expect(renewed.status).toBe(201);
    expect(renewed.json['next']).toContainEqual(expect.stringContaining('POST /api/auth/token'));
    const secondCertificate = signedAs(renewed.json, renewal.keyPem);
    await tokenOf(proxied, second, firstCertificate);
    const secondToken = await tokenOf(proxied, second, secondCertificate);

    // The old ones are retired, over the new ones. The old secret was used a moment ago: that has to be meant.
    const oldSecret = await eventually(async () => {
      const { json } = await merchant('GET /credentials', secondToken, secondCertificate);
      const [credential] = json['items'] as {
        secrets: { id: string; lastUsedAt: string | null; ofThisToken: boolean }[];
      }[];
      return credential?.secrets.find(({ ofThisToken, lastUsedAt }) => !ofThisToken && lastUsedAt !== null);
    });
    const retire = `DELETE /credentials/${first.clientId}/secrets/${oldSecret.id}`;
    expect((await merchant(retire, secondToken, secondCertificate)).status).toBe(409);
    expect((await merchant(`${retire}?force=true`, secondToken, secondCertificate)).status).toBe(200);
    const unlink = `DELETE /certificates/${firstCertificate.fingerprint}`;
    expect((await merchant(unlink, secondToken, secondCertificate)).status).toBe(200);

    // A client with the old secret gets the same 401 as every other. The merchant and the operator
    // learn why.
    const refused = await proxied.askToken('tls', first, { client: secondCertificate });
    expect(refused.status).toBe(401);
    const { requestId } = JSON.parse(refused.body) as { requestId: string };
    const redeemed = await eventually(async () => {
      const answer = await merchant(`GET /refusals/${requestId}`, secondToken, secondCertificate);
      return answer.status === 200 ? answer : null;
    });
    const explained = await admin(`GET /refusals/${requestId}`);
    for (const { json } of [redeemed, explained]) {
      const [refusal] = json['items'] as Record<string, unknown>[];
      expect(refusal).toMatchObject({ clientId: first.clientId, fingerprint: secondCertificate.fingerprint });
      expect(refusal).toMatchObject({
        happened: expect.any(String),
        wouldPass: expect.any(String),
        next: expect.any(String),
      });
    }

    // The new certificate is revoked: the very next request is refused, the token that it was bound to as well.
    await tokenOf(proxied, second, secondCertificate);
    const revoked = await admin(`POST /certificates/${secondCertificate.fingerprint}/revoke`, {
      reason: 'keyCompromise',
    });
    expect(revoked.status).toBe(200);
    expect((await proxied.askToken('tls', second, { client: secondCertificate })).status).toBe(401);
    expect((await merchant('GET ', secondToken, secondCertificate)).status).toBe(401);

    // All of it is in the trail, by its actors, and the trail is whole; also as a copy that is verified without the database.
    expect((await admin('GET /audit/verify')).json).toMatchObject({ valid: true, unexplained: [] });
    const { items } = (await admin(`GET /audit?limit=200`)).json as {
      items: { action: string; outcome: string; actor: { kind: string; accountId: string | null } }[];
    };
    const told = items
      .reverse()
      .map(({ action, outcome, actor }) => [action, outcome, actor.kind, actor.accountId]);
    const ana = String(operator.clientId.split('-')[1]);
    expect(told).toEqual([
      ['ca.import', 'done', 'person', null],
      ['operator.create', 'done', 'person', null],
      ['account.create', 'done', 'account', ana],
      ['credential.create', 'done', 'account', ana],
      ['certificate.sign', 'done', 'account', ana],
      ['secret.rotate', 'done', 'account', id],
      ['certificate.sign', 'done', 'account', id],
      ['secret.revoke', 'refused', 'account', id],
      ['secret.revoke', 'done', 'account', id],
      ['certificate.unlink', 'done', 'account', id],
      ['certificate.revoke', 'done', 'account', ana],
    ]);
    await runProcess(['audit', 'export', '--to', 'trail.jsonl'], { env: environment, cwd: workshop.folder });
    const copy = await runProcess(['audit', 'verify', '--file', 'trail.jsonl'], { cwd: workshop.folder });
    expect(copy).toMatchObject({ exitCode: 0 });
  },
);

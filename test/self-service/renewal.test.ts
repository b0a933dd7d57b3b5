import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openManagement } from '../../src/app/open-management.js';
import type { PkiCertificateParameters } from '../../src/cli/deployment/pki.js';
import { icpBrasilTaxId } from '../../src/cli/deployment/pki-names.js';
import { Secret } from '../../src/core/credentials/secret.js';
import { eventually } from '../http/proxied-app.js';
import { tester } from '../management/open-test-management.js';
import { useCasesOf } from '../management/use-cases.js';
import { afterFile } from '../support/cleanup.js';
import { makeRequest, openWorkshop, type Workshop } from '../support/openssl.js';
import { askAccount, openSelfService, type TestOwner, tokenOf } from './proxied-self-service.js';

const proxied = await openSelfService();
const { config } = proxied.app;
const subject = 'CN=loja.example,O=Loja Ltda,C=BR';
const unknownFingerprint = '0'.repeat(64);
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

const ownerOf = (wanted = subject): Promise<TestOwner> => proxied.owner({}, { subject: wanted });
const nextOf = (json: Record<string, unknown>): string => (json['next'] as string[]).join('\n');

test('a merchant renews its own certificate with a signing request, uses both, and unlinks the old one', async () => {
  const owner = await ownerOf();
  const csr = await makeRequest(workshop, 'renewed');
  const signed = await owner.ask('POST /certificates', { body: { csr } });
  expect(signed.status).toBe(201);
  expect(signed.headers.etag).toMatch(/^"\d+"$/);
  const { pem, chain, fingerprint } = signed.json as Record<'pem' | 'chain' | 'fingerprint', string>;
  expect(signed.json['subject']).toContain(`CN=account-${owner.id}`);
  expect(new X509Certificate(chain).subject).toBe('CN=Test Authority');
  expect(nextOf(signed.json)).toContain(`DELETE /api/account/certificates/${owner.certificate.fingerprint}`);

  const keyPem = await readFile(join(workshop.folder, 'renewed.key'), 'utf8');
  const renewed = { certPem: pem, keyPem, fingerprint };
  const whoami = await proxied.proxy.ask('tls', { method: 'GET', path: '/api/auth/whoami', client: renewed });
  expect(JSON.parse(whoami.body)).toMatchObject({ fingerprint, linked: true, trusted: true });
  const token = await tokenOf(proxied, owner, renewed);
  expect((await owner.ask('GET ')).status).toBe(200);

  const retired = await owner.ask(`DELETE /certificates/${owner.certificate.fingerprint}`, {
    token,
    client: renewed,
  });
  expect([retired.status, retired.json]).toEqual([
    200,
    { fingerprint: owner.certificate.fingerprint, linked: false },
  ]);
  expect((await proxied.askToken('tls', owner, { client: owner.certificate })).status).toBe(401);
  expect((await owner.ask('GET ')).status).toBe(401);
});

test('a certificate of the same subject that another authority made is linked, and the answer says what to do next', async () => {
  const owner = await ownerOf();
  const renewed = await proxied.proxy.issue({ subject });
  // With the text around it that openssl pkcs12 prints.
  const linked = await owner.ask('POST /certificates', {
    body: { pem: `Bag Attributes\n${renewed.certPem}` },
  });
  expect([linked.status, linked.json['fingerprint']]).toEqual([201, renewed.fingerprint]);
  expect(linked.json).not.toHaveProperty('pem');
  for (const call of ['GET /api/auth/whoami', 'POST /api/auth/token', 'DELETE /api/account/certificates/'])
    expect(nextOf(linked.json)).toContain(call);
  await tokenOf(proxied, owner, renewed);
  const again = await owner.ask('POST /certificates', { body: { pem: renewed.certPem } });
  expect([again.status, again.json['code']]).toEqual([409, 'conflict']);
});

test('a certificate of another subject is refused with the reason', async () => {
  const owner = await ownerOf();
  for (const other of [
    'CN=outra.example,O=Outra SA,C=BR',
    'CN=loja.example',
    'O=Loja Ltda,CN=loja.example,C=BR',
  ]) {
    const { certPem: pem } = await proxied.proxy.issue({ subject: other });
    const answer = await owner.ask('POST /certificates', { body: { pem } });
    expect([answer.status, answer.json['code']], other).toEqual([422, 'refused']);
    expect(answer.json['errors']).toMatchObject([{ field: 'pem' }]);
  }
  const { json } = await owner.ask('GET /certificates');
  expect(json['items']).toHaveLength(1);
});

test('where certificates carry a CNPJ, the same one makes the same owner, whatever else the subject says', async () => {
  const named = (cnpj: string, commonName: string) => ({
    subject: `CN=${commonName},O=ICP-Brasil,C=BR`,
    subjectAltNames: { other: [icpBrasilTaxId(cnpj)] },
  });
  const owner = await proxied.owner({}, named('12ABC34501DE35', 'LOJA LTDA:12ABC34501DE35'));
  const ask = async (order: Partial<PkiCertificateParameters>) => {
    const { certPem: pem } = await proxied.proxy.issue(order);
    const { status, json } = await owner.ask('POST /certificates', { body: { pem } });
    return [status, json['detail']];
  };
  const other = await ask(named('98XYZ76501DE35', 'LOJA LTDA:12ABC34501DE35'));
  expect(other).toEqual([422, expect.stringContaining('the CNPJ 98XYZ76501DE35')]);
  expect(await ask({ subject: 'CN=LOJA LTDA:12ABC34501DE35,O=ICP-Brasil,C=BR' })).toEqual([
    422,
    expect.stringContaining('it carries no CNPJ'),
  ]);
  expect((await ask(named('12ABC34501DE35', 'LOJA SA:12ABC34501DE35')))[0]).toBe(201);
  const without = await ownerOf();
  const { certPem: pem } = await proxied.proxy.issue({ ...named('12ABC34501DE35', 'x'), subject });
  expect((await without.ask('POST /certificates', { body: { pem } })).status).toBe(422);
});

test('what is said of a certificate of another subject does not tell whether another account has it', async () => {
  const [owner, other] = [await ownerOf(), await ownerOf('CN=fremd.example')];
  const nobodys = await proxied.proxy.issue({ subject: 'CN=fremd.example' });
  const answers = [];
  for (const pem of [other.certificate.certPem, nobodys.certPem]) {
    const { status, json } = await owner.ask('POST /certificates', { body: { pem } });
    answers.push({ ...json, status, requestId: '' });
  }
  expect(answers[0]).toEqual(answers[1]);
});

test("another account's certificate of the same subject is 409 and does not tell whose it is", async () => {
  const [owner, other] = [await ownerOf(), await ownerOf()];
  const answer = await owner.ask('POST /certificates', { body: { pem: other.certificate.certPem } });
  expect([answer.status, answer.json['code']]).toEqual([409, 'conflict']);
  expect(answer.json['detail']).toContain('another account');
  expect(answer.json['detail']).not.toMatch(/account \d/);
});

test('the certificate that is presented is never retired, nor is one taken away when two retire each other at once', async () => {
  const owner = await ownerOf();
  const own = `DELETE /certificates/${owner.certificate.fingerprint}`;
  const refused = await owner.ask(own);
  expect([refused.status, refused.json['code']]).toEqual([409, 'conflict']);
  expect((await owner.ask(`DELETE /certificates/${owner.certificate.fingerprint.slice(0, 8)}`)).status).toBe(
    409,
  );

  const second = await proxied.proxy.issue({ subject });
  await owner.ask('POST /certificates', { body: { pem: second.certPem } });
  const token = await tokenOf(proxied, owner, second);
  const both = await Promise.all([
    owner.ask(`DELETE /certificates/${second.fingerprint}`),
    owner.ask(own, { token, client: second }),
  ]);
  expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
  const [left] = await proxied.app.database.sql<{ count: string }>(
    'SELECT count(*) FROM account_certificate WHERE account_id = $1 AND unlinked_at IS NULL',
    [owner.id],
  );
  expect(left?.count).toBe('1');
});

test("another account's fingerprint is a 404 that is byte-identical to one that does not exist", async () => {
  const [owner, other] = [await ownerOf(), await ownerOf()];
  const foreign = await owner.ask(`DELETE /certificates/${other.certificate.fingerprint}`);
  const absent = await owner.ask(`DELETE /certificates/${unknownFingerprint}`);
  expect(foreign.status).toBe(404);
  expect(withoutId(foreign.body)).toBe(withoutId(absent.body));
  expect(namesOf(foreign.rawHeaders)).toEqual(namesOf(absent.rawHeaders));
  const [start, nobodys] = [other.certificate.fingerprint.slice(0, 16), unknownFingerprint.slice(0, 16)];
  const byStart = await owner.ask(`DELETE /certificates/${start}`);
  const absentStart = await owner.ask(`DELETE /certificates/${nobodys}`);
  expect(withoutId(byStart.body)).toBe(withoutId(absentStart.body));
  expect((await other.ask('GET ')).status).toBe(200);
});

test('an account has at most 20 good certificates by its own doing', async () => {
  const owner = await ownerOf();
  for (let count = 1; count < 20; count += 1)
    await proxied.app.accounts.link(owner.id, (await proxied.proxy.issue({ subject })).certPem);
  const { certPem: pem } = await proxied.proxy.issue({ subject });
  const full = await owner.ask('POST /certificates', { body: { pem } });
  expect([full.status, full.json['code']]).toEqual([409, 'conflict']);
  expect(full.json['detail']).toContain('Unlink one first');
  const { json } = await owner.ask('GET /certificates?limit=2');
  const [, { fingerprint = '' } = {}] = json['items'] as { fingerprint?: string }[];
  await owner.ask(`DELETE /certificates/${fingerprint}`);
  expect((await owner.ask('POST /certificates', { body: { pem } })).status).toBe(201);
});

test('certificates are listed with days left, last use, and which one was presented', async () => {
  const owner = await ownerOf();
  const second = await proxied.proxy.issue({ subject });
  await owner.ask('POST /certificates', { body: { pem: second.certPem } });
  const items = await eventually(async () => {
    const { json } = await owner.ask('GET /certificates');
    const found = json['items'] as { lastUsedAt: string | null }[];
    return found[0]?.lastUsedAt ? found : null;
  });
  expect(items).toMatchObject([
    { fingerprint: owner.certificate.fingerprint, daysLeft: 0, presented: true },
    { fingerprint: second.fingerprint, daysLeft: 0, presented: false, lastUsedAt: null },
  ]);
  const page = await owner.ask('GET /certificates?limit=1');
  expect(page.json['nextCursor']).not.toBeNull();
  for (const query of ['limit=-1', 'cursor=x', 'account=1'])
    expect((await owner.ask(`GET /certificates?${query}`)).status, query).toBe(400);
});

test('a change happens once for each key, and only at the version that was read', async () => {
  const owner = await ownerOf();
  const { etag = '' } = (await owner.ask('GET ')).headers;
  const csr = await makeRequest(workshop, 'once');
  const headers = { 'idempotency-key': 'renewal-1', 'if-match': etag };
  const first = await owner.ask('POST /certificates', { body: { csr }, headers });
  const again = await owner.ask('POST /certificates', { body: { csr }, headers });
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.headers['idempotency-replayed']).toBe('true');
  expect(again.json).toEqual(first.json);
  const stale = await owner.ask('POST /certificates', { body: { csr }, headers: { 'if-match': etag } });
  expect([stale.status, stale.json['code']]).toEqual([412, 'stale']);
  const other = { csr: await makeRequest(workshop, 'another') };
  const reused = await owner.ask('POST /certificates', {
    body: other,
    headers: { 'idempotency-key': 'renewal-1' },
  });
  expect([reused.status, reused.json['code']]).toEqual([422, 'reused']);
});

test('bad input is 4xx with the field named, and a pasted private key is found nowhere afterwards', async () => {
  const owner = await ownerOf();
  const { keyPem, certPem } = owner.certificate;
  const csr = await makeRequest(workshop, 'bad');
  const bad: [unknown, string][] = [
    [{}, 'csr'],
    [{ csr, pem: certPem }, 'csr'],
    [{ csr: keyPem }, 'csr'],
    [{ pem: `${certPem}${keyPem}` }, 'pem'],
    [{ csr: certPem }, 'csr'],
    [{ pem: csr }, 'pem'],
    [{ pem: 'x', shared: true }, 'shared'],
    [{ csr: 7 }, 'csr'],
  ];
  for (const [body, field] of bad) {
    const answer = await owner.ask('POST /certificates', { body });
    expect([answer.status, answer.json['errors']], JSON.stringify(body).slice(0, 60)).toMatchObject([
      400,
      [{ field }],
    ]);
  }
  const line = keyPem.split('\n')[1] ?? '';
  expect(proxied.app.log()).not.toContain(line);
  const rows = await proxied.app.database.sql<{ found: string }>(
    'SELECT coalesce(reason, $2) AS found FROM audit_event WHERE position($1 in audit_event::text) > 0',
    [line, ''],
  );
  expect(rows).toEqual([]);
});

test('what a merchant did, and what they were refused, is in the audit trail under their name', async () => {
  const owner = await ownerOf();
  const renewed = await proxied.proxy.issue({ subject });
  await owner.ask('POST /certificates', { body: { pem: renewed.certPem } });
  await owner.ask(`DELETE /certificates/${owner.certificate.fingerprint}`);
  const both = { body: { pem: renewed.certPem, csr: 'hunter2-correct-horse' } };
  expect((await owner.ask('POST /certificates', both)).status).toBe(400);
  const events = await proxied.app.database.sql(
    `SELECT actor_kind, actor_account_id::text, actor_client_id, action, outcome, reason, targets FROM audit_event
     WHERE actor_account_id = $1 ORDER BY id`,
    [owner.id],
  );
  const actor = { actor_kind: 'account', actor_account_id: owner.id, actor_client_id: owner.clientId };
  expect(events).toMatchObject([
    { ...actor, action: 'certificate.renew', outcome: 'done' },
    { ...actor, action: 'certificate.unlink', outcome: 'refused' },
    {
      ...actor,
      action: 'self-service.request',
      outcome: 'refused',
      reason: 'csr: send either a signing request in csr, or a certificate in pem',
      targets: ['POST /api/account/certificates'],
    },
  ]);
});

test('a token that is sent without its certificate changes nothing', async () => {
  const owner = await ownerOf();
  const body = { csr: await makeRequest(workshop, 'stolen') };
  expect((await askAccount(proxied, 'POST /certificates', { token: owner.token, body })).status).toBe(401);
});

const withoutId = (body: string): string => body.replace(/"requestId":"[0-9a-f]{32}"/, '');
const namesOf = (rawHeaders: readonly string[]): string[] =>
  rawHeaders.filter((_, index) => index % 2 === 0).toSorted();

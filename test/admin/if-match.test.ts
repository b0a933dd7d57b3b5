import { expect, test } from 'vitest';
import { createCa } from '../../src/cli/deployment/pki.js';
import { Secret } from '../../src/core/credentials/secret.js';
import { managementOn } from '../management/open-test-management.js';
import { makeCertificate } from '../support/certificates.js';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin();
const operator = await proxied.operator();
const { sql } = proxied.app.database;

/** So many events are in the audit trail of what was done. */
const doneCount = async (): Promise<number> =>
  (await sql(`SELECT FROM audit_event WHERE outcome = 'done'`)).length;

test('where no account is changed, an If-Match is 400 and nothing is done: nothing would be compared', async () => {
  const { database, environment, config } = proxied.app;
  const master = Buffer.from(environment['PORTARIA_MASTER_KEY'] ?? '', 'base64');
  const management = managementOn(database.appUrl, config.secrets.pepper(), master);
  const { certPem, keyPem } = proxied.proxy.ca;
  const signing = await management.importAuthority.run({ pem: certPem, key: new Secret(keyPem) });
  const other = await createCa({
    commonName: 'Other Root',
    notBefore: new Date(),
    notAfter: nextYear(),
  });
  // NGINX's bundle is never left empty.
  await operator.ask('POST /client-cas', { body: { pem: certPem } });
  const { certificate } = await proxied.merchant();
  let next = '';
  const changes: readonly (readonly [() => string, object?])[] = [
    [() => 'POST /accounts', { name: 'Loja' }],
    [() => 'POST /client-cas', { pem: other.certPem }],
    [() => `DELETE /client-cas/${other.fingerprint}`],
    [() => 'POST /keys/rotate', { delaySeconds: 7200 }],
    [() => `DELETE /keys/${next}`],
    [() => 'POST /tokens/revoke', { fingerprint: certificate.fingerprint }],
    [() => `POST /certificates/${certificate.fingerprint}/revoke`, { reason: 'superseded' }],
    [() => `GET /cas/${signing.fingerprint}/crl`],
  ];
  for (const [what, body] of changes) {
    const asking = body ? { body } : {};
    const before = await doneCount();
    const guarded = await operator.ask(what(), { ...asking, headers: { 'if-match': '"1"' } });
    expect([guarded.status, guarded.json['code']], `${what()} ${guarded.body}`).toEqual([400, 'invalid']);
    expect(guarded.json['errors']).toMatchObject([{ field: 'If-Match' }]);
    expect(await doneCount(), what()).toBe(before);
    const answer = await operator.ask(what(), asking);
    expect([200, 201], `${what()} ${answer.body}`).toContain(answer.status);
    expect(await doneCount(), what()).toBe(before + 1);
    if (what() === 'POST /keys/rotate') next = String(answer.json['kid']);
  }
  const accounts = await operator.ask('GET /accounts?name=Loja&kind=merchant&limit=200');
  expect(accounts.json['items']).toHaveLength(2);
});

const nextYear = (): Date => new Date(Date.now() + 365 * 86_400_000);

test('every change of an account, and of what is below it, answers the ETag that the next one is made with', async () => {
  const opened = await operator.ask('POST /accounts', { body: { name: 'Loja' } });
  const account = `/accounts/${String(opened.json['id'])}`;
  const { certPem: pem, fingerprint } = await makeCertificate();
  let etag = String(opened.headers.etag);
  /** With the version that the last one left; with the one before it is refused. */
  const change = async (what: string, body?: object): Promise<Record<string, unknown>> => {
    const asking = body ? { body } : {};
    const stale = await operator.ask(what, { ...asking, headers: { 'if-match': '"987654"' } });
    expect([stale.status, stale.json['code']], `${what} ${stale.body}`).toEqual([412, 'stale']);
    const answer = await operator.ask(what, { ...asking, headers: { 'if-match': etag } });
    expect([200, 201], `${what} ${answer.body}`).toContain(answer.status);
    expect(answer.headers.etag, what).toBe((await operator.ask(`GET ${account}`)).headers.etag);
    expect(answer.headers.etag, what).not.toBe(etag);
    etag = String(answer.headers.etag);
    return answer.json;
  };
  const issued = await change(`POST ${account}/credentials`, { label: 'shop' });
  const credential = `/credentials/${String(issued['clientId'])}`;
  const { secrets } = issued['credential'] as { secrets: { id: string }[] };
  await change(`POST ${credential}/secrets`, {});
  await change(`DELETE ${credential}/secrets/${String(secrets[0]?.id)}`);
  await change(`POST ${credential}/secrets`, { overlapSeconds: 0 });
  await change(`POST ${credential}/contracts`, { contract: 'pix', policy: 'tls' });
  await change(`POST ${credential}/contracts`, { contract: 'pix', policy: 'off' });
  await change(`POST ${account}/certificates`, { pem });
  await change(`DELETE ${account}/certificates/${fingerprint}`);
  await change(`POST ${account}/realm-users`, { username: 'ana' });
  await change('POST /realm-users/ana/password', {});
  await change('POST /realm-users/ana/disable');
  await change('POST /realm-users/ana/enable');
  await change(`POST ${credential}/revoke`);
  await change(`PATCH ${account}`, { name: 'Loja Nova' });
  await change(`POST ${account}/suspend`);
  await change(`POST ${account}/reactivate`);
});

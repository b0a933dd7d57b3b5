import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createCa, issueCertificate } from '../../src/cli/deployment/pki.js';
import { commandOn } from '../cli/portaria.js';
import { wholeManagementOn } from '../management/open-test-management.js';
import { currently, longAgo } from '../support/certificates.js';
import { openWorkshop } from '../support/openssl.js';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin();
const operator = await proxied.operator();
const { clientCaBundle, ca: testAuthority } = proxied.proxy;
const management = wholeManagementOn(proxied.app.database.appUrl, proxied.app.config.secrets.pepper());
const run = commandOn(management);

/** NGINX starts its new workers behind the signal. */
const patience = { timeout: 10_000, interval: 50 };

const add = (pem: string) => operator.ask('POST /client-cas', { body: { pem } });
const writeAndReload = async (): Promise<void> => {
  expect(await run(`client-ca write ${clientCaBundle}`)).toMatchObject({ exitCode: 0 });
  await proxied.proxy.nginx.reload();
};

test('an authority is taken over, another added: NGINX accepts its clients after write and reload, and after its removal refuses them', async () => {
  expect((await run(`client-ca import ${clientCaBundle}`)).exitCode).toBe(0);
  const root = await createCa({ commonName: 'New Root', ...currently });
  const middle = await createCa({ commonName: 'New Middle', parent: root, ...currently });
  const issued = await issueCertificate(middle, { commonName: 'loja.new', ...currently });
  const merchant = await proxied.app.accounts.create({ certificate: issued.certPem });
  const ask = async () => (await proxied.askToken('tls', merchant, { client: issued })).status;
  expect(await ask()).toBe(401);

  const added = await add(`${issued.certPem}${middle.certPem}${root.certPem}`);
  expect(added.status).toBe(201);
  expect(added.json['items']).toMatchObject([
    { clientCa: { subject: 'CN=New Middle' }, already: false, notes: [] },
    { clientCa: { subject: 'CN=New Root' }, already: false, notes: [] },
  ]);
  expect(await ask()).toBe(401);
  await writeAndReload();
  await expect.poll(ask, patience).toBe(201);

  for (const { fingerprint } of [root, middle]) {
    const refused = await operator.ask(`DELETE /client-cas/${fingerprint}`);
    expect([refused.status, refused.json['code']]).toEqual([409, 'conflict']);
    expect(refused.json['detail']).toContain(
      `removing it would affect 1 linked certificate (account ${merchant.id}: ${issued.fingerprint.slice(0, 16)} CN=loja.new)`,
    );
    const shown = await operator.ask(`GET /client-cas/${fingerprint.slice(0, 12)}`);
    expect(shown.json['affectedCertificates']).toEqual([
      {
        fingerprint: issued.fingerprint,
        subject: 'CN=loja.new',
        issuer: 'CN=New Middle',
        accounts: [merchant.id],
        certain: true,
      },
    ]);
  }
  const forced = await operator.ask(`DELETE /client-cas/${root.fingerprint}?force=true`);
  expect(forced.status).toBe(200);
  await writeAndReload();
  await expect.poll(ask, patience).toBe(401);
  const file = await readFile(clientCaBundle, 'utf8');
  expect(file).toContain(testAuthority.certPem);
  expect(file).not.toContain(root.certPem);
  const { json } = await operator.ask('GET /audit?action=client-ca&limit=9');
  expect(
    (json['items'] as { action: string; outcome: string }[]).map(({ action, outcome }) => [action, outcome]),
  ).toEqual([
    ['client-ca.write', 'done'],
    ['client-ca.remove', 'done'],
    ['client-ca.remove', 'refused'],
    ['client-ca.remove', 'refused'],
    ['client-ca.write', 'done'],
    ['client-ca.add', 'done'],
    ['client-ca.import', 'done'],
  ]);
});

test('NGINX accepts nothing below an authority in the middle alone, and the answer says so', async () => {
  const root = await createCa({ commonName: 'Far Root', ...currently });
  const middle = await createCa({ commonName: 'Near Middle', parent: root, ...currently });
  const issued = await issueCertificate(middle, { commonName: 'loja.middle', ...currently });
  const merchant = await proxied.app.accounts.create({ certificate: issued.certPem });
  const added = await add(middle.certPem);
  expect(added.json['items']).toMatchObject([
    { notes: [expect.stringContaining('its issuer (CN=Far Root) is not among the client CAs') as string] },
  ]);
  // By the client of another one, which is accepted as soon as the reload is over.
  const whole = await createCa({ commonName: 'Whole', ...currently });
  const accepted = await issueCertificate(whole, { commonName: 'loja.whole', ...currently });
  const other = await proxied.app.accounts.create({ certificate: accepted.certPem });
  await add(whole.certPem);
  await writeAndReload();
  await expect
    .poll(async () => (await proxied.askToken('tls', other, { client: accepted })).status, patience)
    .toBe(201);
  expect((await proxied.askToken('tls', merchant, { client: issued })).status).toBe(401);
});

test('what is no authority of clients is refused with the reason, and nothing of a chain is added then', async () => {
  const expired = await createCa({ commonName: 'Old', ...longAgo });
  const good = await createCa({ commonName: 'Good', ...currently });
  const leaf = await proxied.proxy.issue();
  const workshop = await openWorkshop();
  await workshop.openssl('req -x509 -newkey rsa:1024 -nodes -subj /CN=Weak -keyout weak.key -out weak.pem');
  const weak = await workshop.openssl('x509 -in weak.pem');
  const cases: readonly (readonly [string, number, string])[] = [
    [leaf.certPem, 422, 'CA:true'],
    [expired.certPem, 422, 'it expired on'],
    [`${good.certPem}${expired.certPem}`, 422, 'CN=Old: it expired on'],
    [weak, 422, 'RSA-1024'],
    [`${good.certPem}${good.keyPem}`, 400, 'private key'],
    ['', 400, 'must be an X.509 certificate in PEM'],
    [good.certPem.replace('MII', 'MIJ'), 400, 'pem'],
  ];
  for (const [pem, status, words] of cases) {
    const answer = await add(pem);
    expect([answer.status, answer.json['errors']], words).toMatchObject([status, [{ field: 'pem' }]]);
    expect(answer.json['detail']).toContain(words);
    expect(answer.body).not.toContain(good.keyPem.split('\n')[1]);
  }
  expect((await operator.ask('GET /client-cas')).body).not.toContain('CN=Good');
  expect((await operator.ask('POST /client-cas', { body: {} })).json['errors']).toMatchObject([
    { field: 'pem' },
  ]);
  expect((await operator.ask('GET /client-cas?limit=5')).status).toBe(400);
  expect((await operator.ask(`DELETE /client-cas/${'0'.repeat(64)}`)).status).toBe(404);
  expect((await operator.ask('DELETE /client-cas/x')).status).toBe(400);
});

test('a file with authorities that were never among the client CAs is not overwritten, unless that is forced', async () => {
  const own = await createCa({ commonName: 'By Hand', ...currently });
  const before = await readFile(clientCaBundle, 'utf8');
  await writeFile(clientCaBundle, `${before}${own.certPem}`);
  const refused = await run(`client-ca write ${clientCaBundle}`);
  expect(refused.exitCode).toBe(4);
  expect(refused.err).toContain('CN=By Hand');
  expect(await readFile(clientCaBundle, 'utf8')).toContain(own.certPem);
  const forced = await run(`client-ca write ${clientCaBundle} --force`);
  expect([forced.exitCode, forced.err]).toEqual([0, expect.stringContaining('Removed: CN=By Hand')]);
  expect(await readFile(clientCaBundle, 'utf8')).toBe(before);
});

test('a reader sees the bundle and changes nothing', async () => {
  const reader = await proxied.operator({ scopes: ['admin:read'] });
  expect((await reader.ask('GET /client-cas')).status).toBe(200);
  expect((await reader.ask('POST /client-cas', { body: {} })).status).toBe(403);
  expect((await reader.ask(`DELETE /client-cas/${testAuthority.fingerprint}`)).status).toBe(403);
});

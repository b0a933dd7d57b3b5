import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCa, issueCertificate } from '../../src/cli/deployment/pki.js';
import { managementOn, refusalOf } from '../management/open-test-management.js';
import { currently } from '../support/certificates.js';
import { openWorkshop } from '../support/openssl.js';
import { openSelfService } from './proxied-self-service.js';

const proxied = await openSelfService();
const management = managementOn(proxied.app.database.appUrl, randomBytes(32));
const workshop = await openWorkshop();
const commonName = 'loja.example';

const selfSigned = async (): Promise<string> => {
  await workshop.openssl(
    `req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN=${commonName} -keyout own.key -out own.pem`,
  );
  return readFile(join(workshop.folder, 'own.pem'), 'utf8');
};

const withLastByteChanged = (pem: string): string => {
  const der = Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');
  der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
};

test('without client CAs in the database a chain cannot be checked, and that is said', async () => {
  const owner = await proxied.owner();
  const { certPem: pem } = await proxied.proxy.issue();
  const linked = await owner.ask('POST /certificates', { body: { pem } });
  expect(linked).toMatchObject({ status: 201, json: { trusted: false } });
  expect(linked.json['notes']).toEqual([
    'the gateway has no list of client CAs, so it was not checked whether the TLS listener accepts it',
  ]);
});

test('without client CAs in the database a self-signed certificate is not linked by self-service, and an operator is told', async () => {
  const owner = await proxied.owner();
  const pem = await selfSigned();
  const refused = await owner.ask('POST /certificates', { body: { pem } });
  expect([refused.status, refused.json['code']]).toEqual([422, 'refused']);
  expect(refused.json['detail']).toContain('it is self-signed');
  const listed = await owner.ask('GET /certificates');
  expect(listed.json['items']).toHaveLength(1);
  const linked = await management.linkCertificate.run({ account: owner.id, pem });
  expect(linked).toMatchObject({ trusted: false });
  expect(linked.notes).toContain(
    'it is self-signed: the TLS listener accepts it only when the client CAs of NGINX contain it',
  );
});

test('a certificate that no client CA signed is not linked by self-service, and an operator is told', async () => {
  await management.importClientCas.run({ pem: proxied.proxy.ca.certPem });
  const owner = await proxied.owner();
  const other = await createCa({ commonName: 'Test Authority', ...currently });
  const forged = [
    await selfSigned(),
    withLastByteChanged(owner.certificate.certPem),
    (await issueCertificate(other, { commonName, ...currently })).certPem,
  ];
  for (const pem of forged) {
    const refused = await owner.ask('POST /certificates', { body: { pem } });
    expect([refused.status, refused.json['code']]).toEqual([422, 'refused']);
    expect(refused.json['detail']).toContain('no client CA of the gateway signed it');
    const linked = await management.linkCertificate.run({ account: owner.id, pem });
    expect(linked).toMatchObject({ trusted: false });
    expect(linked.notes.join()).toContain('the TLS listener never accepts it');
  }
});

test('one of an unknown issuer has a note, and one that a client CA signed has none', async () => {
  const owner = await proxied.owner();
  const elsewhere = await createCa({ commonName: 'Elsewhere', ...currently });
  const { certPem } = await issueCertificate(elsewhere, { commonName, ...currently });
  const unknown = await owner.ask('POST /certificates', { body: { pem: certPem } });
  expect(unknown).toMatchObject({ status: 201, json: { trusted: null } });
  expect(String(unknown.json['notes'])).toContain('its issuer is not a client CA');
  const { certPem: pem } = await proxied.proxy.issue();
  const trusted = await owner.ask('POST /certificates', { body: { pem } });
  expect(trusted).toMatchObject({ status: 201, json: { trusted: true, notes: [] } });
});

test('a certificate that no handshake accepts is linked by an operator with a note that says it', async () => {
  const owner = await proxied.owner();
  const { certPem: pem } = await proxied.proxy.issue({ extendedKeyUsage: ['2.5.29.37.0'] });
  const { notes } = await management.linkCertificate.run({ account: owner.id, pem });
  expect(notes.join()).toContain('clientAuth itself, so the TLS listener never accepts it');
  expect(await refusalOf(management.linkCertificate.run({ account: owner.id, pem }))).toMatchObject({
    code: 'conflict',
  });
});

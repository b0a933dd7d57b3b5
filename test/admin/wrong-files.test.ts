import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { askAccount, openSelfService } from '../self-service/proxied-self-service.js';
import { openWorkshop, type Workshop } from '../support/openssl.js';
import { askAdmin, tokenOf } from './proxied-admin-api.js';

const proxied = await openSelfService();
const operator = await proxied.merchant({ kind: 'operator' });
const token = await tokenOf(proxied, operator);
const owner = await proxied.owner();

/** Where certificates are taken, by an operator and by their merchant. */
const listeners = {
  admin: (asking: object) =>
    askAdmin(proxied, `POST /accounts/${owner.id}/certificates`, {
      token,
      client: operator.certificate,
      ...asking,
    }),
  'self-service': (asking: object) =>
    askAccount(proxied, 'POST /certificates', { token: owner.token, client: owner.certificate, ...asking }),
};
const each = Object.entries(listeners);

let workshop: Workshop;
let [p12, der] = [Buffer.alloc(0), Buffer.alloc(0)];

beforeAll(async () => {
  workshop = await openWorkshop();
  await workshop.openssl('req -x509 -newkey rsa:2048 -nodes -subj /CN=loja -keyout k.pem -out c.pem -days 9');
  await workshop.openssl('pkcs12 -export -inkey k.pem -in c.pem -out c.p12 -passout pass:hunter2hunter2');
  await workshop.openssl('x509 -in c.pem -outform DER -out c.der');
  p12 = await readFile(join(workshop.folder, 'c.p12'));
  der = await readFile(join(workshop.folder, 'c.der'));
});

test.each(each)(
  '%s: a file that is sent as itself is 415, and is told what to send instead',
  async (_, ask) => {
    for (const type of ['application/x-pkcs12', 'application/pkix-cert', 'application/octet-stream']) {
      const answer = await ask({ body: '0\u0082 bytes', headers: { 'content-type': type } });
      expect([answer.status, answer.json['code']], type).toEqual([415, 'unsupported_media_type']);
      expect(answer.json['detail']).toMatch(
        /as PEM text in the field pem.*openssl x509 -inform DER.*openssl pkcs12/,
      );
    }
  },
);

test.each(each)('%s: a .p12 in the field pem, in base64 or as bytes, is told what it is', async (_, ask) => {
  for (const pem of [p12.toString('base64'), p12.toString('latin1'), p12.toString('utf8')]) {
    const answer = await ask({ body: { pem } });
    expect([answer.status, answer.json['errors']], answer.body).toMatchObject([400, [{ field: 'pem' }]]);
    expect(answer.json['detail']).toContain('this is a PKCS#12 file');
    expect(answer.json['detail']).toContain('openssl pkcs12 -in client.p12 -clcerts -nokeys');
    expect(answer.body).not.toContain(pem.slice(0, 40));
  }
});

test.each(each)(
  '%s: DER in the field pem, in base64 or as bytes, is told to be sent in PEM',
  async (_, ask) => {
    for (const pem of [der.toString('base64'), der.toString('latin1'), der.toString('utf8')]) {
      const answer = await ask({ body: { pem } });
      expect([answer.status, answer.json['errors']], answer.body).toMatchObject([400, [{ field: 'pem' }]]);
      expect(answer.json['detail']).toContain('PEM');
      expect(answer.body).not.toContain(pem.slice(0, 40));
    }
  },
);

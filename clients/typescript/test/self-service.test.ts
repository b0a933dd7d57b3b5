import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clientSecret, failureOf, manualTiming, openScripted, tokenPath } from './scripted.js';

const server = await openScripted();
const certificatesPath = '/api/account/certificates';
const secretsPath = '/api/account/credentials/account-1-0a1b2c3d/secrets';
const newFiles = () => {
  const own = server.copyOfFiles();
  return { certFile: join(own, 'next.pem'), keyFile: join(own, 'next.key') };
};
const signs = { path: certificatesPath, status: 201, sign: true };
const secrets = [
  { id: '11', ofThisToken: true },
  { id: '12', ofThisToken: false },
];
const credentials = {
  path: '/api/account/credentials',
  body: {
    items: [
      { clientId: 'account-1-ffffffff', secrets: [{ id: '9', ofThisToken: false }] },
      { clientId: 'account-1-0a1b2c3d', secrets },
    ],
  },
};
const rotated = { path: secretsPath, status: 201, body: { clientSecret: 'ptr_the-next-secret' } };

test('B60 a renewal saves a key and the signed certificate with its chain', async () => {
  const into = newFiles();
  await server.queue(signs);
  const { fingerprint } = await server.client().selfService.renewCertificate({ into });
  const saved = readFileSync(into.certFile, 'utf8');
  expect(saved.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  const certificate = new X509Certificate(saved);
  expect(certificate.checkPrivateKey(createPrivateKey(readFileSync(into.keyFile)))).toBe(true);
  expect(certificate.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(fingerprint);
});

test('B60 with a passphrase, the new key is encrypted', async () => {
  const into = { ...newFiles(), passphrase: 'a passphrase' };
  await server.queue(signs);
  const client = server.client();
  await client.selfService.renewCertificate({ into });
  expect(readFileSync(into.keyFile, 'utf8')).toContain('ENCRYPTED PRIVATE KEY');
  expect((await client.call('/cob/1')).status).toBe(200);
});

test('B61 the key file is readable by its owner only, and the key is never sent', async () => {
  const into = newFiles();
  await server.queue(signs);
  await server.client().selfService.renewCertificate({ into });
  expect(statSync(into.keyFile).mode & 0o777).toBe(0o600);
  expect(JSON.stringify(await server.requests())).not.toContain('PRIVATE KEY');
});

test.each(['certFile', 'keyFile'] as const)('B62 if the %s exists, nothing is sent', async (name) => {
  const into = newFiles();
  writeFileSync(into[name], 'kept');
  const failure = await failureOf(server.client().selfService.renewCertificate({ into }));
  expect(failure).toMatchObject({ name: 'ConfigurationError', option: `into.${name}` });
  expect(readFileSync(into[name], 'utf8')).toBe('kept');
  expect([existsSync(into.certFile), existsSync(into.keyFile)].filter(Boolean)).toHaveLength(1);
  expect(await server.requests()).toEqual([]);
});

test('B63 if a renewal is rejected, its files are deleted, and the client keeps its certificate', async () => {
  const into = newFiles();
  const client = server.client();
  await server.queue({ path: certificatesPath, status: 409, body: { code: 'conflict', detail: 'no CA' } });
  expect(await failureOf(client.selfService.renewCertificate({ into }))).toMatchObject({ code: 'conflict' });
  expect([existsSync(into.certFile), existsSync(into.keyFile)]).toEqual([false, false]);
  await client.call('/cob/1');
  expect(new Set((await server.requests()).map(({ fingerprint }) => fingerprint)).size).toBe(1);
});

test('B64 after a renewal, the client uses the new certificate and a new token, and can unlink the previous', async () => {
  const into = newFiles();
  const client = server.client();
  await server.queue(signs);
  const { fingerprint, previousFingerprint } = await client.selfService.renewCertificate({ into });
  await client.selfService.unlinkCertificate(previousFingerprint);
  const [unlinked] = await server.requests(`${certificatesPath}/${previousFingerprint}`);
  expect(unlinked).toMatchObject({ method: 'DELETE', fingerprint });
  expect(unlinked?.headers['authorization']).toBe('Bearer token-2');
  const tokens = await server.requests(tokenPath);
  expect(tokens.map((each) => each.fingerprint)).toEqual([previousFingerprint, fingerprint]);
});

test('B69 a certificate of another CA is linked, then used with its key and a new token', async () => {
  const own = server.copyOfFiles();
  const [pem, key] = ['renewed.pem', 'renewed.key'].map((name) => readFileSync(join(own, name), 'utf8'));
  const files = { certFile: join(own, 'both.pem'), keyFile: join(own, 'renewed.key') };
  writeFileSync(files.certFile, `${pem}${key}`);
  const client = server.client();
  const wrong = { certFile: files.certFile, keyFile: join(own, 'client.key') };
  expect(await failureOf(client.selfService.linkCertificate(wrong))).toMatchObject({
    option: 'certificate.keyFile',
  });
  expect(await server.requests()).toEqual([]);
  await server.queue({ path: certificatesPath, status: 201, body: { fingerprint: 'ab12' } });
  const { fingerprint, previousFingerprint } = await client.selfService.linkCertificate(files);
  expect(fingerprint).toBe('ab12');
  const [linked] = await server.requests(certificatesPath);
  expect(JSON.parse(linked?.body ?? '')).toEqual({ pem: pem?.trim() });
  await client.call('/cob/1');
  const [called] = await server.requests('/cob/1');
  const next = new X509Certificate(pem ?? '').fingerprint256.replaceAll(':', '').toLowerCase();
  expect([linked?.fingerprint, called?.fingerprint]).toEqual([previousFingerprint, next]);
  expect(called?.headers['authorization']).toBe('Bearer token-2');
  expect(JSON.stringify(await server.requests())).not.toContain('PRIVATE KEY');
});

test('B65 a rotation asks for an overlap, and uses the new secret only after it was saved', async () => {
  const client = server.client();
  await server.queue(rotated);
  const saved: string[] = [];
  await client.selfService.rotateSecret({
    overlapSeconds: 86_400,
    save: async (secret) => {
      await client.token();
      saved.push(secret);
    },
  });
  expect(saved).toEqual(['ptr_the-next-secret']);
  const [request] = await server.requests(secretsPath);
  expect(JSON.parse(request?.body ?? '')).toEqual({ overlapSeconds: 86_400 });
  await client.token();
  const secrets = (await server.requests(tokenPath)).map(
    ({ body }) => JSON.parse(body) as Record<string, unknown>,
  );
  expect(secrets.map((each) => each['clientSecret'])).toEqual([clientSecret, 'ptr_the-next-secret']);
});

test('B66 if the program cannot save the new secret, the client keeps the previous one', async () => {
  const client = server.client();
  await server.queue(rotated);
  const save = (): never => {
    throw new Error('the disk is full');
  };
  expect((await failureOf(client.selfService.rotateSecret({ save }))).message).toBe('the disk is full');
  await client.token();
  expect(await server.requests(tokenPath)).toHaveLength(1);
});

test('B67 after a rotation, the client can revoke the previous secret', async () => {
  const client = server.client();
  await server.queue(rotated);
  await server.queue(credentials);
  const { previousSecretIds } = await client.selfService.rotateSecret({ save: () => undefined });
  expect(previousSecretIds).toEqual(['11']);
  await client.selfService.revokeSecret('11');
  await client.selfService.revokeSecret('11', { force: true });
  const revoked = await server.requests(`${secretsPath}/11`);
  expect(revoked.map(({ method, path }) => [method, path.split('?')[1]])).toEqual([
    ['DELETE', undefined],
    ['DELETE', 'force=true'],
  ]);
  expect(revoked.map(({ headers }) => headers['authorization'])).toEqual([
    'Bearer token-2',
    'Bearer token-2',
  ]);
});

test('B68 each change has an idempotency key, which is the same when the request is repeated', async () => {
  const client = server.client({ timing: manualTiming() });
  for (let round = 0; round < 2; round += 1) {
    await server.queue({ path: secretsPath, status: 503, headers: { 'Retry-After': '1' } }, rotated);
    await client.selfService.rotateSecret({ save: () => undefined });
  }
  const keys = (await server.requests(secretsPath)).map(({ headers }) => String(headers['idempotency-key']));
  expect(keys).toHaveLength(4);
  expect([keys[0], keys[2]]).toEqual([keys[1], keys[3]]);
  expect(keys[0]).not.toBe(keys[2]);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
});

import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ClientJwk } from '../../src/core/credentials/client-jwk.js';
import { X509Parser } from '../../src/crypto/certificates/x509-parser.js';
import type { RegisterKeyInput } from '../../src/management/credentials/register-key.js';
import { HttpsKeySetFetcher } from '../../src/remote-keys/https-key-set-fetcher.js';
import { HttpsKeySetProbe } from '../../src/remote-keys/https-key-set-probe.js';
import { hostname, openKeySetServer } from '../remote-keys/key-set-server.js';
import { makeCertificate, testAuthority } from '../support/certificates.js';
import { openTestManagement, refusalOf, tester, wholeManagementOn } from './open-test-management.js';
import { useCasesOf } from './use-cases.js';

const { database, management, pepper } = await openTestManagement();
const { id } = await management.createAccount.run({ name: 'Loja' });

const jwkOf = (pair: ReturnType<typeof generateKeyPairSync>): ClientJwk =>
  pair.publicKey.export({ format: 'jwk' }) as ClientJwk;
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = jwkOf(pair);
const rsa = jwkOf(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const weak = jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 }));

const create = async (): Promise<string> =>
  (await management.createCredential.run({ account: id })).credential.clientId;
const register = async (input: Omit<RegisterKeyInput, 'clientId'>, clientId?: string) =>
  management.registerKey.run({ clientId: clientId ?? (await create()), ...input });

test('a key set is registered as a secret of the credential, and shown with what it is', async () => {
  const set = {
    keys: [
      { ...jwk, kid: 'one', alg: 'ES256', use: 'sig', x5c: ['left out'] },
      { ...rsa, kid: 'two' },
    ],
  };
  const { credential, secretId, method } = await register({ jwks: set });
  expect(method).toBe('private_key_jwt');
  expect(credential.secrets).toMatchObject([
    { shape: 'generated' },
    {
      id: secretId,
      shape: 'private_key_jwt',
      registration: {
        jwks: [
          { ...jwk, kid: 'one', alg: 'ES256', use: 'sig' },
          { ...rsa, kid: 'two' },
        ],
      },
      expiresAt: null,
    },
  ]);
  const [row] = await database.sql<{ digest: string }>('SELECT digest FROM credential_secret WHERE id = $1', [
    secretId,
  ]);
  expect(row?.digest).toMatch(/^registered\$[0-9a-f]{8}\$[\w-]{43}\$\["account-/);
});

test('the address of a key set is tried, and registered with a note where no keys can be had', async () => {
  const server = await openKeySetServer((request, response) => {
    response.statusCode = request.url === '/good.json' ? 200 : 404;
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  const { certPem: ca } = await testAuthority();
  const access = { resolve: () => Promise.resolve(['127.0.0.2']), mayConnectTo: () => true, ca };
  const reaching = useCasesOf(
    wholeManagementOn(database.appUrl, pepper, undefined, { keySetAccess: access }),
    tester,
  );
  const at = (path: string): string => `https://${hostname}:${String(server.port)}${path}`;
  const registered = async (path: string) =>
    reaching.registerKey.run({ clientId: await create(), jwksUri: at(path) });
  expect((await registered('/good.json')).notes).toEqual([]);
  const { notes, credential } = await registered('/moved.json');
  expect(notes).toEqual([
    `the key set at ${at('/moved.json')}: it returned 404, not 200. Until it can be fetched, requests of the client are rejected`,
  ]);
  expect(credential.secrets.at(-1)).toMatchObject({ registration: { jwksUri: at('/moved.json') } });
});

test('two addresses are tried at once, and no more', async () => {
  const server = await openKeySetServer((_request, response) => {
    setTimeout(() => response.end(JSON.stringify({ keys: [jwk] })), 500);
  });
  const { certPem: ca } = await testAuthority();
  const access = { resolve: () => Promise.resolve(['127.0.0.2']), mayConnectTo: () => true, ca };
  const probe = new HttpsKeySetProbe(new HttpsKeySetFetcher(access));
  const found = await Promise.all(
    ['a', 'b', 'c'].map((name) => probe.problemAt(`https://${hostname}:${String(server.port)}/${name}`)),
  );
  expect(found).toEqual([null, null, expect.stringContaining('was not tried')]);
});

test('the audit event has what was registered, and the revocation that it went', async () => {
  const clientId = await create();
  const { secretId } = await register({ jwksUri: 'https://keys.example.com/jwks.json' }, clientId);
  await management.revokeSecret.run({ clientId, secretId });
  const events = await database.sql<{ action: string; before: unknown; after: unknown }>(
    `SELECT action, before, after FROM audit_event
     WHERE $1 = ANY (targets) AND action IN ('credential.register-key', 'secret.revoke') ORDER BY id`,
    [`credential ${clientId}`],
  );
  expect(events.map(({ action }) => action)).toEqual(['credential.register-key', 'secret.revoke']);
  expect(JSON.stringify(events[0]?.after)).toContain('https://keys.example.com/jwks.json');
  expect(JSON.stringify(events[1]?.before)).toContain('https://keys.example.com/jwks.json');
});

test.each<[string, Omit<RegisterKeyInput, 'clientId'>, RegExp]>([
  ['nothing', {}, /exactly one/],
  ['two at once', { jwks: { keys: [jwk] }, jwksUri: 'https://keys.example.com/' }, /exactly one/],
  ['one key without a set', { jwks: jwk }, /Web Key Set: \{"keys"/],
  ['no key', { jwks: { keys: [] } }, /1 to 10 keys/],
  ['eleven keys', { jwks: { keys: Array(11).fill(jwk) } }, /1 to 10 keys/],
  ['a private key', { jwks: { keys: [pair.privateKey.export({ format: 'jwk' })] } }, /leaked/],
  ['a symmetric key', { jwks: { keys: [{ kty: 'oct', k: 'aaaaaaaa' }] } }, /leaked/],
  [
    'a weak key',
    { jwks: { keys: [jwk, weak] } },
    /key 2: RSA keys must have 2048 to 4096 bits, and it has 1024/,
  ],
  ['a key of another curve', { jwks: { keys: [{ ...jwk, crv: 'P-384' }] } }, /key 1: crv must be P-256/],
  ['a key that is no point', { jwks: { keys: [{ ...jwk, x: jwk['y'] }] } }, /do not form a public key/],
  ['a key for encryption', { jwks: { keys: [{ ...jwk, use: 'enc' }] } }, /use must be sig/],
  ['a key for HMAC', { jwks: { keys: [{ ...rsa, alg: 'HS256' }] } }, /alg must be RS256 or PS256/],
  ['Ed25519', { jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'AAAA' }] } }, /kty must be RSA or EC/],
  [
    'two keys of one kid',
    {
      jwks: {
        keys: [
          { ...jwk, kid: 'a' },
          { ...rsa, kid: 'a' },
        ],
      },
    },
    /same kid/,
  ],
  ['plain http', { jwksUri: 'http://keys.example.com/' }, /https/],
  ['a name of this machine', { jwksUri: 'https://localhost/jwks.json' }, /public address/],
  ['an address of this machine', { jwksUri: 'https://127.1/jwks.json' }, /public address/],
  ['the cloud', { jwksUri: 'https://169.254.169.254/jwks.json' }, /public address/],
  ['a private address', { jwksUri: 'https://[fd00::1]/jwks.json' }, /public address/],
  ['a password in the address', { jwksUri: 'https://a:b@keys.example.com/' }, /no password/],
  ['no address at all', { jwksUri: 'keys' }, /must be a URL/],
  ['a subject that no certificate has', { subjectDn: 'CN=another' }, /has no linked certificate/],
])('%s is refused, with what to do', async (_name, input, words) => {
  const refusal = await refusalOf(register(input));
  expect(refusal).toMatchObject({ code: 'invalid' });
  expect(refusal.message).toMatch(words);
  const [{ text } = { text: '' }] = await database.sql<{ text: string }>(
    'SELECT string_agg(e::text, $1) AS text FROM audit_event e',
    [' '],
  );
  expect(text).not.toContain(String(pair.privateKey.export({ format: 'jwk' }).d));
});

test('a subject must be that of a linked certificate, as it is written here', async () => {
  const { certPem } = await makeCertificate({ subject: 'CN=Loja, O=Loja Ltda, C=BR' });
  const account = await management.createAccount.run({ name: 'Com certificado' });
  const { credential } = await management.createCredential.run({ account: account.id });
  await management.linkCertificate.run({ account: account.id, pem: certPem });
  const { subject } = new X509Parser().readPem(certPem);
  const wrong = await refusalOf(register({ subjectDn: 'CN=Loja, O=Loja Ltda, C=BR ' }, credential.clientId));
  expect(wrong.message).toContain(`exactly as written here: ${subject}`);
  const { method, notes } = await register({ subjectDn: subject }, credential.clientId);
  expect(method).toBe('tls_client_auth');
  expect(notes).toEqual(['1 linked certificate of the account has this subject']);
});

test('an operator who registers a subject is told how many linked certificates prove the client', async () => {
  const account = await management.createAccount.run({ name: 'Com tres certificados' });
  const { credential } = await management.createCredential.run({ account: account.id });
  const subjects = ['CN=igual, C=BR', 'CN=igual, C=BR', 'CN=igual, C=BR', 'CN=outro, C=BR'];
  const fingerprints: string[] = [];
  for (const subject of subjects) {
    const { certPem: pem } = await makeCertificate({ subject });
    const { info } = await management.linkCertificate.run({ account: account.id, pem });
    fingerprints.push(info.fingerprint);
  }
  await management.unlinkCertificate.run({ account: account.id, fingerprint: fingerprints[0] ?? '' });
  const { subject } = new X509Parser().readPem(
    (await makeCertificate({ subject: 'CN=igual, C=BR' })).certPem,
  );
  expect((await register({ subjectDn: subject }, credential.clientId)).notes).toEqual([
    '2 linked certificates of the account have this subject, and each of them proves the client',
  ]);
});

test('two of a method, for a change-over, and no third; text secrets rotate beside them and leave them', async () => {
  const clientId = await create();
  for (const name of ['a', 'b']) await register({ jwksUri: `https://keys.example.com/${name}` }, clientId);
  const third = await refusalOf(register({ jwksUri: 'https://keys.example.com/c' }, clientId));
  expect(third).toMatchObject({ code: 'conflict' });
  await management.rotateSecret.run({ clientId });
  const { credential } = await management.rotateSecret.run({ clientId, overlapSeconds: 0 });
  expect(credential.secrets.map(({ shape }) => shape).sort()).toEqual([
    'generated',
    'private_key_jwt',
    'private_key_jwt',
  ]);
});

test('operators have secrets alone', async () => {
  const operator = await management.createAccount.run({
    name: 'Ana',
    kind: 'operator',
    scopes: ['admin:read'],
  });
  const { credential } = await management.createCredential.run({ account: operator.id });
  const refusal = await refusalOf(register({ jwks: { keys: [jwk] } }, credential.clientId));
  expect(refusal).toMatchObject({ code: 'refused' });
});

import { expect, test } from 'vitest';
import { createVerifier } from '../../packages/verifier/src/create-verifier.js';
import { requireToken } from '../../packages/verifier/src/express.js';
import type { VerifierOptions } from '../../packages/verifier/src/verifier-options.js';

const right: VerifierOptions = { issuer: 'https://auth.example.com', audience: 'api' };
const client = { clientId: 'account-1-api', clientSecret: 'a secret of the API' };

test.each<[names: string, wrong: object]>([
  ['issuer', { issuer: undefined }],
  ['issuer', { issuer: 'auth.example.com' }],
  ['issuer', { issuer: 'http://auth.example.com' }],
  ['issuer', { issuer: 'http://localhost.example.com' }],
  ['issuer', { issuer: 'http://127.0.0.1.example.com' }],
  ['issuer', { issuer: 'file:///etc/passwd' }],
  ['issuer', { issuer: 'https://user:pass@auth.example.com' }],
  ['audience', { audience: undefined }],
  ['audience', { audience: '' }],
  ['audience', { audience: [] }],
  ['audience', { audience: ['api', ''] }],
  ['jwksUri', { jwksUri: 'http://auth.example.com/keys' }],
  ['introspection', { introspection: {} }],
  ['introspection.endpoint', { introspection: { ...client, endpoint: 'http://auth.example.com/ask' } }],
  ['introspection.cacheSeconds', { introspection: { ...client, cacheSeconds: 61 } }],
  ['introspection.cacheSeconds', { introspection: { ...client, cacheSeconds: Number.NaN } }],
  ['introspection', { mode: 'introspection' }],
  ['mode', { mode: 'none' }],
  ['certificateFrom', { certificateFrom: 'header' }],
  ['certificateFrom', { certificateFrom: { trustedHeader: '' } }],
  ['certificateFrom', { certificateFrom: null }],
  ['clockToleranceSeconds', { clockToleranceSeconds: 61 }],
  ['clockToleranceSeconds', { clockToleranceSeconds: '30' }],
  ['timeoutSeconds', { timeoutSeconds: 0 }],
  ['keys.freshSeconds', { keys: { freshSeconds: 9 } }],
  ['keys.graceSeconds', { keys: { graceSeconds: -1 } }],
  ['keys.cooldownSeconds', { keys: { cooldownSeconds: 0 } }],
])('%s is refused by its name: %j', (name, wrong) => {
  const options = { ...right, ...wrong };
  expect(() => createVerifier(options)).toThrow(TypeError);
  expect(() => createVerifier(options)).toThrow(new RegExp(`^${name}: `));
});

test.each<[wrong: string, right: string, options: object]>([
  ['isuer', 'issuer', { isuer: 'https://auth.example.com' }],
  ['jwksURI', 'jwksUri', { jwksURI: 'https://auth.example.com/keys' }],
  ['keys.freshSecond', 'keys.freshSeconds', { keys: { freshSecond: 60 } }],
  ['tls.certificate', 'tls.cert', { tls: { certificate: '' } }],
  [
    'introspection.cachedSeconds',
    'introspection.cacheSeconds',
    { introspection: { ...client, cachedSeconds: 5 } },
  ],
  ['introspection.tls.keys', 'introspection.tls.key', { introspection: { ...client, tls: { keys: '' } } }],
])('%s is no option: it is refused, and %s is named', (wrong, nearest, options) => {
  const words = `${wrong}: there is no such option. The nearest is ${nearest}.`;
  expect(() => createVerifier({ ...right, ...options })).toThrow(new TypeError(words));
});

test('what is refused is not repeated where it may be a secret', () => {
  const secret = 'https://user:hunter2hunter2@auth.example.com';
  expect(() => createVerifier({ ...right, issuer: secret })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
  );
});

test('http is good for this machine alone', () => {
  for (const issuer of [
    'http://localhost:8080',
    'http://127.0.0.1',
    'http://127.1.2.3:1',
    'http://[::1]:8080',
  ])
    expect(() => createVerifier({ ...right, issuer })).not.toThrow();
});

test('a scope that can be none is a mistake of the program, seen where the route is declared', () => {
  const verifier = createVerifier(right);
  for (const scope of ['pix:read pix:write', '', 'a"b', 'a\\b'])
    expect(() => requireToken(verifier, scope)).toThrow(/^requiredScopes: /);
});

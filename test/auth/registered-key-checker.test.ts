import { expect, test } from 'vitest';
import type { KeyRegistration, RegisteredKeys } from '../../src/core/credentials/registered-key.js';
import type { AssertionCheck } from '../../src/core/tokens/assertion-verifier.js';
import { client, presented, secretId, snapshot } from '../core/eligible-client.js';
import {
  assertion,
  keyChecker,
  registeredKeys,
  registeredKeysBefore,
  requestSource,
  UpgradesInMemory,
} from './parts.js';

const { clientId } = assertion;
const byKeys: KeyRegistration = { method: 'private_key_jwt', jwks: [] };
const bySubject: KeyRegistration = { method: 'tls_client_auth', subjectDn: presented.info.subject };

const find = (
  registrations: readonly KeyRegistration[],
  {
    answer = 'invalid',
    ...more
  }: { answer?: AssertionCheck } & Partial<Parameters<ReturnType<typeof keyChecker>['find']>[0]> = {},
) => {
  const secrets = registrations.map((registration) => ({
    ...{ id: secretId, expiresAtMs: null },
    digest: registeredKeys.digest(clientId, registration),
  }));
  const request = {
    ...{ contract: 'pix' as const, source: requestSource, clientId, certificate: presented },
    ...{ assertion: null, problemIfRefused: {}, ...more },
  };
  return keyChecker(new UpgradesInMemory(), answer).find(request, {
    ...snapshot,
    client: { ...client, secrets },
  });
};

const reasons = async (found: ReturnType<typeof find>): Promise<string[]> =>
  (await found).findings.map(({ reason }) => reason);

test('an assertion is tried with the keys that are registered for it alone', async () => {
  expect(await find([bySubject, byKeys], { assertion, answer: 'valid' })).toMatchObject({
    key: { id: secretId },
    findings: [],
  });
  expect(await reasons(find([bySubject], { assertion }))).toEqual(['client_key_not_registered']);
  expect(await reasons(find([byKeys], { assertion }))).toEqual(['assertion_invalid']);
  const unavailable = { unavailable: 'no answer' };
  expect(await reasons(find([byKeys], { assertion, answer: unavailable }))).toEqual([
    'client_keys_unavailable',
  ]);
});

test('an assertion that no client could use is refused at once, whichever client it names', async () => {
  const expired = { ...assertion, expiresAtSeconds: 1 };
  await expect(find([byKeys], { assertion: expired })).rejects.toMatchObject({ reason: 'assertion_invalid' });
});

test('a certificate counts in the handshake, with the registered subject', async () => {
  expect(await find([bySubject])).toMatchObject({ key: { id: secretId }, findings: [] });
  expect(await reasons(find([byKeys]))).toEqual(['client_key_not_registered']);
  expect(await reasons(find([bySubject], { certificate: null }))).toEqual(['certificate_not_in_handshake']);
  const inHeader = { ...presented, presentation: { way: 'header' } as const };
  expect(await reasons(find([bySubject], { certificate: inHeader }))).toEqual([
    'certificate_not_in_handshake',
  ]);
  const other: KeyRegistration = { method: 'tls_client_auth', subjectDn: 'CN=other' };
  expect(await reasons(find([other]))).toEqual(['certificate_subject_differs']);
});

test('a client that does not exist has no key', async () => {
  const request = {
    ...{ contract: 'pix' as const, source: requestSource, clientId, certificate: null },
    ...{ assertion: null, problemIfRefused: {} },
  };
  expect(await keyChecker().find(request, { ...snapshot, client: null })).toEqual({
    key: null,
    findings: [],
  });
});

test('a registration under an earlier pepper is moved when it was used, and another is left alone', () => {
  const upgrades = new UpgradesInMemory();
  const checker = keyChecker(upgrades);
  const request = {
    ...{ contract: 'pix' as const, source: requestSource, clientId, certificate: null },
    ...{ assertion: null, problemIfRefused: {} },
  };
  const stored = (keys: RegisteredKeys) => ({
    ...{ id: secretId, expiresAtMs: null },
    digest: keys.digest(clientId, byKeys),
  });
  checker.upgradeDigest(request, stored(registeredKeys));
  expect(upgrades.upgrades).toEqual([]);
  checker.upgradeDigest(request, stored(registeredKeysBefore));
  expect(upgrades.upgrades).toMatchObject([{ of: { kind: 'secret', id: secretId } }]);
});

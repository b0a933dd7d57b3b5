import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ClientAuthenticator } from '../../src/auth/client-authenticator.js';
import { SecretChecker } from '../../src/auth/secret-checker.js';
import type { PresentedCertificate } from '../../src/core/certificates/certificate.js';
import { Secret } from '../../src/core/credentials/secret.js';
import { Refusal } from '../../src/core/refusals/refusal.js';
import type { AccountId, ClientId } from '../../src/core/shared/ids.js';
import type { ClientSnapshot, SnapshotClient } from '../../src/core/tokens/client-snapshot.js';
import type { ClientAuthentication } from '../../src/core/tokens/token-request.js';
import {
  certificateId,
  client,
  fingerprint,
  info,
  nowMs,
  otherSecretId,
  presented,
  secretId,
  snapshot,
} from '../core/eligible-client.js';
import {
  ClientsInMemory,
  generator,
  generatorBefore,
  keyChecker,
  reasonOf,
  RecordedVerifier,
  registeredKeys,
  requestSource,
  UpgradesInMemory,
} from './parts.js';

const { secret, digest } = generator.make();
const live = { id: secretId, digest, expiresAtMs: null };
const proofs: ClientAuthentication = {
  contract: 'pix',
  source: requestSource,
  clientId: 'loja' as ClientId,
  secret,
  certificate: presented,
};
const withClient = (changes: Partial<SnapshotClient> = {}): ClientSnapshot => ({
  ...snapshot,
  client: { ...client, secrets: [live], ...changes },
});

const ask = (changes: Partial<ClientAuthentication> = {}, answer: ClientSnapshot | Error = withClient()) => {
  const steps: string[] = [];
  const parts = {
    clients: new ClientsInMemory(answer, steps),
    verifier: new RecordedVerifier(steps),
    upgrader: new UpgradesInMemory(),
  };
  const secrets = new SecretChecker(parts.verifier, parts.upgrader);
  const asked = new ClientAuthenticator(parts.clients, secrets, keyChecker()).authenticate({
    ...proofs,
    ...changes,
  });
  return { asked, steps, ...parts };
};
const refusalOf = async (...of: Parameters<typeof ask>): Promise<Refusal> =>
  Refusal.from(await reasonOf(ask(...of).asked));

test('a client with every proof right is who the database says, without its secrets', async () => {
  const { asked, clients, verifier, steps } = ask();
  const { secrets: compared, ...known } = withClient().client ?? client;
  expect(compared).toEqual([live]);
  expect((await asked).identity).toEqual({
    ...known,
    nowMs,
    clientId: 'loja',
    secretId,
    secretExpiresAtMs: null,
    certificate: {
      id: certificateId,
      fingerprint,
      notAfterMs: info.notAfter.getTime(),
      provenByHandshake: true,
    },
  });
  expect(clients.queries).toEqual([{ clientId: 'loja', fingerprint, contract: 'pix', address: '192.0.2.7' }]);
  expect(steps).toEqual(['read', 'compare']);
  // Nothing else is wrong, so a match is no secret and need not cost as much as a mismatch.
  expect(verifier.checks).toMatchObject([{ mayRespondEarly: true }]);
});

test('of two active secrets the one that matched counts, with its expiry', async () => {
  const other = { id: otherSecretId, digest: generator.make().digest, expiresAtMs: null };
  const ending = { ...live, expiresAtMs: nowMs + 1 };
  const { identity } = await ask({}, withClient({ secrets: [other, ending] })).asked;
  expect(identity).toMatchObject({ secretId, secretExpiresAtMs: nowMs + 1 });
});

test('a certificate in a header proves no key, also where the policy accepts it', async () => {
  const certificate: PresentedCertificate = { info, presentation: { way: 'header' } };
  const { asked, verifier } = ask({ certificate }, withClient({ certificatePolicy: 'header' }));
  expect((await asked).identity.certificate).toMatchObject({ fingerprint, provenByHandshake: false });
  expect(verifier.checks[0]?.quotaKey).toEqual({
    queue: 'merchants',
    hashClass: 'unlinked',
    quotaOwner: 'address 192.0.2.7',
  });
});

test('a client whose policy demands no certificate has none', async () => {
  const { asked, clients } = ask(
    { certificate: null },
    { ...withClient({ certificatePolicy: 'none' }), certificate: null },
  );
  expect((await asked).identity.certificate).toBeNull();
  expect(clients.queries[0]?.fingerprint).toBeNull();
});

test('for a client that does not exist the secret is compared all the same, with nothing', async () => {
  const { asked, verifier } = ask({}, { ...snapshot, client: null });
  expect(await reasonOf(asked)).toMatchObject({ reason: 'unknown_client', alsoAgainst: [] });
  expect(verifier.checks).toMatchObject([{ digests: [], mayRespondEarly: false }]);
});

test('whatever else is wrong, the secret is compared, and a match answers no sooner', async () => {
  const { asked, verifier } = ask({ certificate: null });
  expect(await reasonOf(asked)).toMatchObject({ reason: 'certificate_required' });
  expect(verifier.checks).toMatchObject([{ digests: [digest], mayRespondEarly: false }]);
});

test('the refusal names the first finding, the secret before all others, and details every one', async () => {
  const suspended = withClient({ accountStatus: 'suspended', networkAllowed: false });
  const refusal = await refusalOf({ secret: new Secret('wrong one'), certificate: null }, suspended);
  expect(refusal.reason).toBe('wrong_secret');
  expect(refusal.alsoAgainst).toEqual(['account_suspended', 'network_not_allowed', 'certificate_required']);
  expect(refusal.privateDetail.split('; ')).toHaveLength(4);
  expect(refusal.publicDetail).toEqual({});
});

test('a right secret that has expired is refused as expired, not as wrong', async () => {
  const refusal = await refusalOf({}, withClient({ secrets: [{ ...live, expiresAtMs: nowMs }] }));
  expect(refusal).toMatchObject({ reason: 'secret_expired', alsoAgainst: [] });
});

test('a contract that the credential may not use is refused last', async () => {
  const refusal = await refusalOf({ certificate: null }, withClient({ certificatePolicy: null }));
  expect(refusal).toMatchObject({ reason: 'certificate_required', alsoAgainst: ['contract_not_allowed'] });
});

test('without a database nothing is compared', async () => {
  const { asked, steps } = ask({}, new Refusal('unavailable', 'the database is away'));
  expect(await reasonOf(asked)).toMatchObject({ reason: 'unavailable' });
  expect(steps).toEqual(['read']);
});

const byAccount = { hashClass: 'linked', quotaOwner: 'account 1' };
const byAddress = { hashClass: 'unlinked', quotaOwner: 'address 192.0.2.7' };

test.each([
  ['a trusted and linked certificate', 'SUCCESS', true, byAccount],
  ['a trusted certificate that is not linked', 'SUCCESS', false, byAddress],
  ['a linked certificate that NGINX does not trust', 'FAILED:expired', true, byAddress],
])('%s is compared in its class of the slow hash', async (...[, sslClientVerify, linked, charged]) => {
  const certificate: PresentedCertificate = {
    info,
    presentation: { way: 'handshake', sslClientVerify: sslClientVerify },
  };
  const known = { id: certificateId, revoked: false, linked };
  const { asked, verifier } = ask({ certificate }, { ...withClient(), certificate: known });
  await asked.catch(() => undefined);
  expect(verifier.checks[0]?.quotaKey).toEqual({ queue: 'merchants', ...charged });
});

const outdated = generatorBefore.make();
const withOutdated = withClient({ secrets: [{ ...live, digest: outdated.digest }] });

test('an outdated digest of a client that was let in is renewed', async () => {
  const { asked, upgrader } = ask({ secret: outdated.secret }, withOutdated);
  await asked;
  await expect.poll(() => upgrader.upgrades).toHaveLength(1);
  expect(upgrader.upgrades).toMatchObject([{ of: { kind: 'secret', id: secretId }, from: outdated.digest }]);
});

test('an outdated digest of a client that was refused stays: its time would tell that the secret is right', async () => {
  const { asked, upgrader } = ask({ secret: outdated.secret, certificate: null }, withOutdated);
  await reasonOf(asked);
  await setTimeout(20);
  expect(upgrader.upgrades).toEqual([]);
});

test.each([
  [
    'the client id belongs to another account now',
    { accountId: 'another-account' as AccountId },
    'unknown_client',
  ],
  ['its secret is gone', { secretId: otherSecretId }, 'wrong_secret'],
])('by its token a client is refused when %s', async (_name, changes, reason) => {
  const secrets = new SecretChecker(new RecordedVerifier([]), new UpgradesInMemory());
  const clients = new ClientAuthenticator(new ClientsInMemory(withClient(), []), secrets, keyChecker());
  const byToken = { ...proofs, accountId: client.accountId, secretId };
  expect((await clients.authenticateByToken(byToken)).identity).toMatchObject({ clientId: 'loja', secretId });
  const asked = clients.authenticateByToken({ ...byToken, ...changes });
  expect(Refusal.from(await reasonOf(asked)).reason).toBe(reason);
});

test.each([
  ['the contract', { certificatePolicy: null }, {}],
  [
    'the account',
    { certificatePolicy: null, accountStatus: 'suspended' as const },
    { problems: ['no proof'] },
  ],
])(
  'a client that proved a registered key reads what it lacks if that is the contract: %s',
  async (_, lacking, read) => {
    const registered = { method: 'tls_client_auth', subjectDn: presented.info.subject } as const;
    const secrets = [{ ...live, digest: registeredKeys.digest(proofs.clientId, registered) }];
    const authenticator = new ClientAuthenticator(
      new ClientsInMemory(withClient({ secrets, ...lacking }), []),
      new SecretChecker(new RecordedVerifier([]), new UpgradesInMemory()),
      keyChecker(new UpgradesInMemory(), 'valid'),
    );
    const asked = authenticator.authenticateByRegisteredKey({
      ...{ contract: 'pix', source: requestSource, clientId: proofs.clientId, certificate: presented },
      ...{ assertion: null, problemIfRefused: { problems: ['no proof'] } },
    });
    const refusal = await asked.then(() => null).catch((error: unknown) => error as Refusal);
    expect(refusal?.publicDetail).toEqual(read);
  },
);

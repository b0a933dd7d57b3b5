import { expect, test } from 'vitest';
import type { Actor, RequestContext } from '../../src/core/audit/operation.js';
import { Secret } from '../../src/core/credentials/secret.js';
import { requestIdFrom } from '../../src/core/shared/ids.js';
import type { ListedEvent } from '../../src/management/audit/list-audit.js';
import { makeCertificate } from '../support/certificates.js';
import { openTestManagement, refusalOf, tester } from './open-test-management.js';
import { useCasesOf } from './use-cases.js';

const { database, management, whole } = await openTestManagement();

const newest = async (useCases = management): Promise<ListedEvent> => {
  const { events } = await useCases.listAudit.run({ limit: 1 });
  const [event] = events;
  if (!event) throw new Error('the trail is empty');
  return event;
};
const changesOf = ({ before, after }: ListedEvent): unknown => ({ before, after });
const open = async (): Promise<{ id: string; clientId: string; secretId: string }> => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  const { credential } = await management.createCredential.run({ account: id });
  return { id, clientId: credential.clientId, secretId: credential.secrets[0]?.id ?? '' };
};

test('a change tells who did what to what, and how that was before and after: only what differs', async () => {
  const { id } = await open();
  await management.suspendAccount.run(id);
  const event = await newest();
  expect(event).toMatchObject({
    actor: { kind: 'person', name: 'test', accountId: null, clientId: null },
    action: 'account.suspend',
    targets: [`account ${id}`],
    outcome: 'done',
    reason: null,
    requestId: null,
    address: null,
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
  });
  expect(changesOf(event)).toEqual({
    before: { [`account ${id}`]: { status: 'active' } },
    after: { [`account ${id}`]: { status: 'suspended' } },
  });
});

test('what is new has no before', async () => {
  const { id } = await management.createAccount.run({ name: 'New', scopes: ['pix:read'] });
  expect(changesOf(await newest())).toMatchObject({
    before: null,
    after: { [`account ${id}`]: { name: 'New', status: 'active', scopes: ['pix:read'], credentials: {} } },
  });
});

test('a rotation tells which secret came and which will end, by their ids alone', async () => {
  const { id, clientId, secretId } = await open();
  const { secretId: added } = await management.rotateSecret.run({ clientId });
  const event = await newest();
  expect(event.targets).toEqual([`credential ${clientId}`, `account ${id}`]);
  const below = (secrets: unknown): unknown => ({
    [`account ${id}`]: { credentials: { [clientId]: { secrets } } },
  });
  expect(changesOf(event)).toEqual({
    before: below({ [secretId]: { expiresAt: null }, [added]: null }),
    after: below({
      [secretId]: { expiresAt: expect.any(String) },
      [added]: { shape: 'generated', expiresAt: null },
    }),
  });
});

test('a link tells the certificate and the account, an unlink what is gone', async () => {
  const { id } = await open();
  const { certPem: pem, fingerprint } = await makeCertificate();
  await management.linkCertificate.run({ account: id, pem });
  const linked = await newest();
  expect(linked.targets).toEqual([`certificate ${fingerprint}`, `account ${id}`]);
  expect(changesOf(linked)).toMatchObject({
    before: { [`account ${id}`]: { certificates: { [fingerprint]: null } } },
    after: {
      [`certificate ${fingerprint}`]: { subject: expect.any(String), revokedAt: null },
      [`account ${id}`]: { certificates: { [fingerprint]: { notAfter: expect.any(String) } } },
    },
  });
  await management.unlinkCertificate.run({ account: id, fingerprint });
  const unlinked = await newest();
  expect(unlinked.targets).toEqual([`account ${id}`, `certificate ${fingerprint}`]);
  expect(changesOf(unlinked)).toMatchObject({
    before: { [`account ${id}`]: { certificates: { [fingerprint]: { subject: expect.any(String) } } } },
    after: { [`account ${id}`]: { certificates: { [fingerprint]: null } } },
  });
});

test('a change that changed nothing still leaves its event', async () => {
  const { id } = await open();
  await management.reactivateAccount.run(id);
  const event = await newest();
  expect(event).toMatchObject({ action: 'account.reactivate', targets: [`account ${id}`], outcome: 'done' });
  expect(changesOf(event)).toEqual({ before: null, after: null });
});

test('an operator by a request is named with account, client id, address and request id', async () => {
  const ana: Actor = {
    kind: 'account',
    name: 'Ana Souza',
    accountId: (await management.createAccount.run({ name: 'Ana', kind: 'operator' })).id,
    clientId: null,
  };
  const context: RequestContext = {
    requestId: requestIdFrom('5f0c6b1e9a7d4c3b8e2f1a0d9c8b7a65'),
    address: '203.0.113.9',
    expectedVersion: null,
    idempotency: null,
    dryRun: false,
  };
  const hers = useCasesOf(whole, {
    actor: ana,
    managesOperators: true,
    managesResourceServers: true,
    ...context,
  });
  await hers.createAccount.run({ name: 'By Ana' });
  const done = await newest();
  await refusalOf(hers.suspendAccount.run('987654'));
  const refused = await newest();
  for (const event of [done, refused]) {
    expect(event).toMatchObject({
      actor: ana,
      address: '203.0.113.9',
      requestId: '5f0c6b1e9a7d4c3b8e2f1a0d9c8b7a65',
    });
  }
  expect(refused).toMatchObject({ outcome: 'refused', targets: ['account 987654'] });
});

test('reading leaves no event', async () => {
  const { id: start } = await newest();
  await management.listAccounts.run();
  await refusalOf(management.showAccount.run('987654'));
  await refusalOf(management.explainRefusal.run('0'.repeat(32)));
  await management.verifyAudit.run();
  expect((await newest()).id).toBe(start);
});

test('a change whose event cannot be written is not made', async () => {
  const { id } = await open();
  await database.sql('ALTER TABLE audit_head RENAME TO audit_head_away');
  try {
    expect(await refusalOf(management.suspendAccount.run(id))).toMatchObject({ code: 'unavailable' });
    expect((await management.showAccount.run(id)).account.status).toBe('active');
    expect(await refusalOf(management.suspendAccount.run('987654'))).toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(/^account: there is no account 987654 \(this refusal could not be/),
    });
  } finally {
    await database.sql('ALTER TABLE audit_head_away RENAME TO audit_head');
  }
});

test('nothing that may be a secret comes into the trail, wherever it was pasted', async () => {
  const { id, clientId } = await open();
  const { certPem, keyPem } = await makeCertificate();
  const made = `ptr_${'Ab3_'.repeat(10)}xyz`;
  const hex = 'ab12'.repeat(16);
  const digits = '8675309867';
  const tries: (() => Promise<unknown>)[] = [
    () => management.linkCertificate.run({ account: id, pem: `${certPem}${keyPem}` }),
    () => management.linkCertificate.run({ account: keyPem, pem: certPem }),
    () => management.suspendAccount.run(made),
    () => management.rotateSecret.run({ clientId, secret: new Secret(made) }),
    () => management.unlinkCertificate.run({ account: id, fingerprint: hex }),
    () => management.revokeCertificate.run({ fingerprint: hex }),
    () => management.removeClientCa.run({ fingerprint: hex }),
    () => management.signCrl.run({ ca: hex }),
    ...[made, hex, digits].flatMap((text) => [
      () => management.revokeCredential.run(text),
      () => management.rotateSecret.run({ clientId: text }),
      () => management.setContractPolicy.run({ clientId, contract: text, policy: text }),
      () => management.createCredential.run({ account: id, scopes: [text] }),
      () =>
        management.createCredential.run({ account: id, contracts: [{ contract: 'avista', policy: text }] }),
      () => management.createAccount.run({ name: 'Loja', networks: [text] }),
      () => management.createAccount.run({ name: 'Loja', taxId: text }),
      () => management.revokeSecret.run({ clientId, secretId: text }),
      () => management.revokeKey.run(text),
      () => management.disableRealmUser.run(text),
      () => management.createRealmUser.run({ account: '987654', username: text }),
      () => management.revokeTokens.run({ tokenId: text }),
      () => management.revokeTokens.run({ fingerprint: text }),
    ]),
    () => management.createCredential.run({ account: id, clientId: made }),
  ];
  for (const attempt of tries) expect((await refusalOf(attempt())).code).not.toBe('unavailable');
  const { secret } = await management.rotateSecret.run({ clientId });
  await management.createCredential.run({
    account: id,
    secret: new Secret('gopher unlit crayon sprout badge wafer'),
  });
  const events = await database.sql<{ text: string }>('SELECT e::text AS text FROM audit_event e');
  expect(events.length).toBeGreaterThan(tries.length);
  const trail = events.map(({ text }) => text).join('\n');
  const digests = await database.sql<{ digest: string }>('SELECT digest FROM credential_secret');
  const secrets = [
    made,
    hex,
    digits,
    'gopher unlit crayon sprout badge wafer',
    secret?.reveal((value) => value) ?? '',
  ];
  for (const text of [...secrets, ...digests.map(({ digest }) => digest)]) expect(trail).not.toContain(text);
  for (const line of keyPem.split('\n').filter((text) => text.length > 20)) expect(trail).not.toContain(line);
});

test("a refusal names a certificate by its first digits when one alone begins so, and an account's own before others", async () => {
  const [one, other] = [await open(), await open()];
  const mine = await makeCertificate();
  await management.linkCertificate.run({ account: one.id, pem: mine.certPem });
  const start = mine.fingerprint.slice(0, 12);
  const namedBy = async (work: Promise<unknown>): Promise<readonly string[]> => {
    await refusalOf(work);
    return (await newest()).targets;
  };
  expect(await namedBy(management.unlinkCertificate.run({ account: other.id, fingerprint: start }))).toEqual([
    `account ${other.id}`,
    `certificate ${mine.fingerprint}`,
  ]);
  // The same digits begin a second one now, which no account has.
  await database.sql(
    `INSERT INTO certificate (fingerprint, pem, serial, subject, issuer, key_type, not_before, not_after)
     SELECT decode(rpad($1, 64, '0'), 'hex'), pem, serial, subject, issuer, key_type, not_before, not_after
     FROM certificate WHERE encode(fingerprint, 'hex') = $2`,
    [start, mine.fingerprint],
  );
  const nobodys = management.unlinkCertificate.run({ account: other.id, fingerprint: start });
  expect(await namedBy(nobodys)).toEqual([`account ${other.id}`]);
  const stale = useCasesOf(whole, { ...tester, expectedVersion: 987_654 });
  const own = stale.unlinkCertificate.run({ account: one.id, fingerprint: start });
  expect(await namedBy(own)).toEqual([`account ${one.id}`, `certificate ${mine.fingerprint}`]);
});

test('who revoked a signing key is found by its kid', async () => {
  const { kid } = await management.rotateKey.run({ delaySeconds: 3600 });
  await management.revokeKey.run(kid);
  expect(await newest()).toMatchObject({ action: 'key.revoke', targets: ['signing keys', `key ${kid}`] });
});

test('the trail is listed by actor, action, target, outcome and time, page by page', async () => {
  const { id, clientId } = await open();
  await management.suspendAccount.run(id);
  await management.reactivateAccount.run(id);
  await refusalOf(management.createCredential.run({ account: id, scopes: [] }));
  const target = `account ${id}`;
  const actionsOf = async (question: Parameters<typeof management.listAudit.run>[0]): Promise<string[]> =>
    (await management.listAudit.run({ target, ...question })).events.map(({ action }) => action);
  const all = [
    'account.create',
    'credential.create',
    'account.suspend',
    'account.reactivate',
    'credential.create',
  ];
  expect(await actionsOf({})).toEqual(all);
  expect(await actionsOf({ action: 'account' })).toEqual(
    all.filter((action) => action.startsWith('account.')),
  );
  expect(await actionsOf({ action: 'account.suspend' })).toEqual(['account.suspend']);
  expect(await actionsOf({ outcome: 'refused' })).toEqual(['credential.create']);
  expect(await actionsOf({ actor: 'TES' })).toEqual(all);
  expect(await actionsOf({ actor: '%' })).toEqual([]);
  expect(await actionsOf({ actor: '987654' })).toEqual([]);
  expect((await management.listAudit.run({ target: `credential ${clientId}` })).events).toHaveLength(1);
  const { events, more } = await management.listAudit.run({ target, limit: 2 });
  expect(more).toBe(true);
  expect(events.map(({ action }) => action)).toEqual(all.slice(-2));
  const since = new Date(events[1]?.at ?? '');
  expect(await actionsOf({ since })).toEqual(['credential.create']);
  expect(await actionsOf({ until: since })).toEqual(all.slice(0, -1));
  const older = await management.listAudit.run({ target, ...(events[0] && { before: events[0].id }) });
  expect(older).toMatchObject({ more: false });
  expect(older.events.map(({ action }) => action)).toEqual(all.slice(0, -2));
  for (const question of [{ limit: 0 }, { limit: 1001 }, { before: '-1' }, { action: "';--" }]) {
    expect(await refusalOf(management.listAudit.run(question))).toMatchObject({ code: 'invalid' });
  }
});

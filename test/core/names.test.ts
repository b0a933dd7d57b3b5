import { expect, test } from 'vitest';
import { isScope } from '../../src/core/accounts/account.js';
import {
  accountTarget,
  caTarget,
  certificateTarget,
  clientCaTarget,
  credentialTarget,
  emptyAuditPosition,
  keysTarget,
  keyTarget,
  realmUserTarget,
  refreshFamilyTarget,
  tokenTarget,
} from '../../src/core/audit/audit-event.js';
import { retiringSeconds } from '../../src/core/keys/signing-key.js';
import { usernameFrom } from '../../src/core/realm/realm-user.js';
import { familySecondsMax } from '../../src/core/realm/refresh-family.js';
import {
  accountIdFrom,
  clientIdFrom,
  familyIdFrom,
  fingerprintFrom,
  tokenIdFrom,
} from '../../src/core/shared/ids.js';
import { revocationMarginSeconds, tokenLifetimeSecondsMax } from '../../src/core/tokens/revocation.js';

test('a scope is printable ASCII without space, quote and backslash (RFC 6749 section 3.3)', () => {
  for (let code = 0; code < 256; code += 1) {
    const character = String.fromCharCode(code);
    const allowed = code > 0x20 && code < 0x7f && character !== '"' && character !== '\\';
    expect([code, isScope(`a${character}`)]).toEqual([code, allowed]);
  }
  expect([isScope(''), isScope('x'.repeat(64)), isScope('x'.repeat(65))]).toEqual([false, true, false]);
});

test('a username is folded to lower case and has 3 to 128 characters of a-z 0-9 . @ _ + -', () => {
  expect(usernameFrom(' Ana@Loja.example ')).toBe('ana@loja.example');
  expect(usernameFrom('a_b+c-9.')).toBe('a_b+c-9.');
  for (const length of [3, 128]) expect(usernameFrom('x'.repeat(length))).toBe('x'.repeat(length));
  for (const text of ['', 'ab', 'x'.repeat(129), 'a b c', 'joão', 'ana/1'])
    expect([text, usernameFrom(text)]).toEqual([text, null]);
});

test('the audit trail names what an event is about by noun and id', () => {
  const fingerprint = fingerprintFrom('ab'.repeat(32));
  const [account, client] = [accountIdFrom('7'), clientIdFrom('loja')];
  const family = familyIdFrom('0199f1de-7d4f-7abc-8def-00000000000f');
  if (!fingerprint || !account || !client || !family) throw new Error('the fixtures are not ids');
  expect([
    accountTarget(account),
    credentialTarget(client),
    caTarget(fingerprint),
    clientCaTarget(fingerprint),
    certificateTarget(fingerprint),
    keysTarget,
    keyTarget('k1'),
    realmUserTarget('ana'),
    refreshFamilyTarget(family),
    tokenTarget(tokenIdFrom('t')),
  ]).toEqual([
    'account 7',
    'credential loja',
    `ca ${fingerprint}`,
    `client-ca ${fingerprint}`,
    `certificate ${fingerprint}`,
    'signing keys',
    'key k1',
    'realm-user ana',
    `refresh-family ${family}`,
    'token t',
  ]);
  expect(emptyAuditPosition).toEqual({ id: '0', hash: '0000000000000000'.repeat(4) });
});

test('a retiring key outlives every token that it signed, and every login ends after 14 days', () => {
  expect(retiringSeconds).toBe(tokenLifetimeSecondsMax + revocationMarginSeconds);
  expect([tokenLifetimeSecondsMax, revocationMarginSeconds]).toEqual([3600, 300]);
  expect(familySecondsMax).toBe(1_209_600);
});

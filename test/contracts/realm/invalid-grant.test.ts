import { beforeAll, expect, test } from 'vitest';
import { eventually } from '../../http/proxied-app.js';
import type { TestUser } from '../../support/accounts.js';
import type { Answer, Asking } from '../../support/ask.js';
import { makeCertificate } from '../../support/certificates.js';
import type { TestApp } from '../../support/test-app.js';
import { shown } from '../pix/ask-pix.js';
import { askRealm, logIn, login, openRealm, refresh } from './ask-realm.js';

let app: TestApp;
let good: TestUser;
let account: string;
beforeAll(async () => {
  app = await openRealm();
  account = (await app.accounts.create()).id;
  good = await app.accounts.addUser(account);
});

const userOf = async (input: Parameters<TestApp['accounts']['create']>[0]): Promise<TestUser> =>
  app.accounts.addUser((await app.accounts.create(input)).id);

/** Why a refused login is refused, and the reason that is kept of it. */
const logins: Record<string, [reason: string, make: () => Promise<[TestUser, Asking?]>]> = {
  'a user who is not there': [
    'unknown_user',
    async () => Promise.resolve([{ ...good, username: 'unknown-user' }]),
  ],
  'what no user can be called': [
    'unknown_user',
    async () => Promise.resolve([{ ...good, username: 'a b\0\u{1f511}' }]),
  ],
  'a wrong password': [
    'wrong_password',
    async () => Promise.resolve([{ ...good, password: 'another password' }]),
  ],
  'a password of the shape of a secret that we make': [
    'wrong_password',
    async () => Promise.resolve([{ ...good, password: `ptr_${'x'.repeat(43)}` }]),
  ],
  'a disabled user': [
    'user_disabled',
    async () => [await app.accounts.addUser(account, { status: 'disabled' })],
  ],
  'a suspended account': ['account_suspended', async () => [await userOf({ status: 'suspended' })]],
  'an address outside the networks of the account': [
    'network_not_allowed',
    async () => [await userOf({ networks: ['203.0.113.0/24'] })],
  ],
  'an operator, who has no business here': [
    'wrong_listener',
    async () => [await userOf({ kind: 'operator' })],
  ],
  'another listener': ['wrong_listener', async () => Promise.resolve([good, { listener: 'admin' }])],
  'a certificate that is not linked': [
    'certificate_not_linked',
    async () => [good, { headers: shown((await makeCertificate()).certPem) }],
  ],
};

const reasonOf = async (answer: Answer): Promise<{ reason: string; account: string | null }> =>
  eventually(async () => {
    const [row] = await app.database.sql<{ reason: string; account: string | null }>(
      'SELECT reason, account_id::text AS account FROM refusal WHERE request_id = $1 AND contract = $2',
      [answer.headers['x-request-id'], 'realm'],
    );
    return row;
  });

/** But for what differs between any two answers. */
const bytesOf = ({ status, headers, body }: Answer): unknown => ({
  status,
  headers: { ...headers, date: '', 'x-request-id': '' },
  body,
});

test.each(Object.entries(logins))(
  '%s gets the same bytes, and its cause is kept',
  async (_name, [reason, make]) => {
    const wrong = await askRealm(app, login({ ...good, password: 'quite another password' }));
    const [user, asking] = await make();
    const answer = await askRealm(app, login(user), asking);
    expect(answer.json()).toEqual({
      error: 'invalid_grant',
      error_description: 'The user name, password or refresh token is not accepted',
    });
    expect(bytesOf(answer)).toEqual(bytesOf(wrong));
    const kept = await reasonOf(answer);
    expect(kept.reason).toBe(reason);
    expect(kept.account === null).toBe(reason === 'unknown_user');
  },
);

test('nothing that was typed as a name or a password is in what is kept of a refusal', async () => {
  const typed = { username: 'my-secret-as-a-name', password: 'my-password-in-its-place' };
  const answer = await askRealm(app, login({ ...good, ...typed }));
  await reasonOf(answer);
  const rows = await app.database.sql('SELECT r::text AS row FROM refusal r');
  for (const text of [JSON.stringify(rows), app.log()]) {
    expect(text).not.toContain(typed.username);
    expect(text).not.toContain(typed.password);
  }
});

test('a refresh is refused by the same bytes, whatever speaks against it, and each cause is kept', async () => {
  const session = await logIn(app, good);
  const used = session.refresh_token;
  const bytes = Buffer.from(used.slice(4), 'base64url');
  /** With one bit of it turned round. */
  const changed = (index: number): string => {
    const copy = Buffer.from(bytes);
    copy[index] = (copy[index] ?? 0) ^ 1;
    return `ptr_${copy.toString('base64url')}`;
  };
  await askRealm(app, refresh(used));
  await app.database.sql(
    `UPDATE refresh_family SET rotated_at = rotated_at - interval '1 minute' WHERE id = $1`,
    [session.session_state],
  );
  const forged: [string, string][] = [
    ['refresh_token_unknown', 'nonsense'],
    ...[0, 15, 19, 20, 51].map((index): [string, string] => ['refresh_token_unknown', changed(index)]),
    ['refresh_token_unknown', `${used} `],
    ['refresh_token_unknown', session.access_token],
    ['refresh_token_reused', used],
    ['refresh_token_revoked', used],
  ];
  const first = await askRealm(app, refresh('x'));
  for (const [reason, token] of forged) {
    const answer = await askRealm(app, refresh(token));
    expect(bytesOf(answer)).toEqual(bytesOf(first));
    expect((await reasonOf(answer)).reason, token).toBe(reason);
  }
});

test('base64url that means the same bytes in other letters is not the same token', async () => {
  const { refresh_token: token } = await logIn(app, good);
  // Of a token of an earlier release the last letter can be another: test/crypto/refresh-tokens.test.ts.
  const sibling = `${token}=`;
  expect(Buffer.from(sibling.slice(4), 'base64url')).toEqual(Buffer.from(token.slice(4), 'base64url'));
  expect((await askRealm(app, refresh(sibling))).status).toBe(400);
  expect((await askRealm(app, refresh(token))).status).toBe(200);
});

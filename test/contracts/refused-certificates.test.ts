import { beforeAll, expect, test } from 'vitest';
import { type IssuedCertificate, serverAuth } from '../../src/cli/deployment/pki.js';
import { icpBrasilTaxId } from '../../src/cli/deployment/pki-names.js';
import type { Listener } from '../../src/core/tokens/token-request.js';
import type { AccountInput } from '../support/accounts.js';
import { type Answer, type Asking, askToken } from '../support/ask.js';
import { later, longAgo, makeCertificate } from '../support/certificates.js';
import { startApp, type TestApp } from '../support/test-app.js';
import { askForm, askJson, basic, type Client, posted, published } from './pix/ask-pix.js';
import { askRealm, logIn, login, refresh } from './realm/ask-realm.js';
import { askService } from './service-token/ask-service-token.js';

const cnpj = '12ABC34501DE35';
const carrying = (taxId: string) => ({ subjectAltNames: { other: [icpBrasilTaxId(taxId)] } });

/** Made once; all but the last two are linked to the account that is asked for. */
const makers = {
  good: () => makeCertificate(carrying(cnpj)),
  expired: () => makeCertificate({ ...carrying(cnpj), ...longAgo }),
  future: () => makeCertificate({ ...carrying(cnpj), ...later }),
  servers: () => makeCertificate({ ...carrying(cnpj), extendedKeyUsage: [serverAuth] }),
  weak: () => makeCertificate({ ...carrying(cnpj), keyType: 'rsa-1024' }),
  taxId: () => makeCertificate(carrying('12345678000195')),
  revoked: () => makeCertificate(carrying(cnpj)),
  others: () => makeCertificate(carrying(cnpj)),
  unlinked: () => makeCertificate(carrying(cnpj)),
} as const;
type Name = keyof typeof makers;
const linkedNames = ['good', 'expired', 'future', 'servers', 'weak', 'taxId', 'revoked'] as const;

/** How a listener forwards a certificate; `text` replaces the certificate. */
interface Shown {
  readonly certificate?: Name;
  readonly text?: string;
  readonly sslClientVerify?: string;
}

const failed = 'FAILED:unable to verify the first certificate';
const inHandshake: Readonly<Record<string, Shown>> = {
  'no certificate': {},
  'an untrusted certificate that is linked': { certificate: 'good', sslClientVerify: failed },
  'an untrusted certificate that is not linked': { certificate: 'unlinked', sslClientVerify: failed },
  'an expired certificate': { certificate: 'expired' },
  'an expired certificate that NGINX refused': {
    certificate: 'expired',
    sslClientVerify: 'FAILED:has expired',
  },
  'a certificate that is not valid yet': { certificate: 'future' },
  'a certificate for servers': { certificate: 'servers' },
  'a certificate with a weak key': { certificate: 'weak' },
  'a certificate with another CNPJ': { certificate: 'taxId' },
  'a revoked certificate': { certificate: 'revoked' },
  'a certificate that is linked to no account': { certificate: 'unlinked' },
  'a certificate that is linked to another account': { certificate: 'others' },
  'a certificate without a result': { certificate: 'good', sslClientVerify: '' },
  'a header that cannot be read': { text: 'no-certificate' },
  'a PEM that is cut off': { text: encodeURIComponent('-----BEGIN CERTIFICATE-----\nMIIB') },
};
const verified = Object.entries(inHandshake).filter(
  ([, { sslClientVerify }]) => sslClientVerify === undefined,
);
type Send = (app: TestApp, client: Client, asking: Asking) => Promise<Answer>;

/** `Row`: one way to prove a secret in a contract whose policy demands a certificate. */
interface Row {
  readonly input: AccountInput;
  readonly send: Send;
  readonly listener?: Listener;
  readonly states?: readonly (readonly [string, Shown])[];
  /** What the right secret gets with the good certificate; without it that is a refusal as well. */
  readonly accepted?: number;
}

const form: Send = (app, client, asking) => askForm(app, posted(client), asking);
const json: Send = (app, client, asking) => askJson(app, published(client), asking);
const withBasic: Send = (app, client, { headers, ...asking }) =>
  askForm(
    app,
    { grant_type: 'client_credentials' },
    { ...asking, headers: { ...headers, authorization: basic(client) } },
  );
const inquiry =
  (path: string): Send =>
  (app, client, { headers, ...asking }) =>
    askForm(
      app,
      { token: 'a.b.c' },
      { ...asking, path, headers: { ...headers, authorization: basic(client) } },
    );
const avista: Send = (app, client, asking) => askToken(app, client, null, asking);

const atHeader = { listener: 'header', states: verified } as const;
const inHeader = [...verified, ['a certificate in a header alone', { certificate: 'good' }]] as const;

const rows = {
  'avista with policy tls': { input: { policy: 'tls' }, send: avista, accepted: 201 },
  'avista with policy header': { input: { policy: 'header' }, send: avista, accepted: 201, ...atHeader },
  'avista with policy tls, at the header listener': {
    ...{ input: { policy: 'tls' }, send: avista, listener: 'header', states: inHeader },
  },
  'avista for operators': {
    ...{ input: { kind: 'operator', policy: 'tls' }, send: avista, listener: 'admin', accepted: 201 },
  },
  'pix in JSON': { input: { pix: 'tls' }, send: json, accepted: 200 },
  'pix in a form': { input: { pix: 'tls' }, send: form, accepted: 200 },
  'pix with HTTP Basic': { input: { pix: 'tls' }, send: withBasic, accepted: 200 },
  'pix with policy header': { input: { pix: 'header' }, send: form, accepted: 200, ...atHeader },
  'pix with policy tls, at the header listener': {
    ...{ input: { pix: 'tls' }, send: form, listener: 'header', states: inHeader },
  },
  'pix for a client of avista': { input: { policy: 'tls' }, send: form },
  'pix for a client of avista, at the header listener': {
    ...{ input: { policy: 'tls' }, send: form, listener: 'header', states: inHeader },
  },
  introspection: { input: { pix: 'tls' }, send: inquiry('/oauth/introspect'), accepted: 200 },
  revocation: { input: { pix: 'tls' }, send: inquiry('/oauth/revoke'), accepted: 200 },
  'service-token for a client of avista': { input: { policy: 'tls' }, send: askService },
  'service-token': { input: { policy: null, serviceToken: 'tls' }, send: askService, accepted: 200 },
} satisfies Readonly<Record<string, Row>>;

let app: TestApp;
const certificates = new Map<Name, IssuedCertificate>();
beforeAll(async () => {
  app = await startApp({ environment: { PORTARIA_CONTRACTS: 'avista,pix,realm,service-token' } });
  for (const [name, make] of Object.entries(makers)) certificates.set(name as Name, await make());
  await app.accounts.create({ certificate: pemOf('others') });
});

const pemOf = (name: Name): string => certificates.get(name)?.certPem ?? '';

const openAccount = async (input: AccountInput) => {
  const account = await app.accounts.create({ ...input, taxId: cnpj, taxIdOnCertificate: true });
  for (const name of linkedNames) await app.accounts.link(account.id, pemOf(name));
  await app.database.sql('UPDATE certificate SET revoked_at = now() WHERE fingerprint = $1', [
    Buffer.from(certificates.get('revoked')?.fingerprint ?? '', 'hex'),
  ]);
  return account;
};

const askingWith = (
  { certificate, text, sslClientVerify = 'SUCCESS' }: Shown,
  listener: Listener = 'tls',
): Asking => {
  const shown = text ?? (certificate ? encodeURIComponent(pemOf(certificate)) : '');
  if (shown === '') return { listener };
  return listener === 'header'
    ? { listener, headers: { 'x-header-client-cert': shown } }
    : { listener, headers: { 'x-ssl-client-cert': shown, 'x-ssl-client-verify': sslClientVerify } };
};

/** But for what differs between any two answers. */
const bytesOf = ({ status, headers: { date: _, ...headers }, body }: Answer) => {
  const id = String(headers['x-request-id']);
  return { status, body: body.replaceAll(id, 'ID'), headers: { ...headers, 'x-request-id': 'ID' } };
};

/** Two secrets, one of them right, get the same bytes in every state. */
const expectSameBytes = async (
  ask: (secret: 'right' | 'wrong', asking: Asking) => Promise<Answer>,
  { listener, states = Object.entries(inHandshake) }: Pick<Row, 'listener' | 'states'>,
): Promise<void> => {
  for (const [state, shown] of states) {
    const asking = askingWith(shown, listener);
    const right = bytesOf(await ask('right', asking));
    expect([state, right]).toEqual([state, bytesOf(await ask('wrong', asking))]);
    expect([state, Math.floor(right.status / 100)]).toEqual([state, 4]);
  }
};

const good = { certificate: 'good' } as const;

test.each(Object.entries<Row>(rows))(
  '%s: no certificate that is refused tells whether the secret is right',
  async (_name, row) => {
    const account = await openAccount(row.input);
    const wrong = { ...account, clientSecret: `ptr_${'x'.repeat(43)}` };
    const ask = (secret: 'right' | 'wrong', asking: Asking): Promise<Answer> =>
      row.send(app, secret === 'right' ? account : wrong, asking);
    await expectSameBytes(ask, row);
    if (row.accepted === undefined) return;
    const answer = await ask('right', askingWith(good, row.listener));
    expect(answer.status).toBe(row.accepted); // It was right all the time.
  },
);

const some = ['no certificate', 'an expired certificate', 'a certificate that is linked to no account'];

test.each(['avista with policy tls', 'pix in a form', 'service-token'] as const)(
  '%s: nor whether a custom secret is, which costs more',
  async (name) => {
    const { input, send } = rows[name];
    const account = await openAccount({ ...input, customSecret: 'a chosen secret' });
    const wrong = { ...account, clientSecret: 'a guessed secret' };
    await expectSameBytes((secret, asking) => send(app, secret === 'right' ? account : wrong, asking), {
      states: Object.entries(inHandshake).filter(([state]) => some.includes(state)),
    });
  },
);

test('realm: no certificate that is refused tells whether a password is right', async () => {
  const user = await app.accounts.addUser((await openAccount({})).id);
  const wrong = { ...user, password: 'wrong horse battery' };
  const states = Object.entries(inHandshake).filter(([state]) => state !== 'no certificate');
  const ask = (secret: 'right' | 'wrong', asking: Asking): Promise<Answer> =>
    askRealm(app, login(secret === 'right' ? user : wrong), asking);
  await expectSameBytes(ask, { states });
  expect((await ask('right', askingWith(good))).status).toBe(200);
});

test('realm: no certificate that is refused tells whether a refresh token is right, in a login that began with one', async () => {
  const user = await app.accounts.addUser((await openAccount({})).id);
  const { refresh_token: token } = await logIn(app, user, askingWith(good));
  const wrong = `ptr_${'x'.repeat(token.length - 4)}`;
  const ask = (secret: 'right' | 'wrong', asking: Asking): Promise<Answer> =>
    askRealm(app, refresh(secret === 'right' ? token : wrong), asking);
  await expectSameBytes(ask, {});
  expect((await ask('right', askingWith(good))).status).toBe(200);
});

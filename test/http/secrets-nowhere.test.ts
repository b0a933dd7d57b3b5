import { createHash, randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { createCa, issueCertificate } from '../../src/cli/deployment/pki.js';
import { Sealer } from '../../src/crypto/sealer.js';
import {
  currently,
  listenerSecrets,
  type OpenListener,
  percentEncoded,
  type Request,
  sendRaw,
} from './nginx/support.js';
import { eventually, type Merchant, type ProxiedApp, startProxiedApp } from './proxied-app.js';
import { encodingsFound, encodingsOf, linesOf } from './secret-encodings.js';

/**
 * Secrets are planted wherever people put them, right and wrong, through the real NGINX into the real application and its
 * database; then everything that is kept or was answered is searched for them, in every encoding that a program might
 * have made of them.
 */
const path = '/api/auth/token';
const generatedShape = (): string => `ptr_${randomBytes(32).toString('base64url')}`;

const planted = {
  chosen: 'Planted-chosen+secret/of=the%merchant 1',
  wrongChosen: 'Planted-wrong+secret/of=a%guess 2',
  wrongMade: generatedShape(),
  chosenAsClientId: 'Planted-secret_in.the-client-id-3',
  generatedAsClientId: generatedShape(),
  inQuery: 'Planted-secret-in-the-query-string-4',
  inPath: 'Planted-secret-in-the-path-5',
  inHeader: 'Planted-secret-in-a-header-6',
  inOtherField: 'Planted-secret-in-another-field-7',
  ofWrongType: 'Planted-secret-of-the-wrong-type-8',
  notJson: 'Planted-secret-in-what-is-not-json-9',
  inPlainHttp: 'Planted-secret-in-plain-http-10',
  inAddress: 'Planted-secret-in-the-host-header-11',
  inForm: 'Planted-secret/in+a form-12',
  inBasic: 'Planted-secret:in%basic-13',
  inScope: 'Planted-secret-in-the-scope-14',
  asToken: 'Planted-secret-that-is-no-token-15',
};
/** What proves that the search would find: it is put into the tables in every encoding. */
const control = 'Planted-control-value/that+must=be%found 0';

let proxied: ProxiedApp;
let merchant: Merchant;
let chooser: Merchant;
const answers: string[] = [];
const tokens: string[] = [];
const dumps = new Map<string, string>();

/** In the words of whichever contract. */
const tokenIn = ({ status, body: text }: { status: number; body: string }): string | null => {
  if (status !== 200 && status !== 201) return null;
  const { access_token: token, response } = JSON.parse(text) as Partial<
    Record<'access_token' | 'response', string>
  >;
  return token ?? response ?? null;
};

/** Asks, and keeps what is not a token: status, headers and body. */
const ask = async (listener: OpenListener, request: Request): Promise<number> => {
  const answer = await proxied.proxy.ask(listener, {
    path,
    ...request,
    headers: { 'content-type': 'application/json', ...request.headers },
  });
  const token = tokenIn(answer);
  if (token !== null) tokens.push(token);
  else answers.push(`${answer.rawHeaders.join('\n')}\n${answer.body}`);
  return answer.status;
};

const body = (fields: unknown): string => JSON.stringify(fields);
const bodyOf = ({ clientId, clientSecret }: Merchant): string => body({ clientId, clientSecret });

/** Each returns the statuses in the order of its requests. */
const plantRight = async (): Promise<number[]> => [
  await ask('tls', { client: merchant.certificate, body: bodyOf(merchant) }),
  await ask('tls', { client: chooser.certificate, body: bodyOf(chooser) }),
  await ask('header', {
    headers: { 'X-SSL-Client-Cert': percentEncoded(merchant.certificate.certPem) },
    body: bodyOf(merchant),
  }),
];

const plantInBodies = async (): Promise<number[]> => {
  const client = merchant.certificate;
  const { clientId, clientSecret } = merchant;
  const bodies = [
    body({ clientId, clientSecret: planted.wrongChosen }),
    body({ clientId, clientSecret: planted.wrongMade }),
    body({ clientId: planted.chosenAsClientId, clientSecret }),
    body({ clientId: planted.generatedAsClientId, clientSecret: planted.wrongMade }),
    body({ clientId: clientSecret, clientSecret }),
    body({ clientId: planted.chosen, clientSecret: planted.wrongChosen }),
    body({ clientId, clientSecret: client.keyPem, note: planted.inOtherField }),
    body({ clientId: { secret: planted.ofWrongType }, clientSecret: [planted.ofWrongType] }),
    body([planted.ofWrongType]),
    `{"clientId":"${clientId}","clientSecret":${planted.notJson}`,
    body({ clientId, clientSecret: planted.chosen, [planted.inOtherField]: planted.inOtherField }),
    body({ clientId, clientSecret, padding: planted.inOtherField.repeat(2000) }),
  ];
  const statuses: number[] = [];
  for (const text of bodies) statuses.push(await ask('tls', { client, body: text }));
  return statuses;
};

const formType = { 'content-type': 'application/x-www-form-urlencoded' };
const basicOf = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

/** The other contracts, and what stands around their token endpoints. */
const plantInForms = async (): Promise<number[]> => {
  const { clientId, clientSecret, certificate: client } = merchant;
  const form = (path: string, fields: Record<string, string>, authorization?: string): Promise<number> =>
    ask('tls', {
      path,
      client,
      body: new URLSearchParams(fields).toString(),
      headers: { ...formType, ...(authorization && { authorization }) },
    });
  const [token, service] = ['/oauth/token', '/avxapi/acctmgmt-get-service-token'];
  const grant = { grant_type: 'client_credentials' };
  const right = { client_id: clientId, client_secret: clientSecret };
  return [
    await form(token, { ...grant, ...right }),
    await form(token, grant, basicOf(clientId, clientSecret)),
    await form(token, { ...grant, client_id: clientId, client_secret: planted.inForm }),
    await form(token, { ...grant, client_id: planted.inForm, client_secret: clientSecret }),
    await form(token, grant, basicOf(clientId, planted.inBasic)),
    await form(token, { ...grant, ...right, scope: planted.inScope }),
    await form(token, { grant_type: clientSecret, ...right }),
    await form(token, { ...grant, ...right }, basicOf(clientId, clientSecret)),
    await form(service, grant, basicOf(clientId, `${clientSecret}\n`)),
    await form(`${service}?gwsource=${planted.inQuery}`, grant, basicOf(clientId, planted.inBasic)),
    await form('/oauth/introspect', { token: tokens[0] ?? '', ...right }),
    await form('/oauth/introspect', { token: planted.asToken, ...right }),
    await form('/oauth/revoke', { token: planted.asToken, token_type_hint: planted.inForm, ...right }),
    await form('/oauth/revoke', {
      token: tokens.at(-1) ?? '',
      client_id: clientId,
      client_secret: planted.inForm,
    }),
  ];
};

const plantAround = async (): Promise<number[]> => {
  const client = merchant.certificate;
  const secret = planted.inHeader;
  const otherAuthority = await createCa({ commonName: 'Another Authority', ...currently });
  const untrusted = await issueCertificate(otherAuthority, { commonName: 'loja.example', ...currently });
  const headers = {
    Authorization: `Bearer ${tokens[0] ?? ''}`,
    Cookie: secret,
    Referer: `https://example.com/?secret=${secret}`,
    'User-Agent': secret,
    'X-Request-Id': secret,
    'X-Forwarded-For': secret,
    'X-Portaria-Listener': listenerSecrets.admin,
    'X-SSL-Client-Cert': percentEncoded(client.certPem),
  };
  const wrong = body({ clientId: merchant.clientId, clientSecret: planted.wrongChosen });
  const inHeader = (text: string): Request => ({ body: wrong, headers: { 'X-SSL-Client-Cert': text } });
  const requests: readonly [OpenListener, Request][] = [
    ['tls', { client, headers, body: wrong, path: `${path}?clientSecret=${planted.inQuery}` }],
    ['tls', { client, headers: { ...headers, 'content-type': secret }, body: bodyOf(merchant) }],
    ['tls', { client: untrusted, headers, body: bodyOf(merchant) }],
    ['tls', { headers, body: bodyOf(merchant) }],
    ['tls', { client, method: 'GET', path: `/api/auth/whoami/${planted.inPath}`, headers }],
    [
      'admin',
      { client, method: 'GET', path: `/api/admin/a/${planted.inPath}?s=${planted.inQuery}`, headers },
    ],
    ['admin', { client, method: 'GET', path: `/api/admin/%ff${planted.inPath}`, headers }],
    ['admin', { client, headers, body: bodyOf(merchant) }],
    ['header', inHeader(percentEncoded(client.keyPem))],
    ['header', inHeader(percentEncoded(client.certPem + client.keyPem))],
    ['header', inHeader(percentEncoded(client.certPem).replaceAll('%20', '+'))],
    ['header', inHeader(percentEncoded(percentEncoded(client.certPem)))],
    ['header', inHeader(`${secret}%zz`)],
    ['header', inHeader(secret.repeat(2000))],
    ['header', inHeader(percentEncoded(untrusted.certPem))],
  ];
  const statuses: number[] = [];
  for (const [listener, request] of requests) statuses.push(await ask(listener, request));
  const raw = `POST ${path}?s=${planted.inQuery} HTTP/1.1\r\nHost: ${planted.inAddress}\r\nX: a\r\n${planted.inPath}\r\n\r\n`;
  answers.push(await sendRaw(proxied.proxy, 'tls', raw));
  answers.push(await sendRaw(proxied.proxy, 'tls', `${planted.inPath}\r\n\r\n`));
  answers.push(
    await sendRaw(proxied.proxy, 'tls', `GET /${planted.inPlainHttp} HTTP/1.1\r\n\r\n`, { plain: true }),
  );
  return statuses;
};

/** The database fails in the middle of a request, and then the whole application is gone. */
const plantInFailures = async (): Promise<number[]> => {
  const { sql } = proxied.app.database;
  const request = { client: chooser.certificate, body: bodyOf(chooser) };
  await sql('ALTER TABLE account RENAME TO gone');
  const withoutTable = await ask('tls', request);
  await sql('ALTER TABLE gone RENAME TO account');
  await sql(`CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'row %', NEW USING ERRCODE = 'data_exception'; END $$`);
  await sql('CREATE TRIGGER never BEFORE INSERT ON token_issuance FOR EACH ROW EXECUTE FUNCTION never()');
  const withoutRecord = await ask('tls', request);
  await sql('DROP TRIGGER never ON token_issuance');
  await proxied.app.server.close();
  return [withoutTable, withoutRecord, await ask('tls', request)];
};

/** Every row of every table, partitions included, as PostgreSQL prints it. */
const dump = async (): Promise<void> => {
  const { sql } = proxied.app.database;
  const tables = await sql<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
  );
  for (const { name } of tables) {
    const rows = await sql<{ row: string }>(`SELECT t::text AS row FROM ONLY ${name} AS t`);
    dumps.set(name, rows.map(({ row }) => row).join('\n'));
  }
};

let statuses: number[][];

beforeAll(async () => {
  proxied = await startProxiedApp({ environment: { PORTARIA_CONTRACTS: 'pix,service-token' } });
  merchant = await proxied.merchant({ policy: 'header', pix: 'tls', serviceToken: 'tls' });
  chooser = await proxied.merchant({ customSecret: planted.chosen });
  statuses = [
    await plantRight(),
    await plantInBodies(),
    await plantInForms(),
    await plantAround(),
    await plantInFailures(),
  ];
  const { sql } = proxied.app.database;
  for (const name of encodingsOf(control)) {
    await sql(`INSERT INTO account (name, kind) VALUES ($1, 'merchant')`, [name]);
  }
  const refusals = await eventually(async () => {
    const found = await sql<{ reason: string }>('SELECT DISTINCT reason FROM refusal');
    return found.some(({ reason }) => reason === 'unavailable') ? found : null;
  });
  expect(refusals.length).toBeGreaterThanOrEqual(6);
  await dump();
}, 180_000);

/** Everything that must be nowhere, by name. */
const secrets = async (): Promise<Record<string, string | Buffer>> => {
  const { environment, database } = proxied.app;
  const masterKey = Buffer.from(environment['PORTARIA_MASTER_KEY'] ?? '', 'base64');
  const [key] = await database.sql<{ kid: string; algorithm: string; use: string; sealed: Buffer }>(
    `SELECT * FROM signing_key WHERE algorithm = 'HS256'`,
  );
  if (!key) throw new Error('there is no signing key');
  const pems = { 'private key': merchant.certificate.keyPem, certificate: merchant.certificate.certPem };
  return {
    ...planted,
    'secret that the gateway made': merchant.clientSecret,
    'proxy secret tls': listenerSecrets.tls,
    'proxy secret header': listenerSecrets.header,
    'proxy secret admin': listenerSecrets.admin,
    'proxy secret gateway': listenerSecrets.gateway,
    'master key': masterKey,
    pepper: Buffer.from(environment['PORTARIA_PEPPER'] ?? '', 'base64'),
    'signing key': new Sealer(() => masterKey).open(key.sealed, `${key.kid}|${key.algorithm}|${key.use}`),
    'database password': 'portaria_login:login@',
    ...Object.fromEntries(tokens.map((token, at) => [`token ${String(at)}`, token])),
    ...Object.fromEntries(tokens.map((token, at) => [`signature ${String(at)}`, token.split('.')[2] ?? ''])),
    ...Object.fromEntries(
      Object.entries(pems).flatMap(([name, pem]) =>
        linesOf(pem).map((line, at) => [`${name}, line ${String(at)}`, line]),
      ),
    ),
    'plain SHA-256 of a secret': createHash('sha256').update(merchant.clientSecret).digest(),
  };
};

const found = async (haystack: string): Promise<string[]> =>
  Object.entries(await secrets())
    .filter(([, secret]) => encodingsFound(secret, haystack).length > 0)
    .map(([name]) => name);

test('the requests went where they should: tokens, every kind of refusal, failures', () => {
  const [right, inBodies, inForms, around, failures] = statuses;
  expect(right).toEqual([201, 201, 201]);
  expect(inBodies).toEqual([401, 401, 401, 401, 401, 400, 400, 400, 400, 400, 401, 413]);
  expect(inForms).toEqual([200, 200, 400, 400, 401, 400, 400, 400, 200, 400, 200, 200, 200, 401]);
  // The seventh is a path that cannot be decoded: NGINX says 404 by itself.
  expect(around).toEqual([401, 415, 401, 400, 404, 404, 404, 401, 400, 400, 400, 400, 400, 431, 401]);
  expect(failures).toEqual([503, 500, 503]);
});

test('the search finds: a control value in every encoding, and what may be kept where it is kept', async () => {
  expect(encodingsFound(control, dumps.get('public.account') ?? '')).toEqual(encodingsOf(control));
  expect(encodingsFound(merchant.clientId, proxied.app.log())).not.toEqual([]);
  const requestId = /"requestId":"([0-9a-f]{32})"/.exec(answers.join('\n'))?.[1] ?? '';
  expect(await proxied.proxy.logs()).toContain(requestId);
  const refusals = [...dumps].filter(([name, text]) => name.startsWith('public.refusal_2') && text !== '');
  expect(refusals.map(([, text]) => text).join('\n')).toContain(merchant.clientId);
  expect(await found(`so ${planted.inQuery} far`)).toEqual(['inQuery']);
});

test('no log line of NGINX contains a secret', async () => {
  expect(await found(await proxied.proxy.logs())).toEqual([]);
});

test('no log line of the application contains a secret', async () => {
  expect(await found(proxied.app.log())).toEqual([]);
});

test('no answer but the token itself contains a secret', async () => {
  expect(answers.length).toBeGreaterThan(25);
  expect(await found(answers.join('\n'))).toEqual([]);
});

test('no row of any table contains a secret; the one place of a certificate is certificate.pem', async () => {
  const pems = await proxied.app.database.sql<{ pem: string }>('SELECT pem FROM certificate');
  expect(pems.map(({ pem }) => pem)).toContain(merchant.certificate.certPem);
  const rows = pems.reduce(
    (text, { pem }) => text.replaceAll(pem, ''),
    dumps.get('public.certificate') ?? '',
  );
  const all = [...dumps, ['public.certificate', rows] as const];
  expect(all.length).toBeGreaterThan(30);
  for (const [name, text] of new Map(all)) expect([name, await found(text)]).toEqual([name, []]);
});

import { beforeAll, expect, test } from 'vitest';
import { eventually, type ProxiedApp, startProxiedApp } from '../../http/proxied-app.js';
import { encodingsFound, encodingsOf } from '../../http/secret-encodings.js';
import { login, refresh, type Session, tokenPath } from './ask-realm.js';

/**
 * As `test/http/secrets-nowhere.test.ts` does it for clients: passwords and refresh tokens, right and wrong, in every place where people
 * put them, through the real NGINX; then everything that is kept or was logged is searched for them.
 */
const planted = {
  password: 'Planted-password+of/the=user 1',
  wrongPassword: 'Planted-wrong/password+of=a guess 2',
  passwordAsName: 'planted-password-as-the-name-3',
  passwordAsClient: 'Planted-password-as-the-client-4',
  passwordAsScope: 'Planted-password-as-the-scope-5',
  passwordAsGrant: 'Planted-password-as-the-grant-6',
  refreshTokenThatIsNone: 'ptr_Planted-refresh-token-that-is-none-7',
  inQuery: 'Planted-password-in-the-query-8',
  inRealm: 'Planted-password-as-the-realm-9',
  inOtherField: 'Planted-password-in-another-field-10',
};

let proxied: ProxiedApp;
const given: string[] = [];
const refused: string[] = [];

const ask = async (form: Record<string, string>, path = tokenPath): Promise<number> => {
  const answer = await proxied.proxy.ask('tls', {
    path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
  if (answer.status === 200) {
    const { access_token: access, refresh_token: token } = JSON.parse(answer.body) as Session;
    given.push(access, access.split('.')[2] ?? '', token);
  } else refused.push(answer.body);
  return answer.status;
};

beforeAll(async () => {
  proxied = await startProxiedApp({
    environment: { PORTARIA_CONTRACTS: 'avista,pix,realm' },
    nginx: { PORTARIA_RATE_LIMIT: 'off' },
  });
  const { id } = await proxied.merchant();
  const user = await proxied.app.accounts.addUser(id, { password: planted.password });
  const right = login(user);
  expect(await ask(right)).toBe(200);
  const used = given.at(-1) ?? '';
  expect(await ask(refresh(used))).toBe(200);
  await proxied.app.database.sql(`UPDATE refresh_family SET rotated_at = rotated_at - interval '1 minute'`);
  const statuses = [
    await ask(refresh(used)),
    await ask(refresh(used)),
    await ask(refresh(planted.refreshTokenThatIsNone)),
    await ask({ ...right, password: planted.wrongPassword }),
    await ask({ ...right, username: planted.passwordAsName }),
    await ask({ ...right, client_id: planted.passwordAsClient }),
    await ask({ ...right, scope: planted.passwordAsScope }),
    await ask({ ...right, grant_type: planted.passwordAsGrant }),
    await ask({ ...right, [planted.inOtherField]: 'a', grant_type: '' }),
    await ask(right, `/auth/realms/${planted.inRealm}/protocol/openid-connect/token`),
  ];
  expect(statuses).toEqual([...Array.from({ length: 9 }, () => 400), 404]);
  expect(await ask(right, `${tokenPath}?password=${planted.inQuery}`)).toBe(200);
});

const found = (haystack: string): string[] =>
  [...Object.values(planted), ...given].filter((secret) => encodingsFound(secret, haystack).length > 0);

const allTables = async (): Promise<string> => {
  const { sql } = proxied.app.database;
  const tables = await sql<{ name: string }>(
    `SELECT quote_ident(relname) AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
  );
  const rows = await Promise.all(tables.map(({ name }) => sql(`SELECT t::text AS row FROM ${name} AS t`)));
  return rows.map((table) => table.map(({ row }) => String(row)).join('\n')).join('\n');
};

test('the search would find them', () => {
  expect(given.length).toBe(9);
  for (const secret of [...Object.values(planted), ...given])
    for (const encoding of encodingsOf(secret)) expect(found(`so ${encoding} far`)).toContain(secret);
});

test('no row of any table has a password or a token', async () => {
  await eventually(async () => {
    const [row] = await proxied.app.database.sql<{ n: number }>(
      `SELECT count(*)::integer AS n FROM refusal WHERE contract = 'realm'`,
    );
    return (row?.n ?? 0) >= 10 ? true : null;
  });
  expect(found(await allTables())).toEqual([]);
});

test('no line of either log, and no answer that refuses, has one', async () => {
  const logs = await proxied.proxy.logs();
  expect(logs).toContain('"path":"/auth/realms/(realm)/protocol/openid-connect/token"');
  expect(proxied.app.log()).toContain('refresh_token_reused');
  for (const text of [logs, proxied.app.log(), refused.join('\n')]) expect(found(text)).toEqual([]);
});

import type { TestUser } from '../../support/accounts.js';
import { type Answer, ask, type Asking } from '../../support/ask.js';
import { startApp, type TestApp, type TestAppOptions } from '../../support/test-app.js';

export const tokenPath = '/auth/realms/apiax/protocol/openid-connect/token';

/** Starts an application in which the contract is enabled. */
export const openRealm = (input: TestAppOptions = {}): Promise<TestApp> =>
  startApp({ ...input, environment: { PORTARIA_CONTRACTS: 'avista,pix,realm', ...input.environment } });

/** A form to the realm's token endpoint; nothing is added to it. */
export const askRealm = (
  app: TestApp,
  form: Readonly<Record<string, string>> | string,
  asking: Asking = {},
): Promise<Answer> =>
  ask(app, {
    path: tokenPath,
    body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
    ...asking,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...asking.headers },
  });

/** The form of published document 002 for a login, field by field. */
export const login = ({ username, password }: Pick<TestUser, 'username' | 'password'>) => ({
  client_id: 'integration-api',
  grant_type: 'password',
  username,
  password,
});

/** The form of published document 002 for a refresh, field by field. */
export const refresh = (refreshToken: string) => ({
  grant_type: 'refresh_token',
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_id: 'integration-api',
  refresh_token: refreshToken,
});

/** What a 200 says. */
export interface Session {
  readonly access_token: string;
  readonly expires_in: number;
  readonly expires_at?: number;
  readonly refresh_expires_in: number;
  readonly refresh_token: string;
  readonly session_state: string;
  readonly 'not-before-policy': number;
  readonly scope: string;
}

export const sessionIn = (answer: Answer): Session => {
  if (answer.status !== 200) throw new Error(`no tokens: ${String(answer.status)} ${answer.body}`);
  return JSON.parse(answer.body) as Session;
};

export const logIn = async (
  app: TestApp,
  user: Pick<TestUser, 'username' | 'password'>,
  asking: Asking = {},
): Promise<Session> => sessionIn(await askRealm(app, login(user), asking));

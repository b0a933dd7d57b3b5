import type { TestAccount } from '../../support/accounts.js';
import { type Answer, ask, type Asking } from '../../support/ask.js';
import type { TestApp } from '../../support/test-app.js';

export type Client = Pick<TestAccount, 'clientId' | 'clientSecret'>;

export const path = '/avxapi/acctmgmt-get-service-token';

/** As published document 004 has it: made with `echo`, so with a line break behind the secret. */
export const basicWithLineBreak = ({ clientId, clientSecret }: Client, end = '\n'): string =>
  `Basic ${Buffer.from(`${clientId}:${clientSecret}${end}`).toString('base64')}`;

/** The published request; `asking` changes what a test is about. */
export const askService = (app: TestApp, client: Client, asking: Asking = {}): Promise<Answer> =>
  ask(app, {
    path: `${path}?gwsource=external`,
    body: 'grant_type=Client_Credentials',
    ...asking,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: basicWithLineBreak(client),
      ...asking.headers,
    },
  });

/** What every answer is wrapped in. */
export const failed = (appStatusCode: string, message: string): object => ({
  response: null,
  message,
  appStatusCode,
  tags: {},
  headers: null,
});

export const notFound = failed(
  'ACCT_SA_003',
  'Service account is invalid/not found::[Service account not found in the database]',
);
export const wrongSecret = failed(
  'OAUTH_CLNT_015',
  'Client Password is incorrect::[Invalid Client credential]',
);
export const invalid = failed('ACCT_SA_001', 'Invalid Request::[Invalid client Id or secret]');

import type { TestAccount } from '../../support/accounts.js';
import { type Answer, ask, type Asking } from '../../support/ask.js';
import type { TestApp } from '../../support/test-app.js';

export type Client = Pick<TestAccount, 'clientId' | 'clientSecret'>;

/** A certificate as the TLS listener's server block hands it on. */
export const shown = (certificatePem: string | null, sslClientVerify = 'SUCCESS'): Record<string, string> =>
  certificatePem === null
    ? {}
    : { 'x-ssl-client-cert': encodeURIComponent(certificatePem), 'x-ssl-client-verify': sslClientVerify };

export const basic = ({ clientId, clientSecret }: Client): string =>
  `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;

/** A form to the token endpoint, or to another path; nothing is added to it. */
export const askForm = (
  app: TestApp,
  form: Readonly<Record<string, string>> | string,
  asking: Asking = {},
): Promise<Answer> =>
  ask(app, {
    path: '/oauth/token',
    body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
    ...asking,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...asking.headers },
  });

/** JSON to the token endpoint. */
export const askJson = (app: TestApp, value: unknown, asking: Asking = {}): Promise<Answer> =>
  ask(app, { path: '/oauth/token', body: JSON.stringify(value), ...asking });

export const published = ({ clientId, clientSecret }: Client): object => ({ clientId, clientSecret });

export const posted = ({ clientId, clientSecret }: Client): Record<string, string> => ({
  grant_type: 'client_credentials',
  client_id: clientId,
  client_secret: clientSecret,
});

/** The token of a 200. */
export const pixTokenIn = (answer: Answer): string => {
  const { access_token: token } = answer.json();
  if (answer.status !== 200 || typeof token !== 'string') throw new Error(`no token: ${answer.body}`);
  return token;
};

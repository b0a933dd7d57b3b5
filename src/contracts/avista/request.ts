import { z } from 'zod';
import { Secret, secretProblem } from '../../core/credentials/secret.js';
import { Refusal } from '../../core/refusals/refusal.js';
import { clientIdFrom } from '../../core/shared/ids.js';
import { nearMissOf } from '../../core/shared/near-miss.js';
import type { RequestSource, TokenRequest } from '../../core/tokens/token-request.js';
import { whyNoObject } from '../../http/json-mistake.js';
import { schemeOf } from '../../http/trust/authorization.js';
import type { SentTokenRequest, TokenRequestContext } from '../token-endpoint.js';

/**
 * A field of the body: its text becomes a value, or `rule` says what it has to be. The text itself is never repeated,
 * whatever the field: people paste secrets anywhere.
 */
const field = <T>(name: string, read: (text: string) => T | null, rule: (text: string) => string) =>
  z
    .string({
      error: (issue) => (issue.input === undefined ? `${name} is missing` : `${name} must be a string`),
    })
    .transform((text, context) => {
      const value = read(text);
      if (value !== null) return value;
      context.addIssue({ code: 'custom', message: `${name} ${rule(text)}` });
      return z.NEVER;
    });

const clientIdRule = (): string => 'must be 3 to 64 characters of A-Z a-z 0-9 . _ -';
const readSecret = (text: string): Secret | null => (secretProblem(text) === null ? new Secret(text) : null);

const fieldNames = ['clientId', 'clientSecret'] as const;

/** The body of a token request. */
export const avistaTokenBody = z.object(
  {
    clientId: field('clientId', clientIdFrom, clientIdRule),
    clientSecret: field('clientSecret', readSecret, (text) => secretProblem(text) ?? ''),
  },
  { error: 'body must be a JSON object' },
);

/** The request of published documents 000 and 001 as a token request. Unknown fields are ignored. */
export const toAvistaTokenRequest = (
  sent: SentTokenRequest,
  { source, certificate }: TokenRequestContext,
): TokenRequest => {
  const parsed = avistaTokenBody.safeParse(sent.body);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => issue.message);
    const hint = hintOn(sent);
    throw new Refusal('malformed_request', problems.join('; '), {
      problems,
      ...(hint && { hint }),
    }).concerning({
      clientId: null,
      certificate: certificate?.info ?? null,
    });
  }
  const { clientId, clientSecret: secret } = parsed.data;
  if (!certificate) throw certificateMissing(source).concerning({ clientId, certificate: null });
  const wanted = { scopes: null, typ: 'JWT' } as const;
  return { contract: 'avista', source, clientId, secret, certificate, wanted };
};

/** What was sent instead of the fields, where that can be seen. */
const hintOn = ({ request, body }: SentTokenRequest): string | null => {
  if (body === undefined || body === null)
    return 'The body is empty. Send {"clientId": "...", "clientSecret": "..."} (curl: --data).';
  const reason = whyNoObject(body);
  if (reason !== null || typeof body !== 'object') return reason;
  const sent = Object.keys(body);
  const pairs = fieldNames.flatMap((name) => {
    const near = sent.includes(name) ? null : nearMissOf(name, sent);
    return near === null ? [] : [`${name} instead of ${near}`];
  });
  if (pairs.length > 0) return `Did you mean ${pairs.join(', and ')}?`;
  if (Object.values(body).some(hasFields))
    return 'clientId and clientSecret are in an object within the object. Send them at the top.';
  if (hasFieldsInQuery(request.url))
    return 'The query is not read here, and a secret in a URL ends up in logs: rotate it. Send clientId and clientSecret in the body.';
  return schemeOf(request) === 'basic' && !fieldNames.some((name) => sent.includes(name))
    ? 'This endpoint does not read Authorization: Basic. Send clientId and clientSecret in the body.'
    : null;
};

const hasFields = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && fieldNames.some((name) => name in value);

const hasFieldsInQuery = (url: string): boolean => {
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  return fieldNames.some((name) => query.has(name));
};

const certificateMissing = ({ listener }: RequestSource): Refusal =>
  listener === 'header'
    ? new Refusal('certificate_missing', 'no X-SSL-Client-Cert', {
        problems: [
          'client certificate is missing: send its PEM, percent-encoded, in the header X-SSL-Client-Cert',
        ],
      })
    : new Refusal('certificate_missing', 'no certificate in the TLS handshake', {
        problems: [
          'client certificate is missing: present it in the TLS handshake (the header X-SSL-Client-Cert works only at the ' +
            'separate address for certificates in a header, if the operator enabled it)',
        ],
        hint: 'With curl: --cert client.pem --key client.key',
      });

import { z } from 'zod';
import type { PresentedCertificate } from '../../core/certificate.js';
import { type ClientId, clientIdFrom } from '../../core/ids.js';
import { Refusal } from '../../core/refusal.js';
import { Secret, secretProblem } from '../../core/secret.js';
import type { Origin, TokenRequest } from '../../core/token-request.js';

/** Says what is wrong with one field, or turns its text into a value. The value itself is never repeated: it may be a secret. */
const field = <T>(name: string, problemOf: (text: string) => string | null, valueOf: (text: string) => T) =>
  z
    .string({ error: (issue) => (issue.input === undefined ? `${name} is missing` : `${name} must be a string`) })
    .superRefine((text, context) => {
      const problem = problemOf(text);
      if (problem) context.addIssue({ code: 'custom', message: `${name} ${problem}` });
    })
    .transform(valueOf);

const clientIdProblem = (text: string): string | null =>
  clientIdFrom(text) ? null : 'must be 3 to 64 characters of A-Z a-z 0-9 . _ -';

const body = z.object(
  {
    clientId: field('clientId', clientIdProblem, (text) => clientIdFrom(text) as ClientId),
    clientSecret: field('clientSecret', secretProblem, (text) => new Secret(text)),
  },
  { error: 'body must be a JSON object' },
);

/** The proofs that came beside the body. */
export interface Surroundings {
  readonly origin: Origin;
  readonly certificate: PresentedCertificate | null;
}

/** The published request (sources 000 and 001) as a token request. Unknown fields are ignored. */
export const toTokenRequest = (raw: unknown, { origin, certificate }: Surroundings): TokenRequest => {
  const parsed = body.safeParse(raw);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => issue.message);
    throw new Refusal('malformed_request', problems.join('; '), { problems });
  }
  if (!certificate) throw certificateMissing(origin);
  const { clientId, clientSecret: secret } = parsed.data;
  return { contract: 'avista', origin, clientId, secret, certificate };
};

const certificateMissing = ({ door }: Origin): Refusal =>
  door === 'header'
    ? new Refusal('certificate_missing', 'no X-SSL-Client-Cert', {
        problems: ['client certificate is missing: send it, PEM percent-encoded, in the header X-SSL-Client-Cert'],
      })
    : new Refusal('certificate_missing', 'no certificate in the TLS handshake', {
        problems: [
          'client certificate is missing: present it in the TLS handshake (a header X-SSL-Client-Cert counts only at the ' +
            'address for header-presented certificates, where that is enabled)',
        ],
        hint: 'With curl: --cert client.pem --key client.key',
      });

import { randomBytes } from 'node:crypto';
import type { Endpoint } from './deployment.js';
import { codeOf, type ProbeRequest, type ProbeResponse } from './requests.js';

/** How a listener is asked: over HTTP/1.1, or over HTTP/2. */
export type SendProbe = (endpoint: Endpoint, question: ProbeRequest) => Promise<ProbeResponse>;

/** The one path that every listener serves. */
const tokenPath = '/api/auth/token';
/** The name that operators see in the log and in the list of rejected requests. */
const clientId = 'portaria-doctor';

/** Returns a token request of a client that does not exist, with a new secret each time. */
export const tokenRequest = (
  signal: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): ProbeRequest => ({
  method: 'POST',
  path: tokenPath,
  headers,
  body: JSON.stringify({ clientId, clientSecret: randomBytes(32).toString('base64url') }),
  signal,
});

/**
 * `ProbeOutcome`: what the answer to such a request tells of what reached the application. Without a certificate it is
 * `without certificate`: the application answers a client that it takes for one with a certificate otherwise.
 */
export type ProbeOutcome = 'without certificate' | 'with certificate' | 'not from proxy' | 'unclear';

export const probeOutcomeOf = (answer: ProbeResponse): ProbeOutcome => {
  const code = codeOf(answer);
  if (code === 'certificate_missing') return 'without certificate';
  if (code === 'not_from_proxy') return 'not from proxy';
  const believed = answer.status === 201 || code === 'unauthorized' || code === 'certificate_malformed';
  return believed ? 'with certificate' : 'unclear';
};

/** Returns an answer in words, such as `503 unavailable`. */
export const described = (answer: ProbeResponse): string =>
  `${String(answer.status)} ${codeOf(answer) || 'without a code'}`;

import { type Check, joined, ok, problem, skipped, type Verdict } from '../check.js';
import type { Endpoint } from '../deployment.js';
import { ask, codeOf, type ProbeResponse } from '../requests.js';
import { described, probeOutcomeOf, tokenRequest } from '../token-probe.js';

/** A certificate with a 4096-bit key and a long subject fits into the header buffers of NGINX and the application. */
export const headerBuffersCheck: Check = {
  name: 'header-buffers',
  after: 'listeners',
  run: async ({ deployment, signal }) => {
    const identity = await deployment.largeSelfSignedCertificate();
    const inHeader = { 'x-ssl-client-cert': encodeURIComponent(identity.certPem) };
    const verdicts = deployment.listeners.map(async (endpoint) =>
      endpoint.name === 'header'
        ? verdictOf(endpoint, await ask(endpoint, tokenRequest(signal, inHeader)), 'with certificate')
        : joined(
            [
              verdictOf(
                endpoint,
                await ask(endpoint, { ...tokenRequest(signal), identity }),
                'with certificate',
              ),
              // A client that sends the header to the wrong address gets an answer that says so.
              verdictOf(endpoint, await ask(endpoint, tokenRequest(signal, inHeader)), 'without certificate'),
            ],
            '',
          ),
    );
    return joined(
      await Promise.all(verdicts),
      'A certificate as large as one with a 4096-bit key passes every listener, in the handshake and in a header.',
    );
  },
};

const verdictOf = (
  endpoint: Endpoint,
  answer: ProbeResponse,
  expected: 'with certificate' | 'without certificate',
): Verdict => {
  if (probeOutcomeOf(answer) === expected) return ok('');
  const sentence = `The ${endpoint.name} listener answers ${described(answer)} to a request with a large certificate.`;
  // The limits of requests, and an application that lacks something, say nothing of the size.
  if (answer.status === 429 || codeOf(answer) === 'unavailable')
    return skipped(sentence, 'Run doctor again when the other checks are ok.');
  return problem(
    sentence,
    'Set large_client_header_buffers 4 32k, as the templates of this release have it, and look for a limit in front of NGINX.',
  );
};

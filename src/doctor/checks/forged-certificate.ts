import { type Check, joined, ok, problem, skipped, type Verdict } from '../check.js';
import type { Endpoint, ListenerName } from '../deployment.js';
import { ask, askHttp2 } from '../requests.js';
import {
  described,
  type ProbeOutcome,
  probeOutcomeOf,
  type SendProbe,
  tokenRequest,
} from '../token-probe.js';

/**
 * A header with a certificate, which a client may set itself, never reaches the application as that of the handshake. The
 * application answers a token request without a certificate in a way of its own, so a forged one that arrives is
 * noticed without a certificate that any CA signed.
 */
export const forgedCertificateCheck: Check = {
  name: 'forged-certificate',
  after: 'listeners',
  page: 'explanation/trust-model',
  run: async ({ deployment, signal }) => {
    const { certPem } = await deployment.selfSignedCertificate();
    const probes = deployment.listeners.flatMap((endpoint) =>
      protocols.flatMap(([protocol, asking]) =>
        forgeableAt[endpoint.name].map((header) =>
          forge({ endpoint, protocol, asking, header, value: encodeURIComponent(certPem), signal }),
        ),
      ),
    );
    return joined(await Promise.all(probes), 'No listener passes on a forged certificate header.');
  },
};

const protocols: readonly (readonly [string, SendProbe])[] = [
  ['HTTP/1.1', ask],
  ['HTTP/2', askHttp2],
];

const handshakeHeader = 'X-SSL-Client-Cert';
const claimedHeader = 'X-Header-Client-Cert';
/** At the header listener, a client may send its certificate in X-SSL-Client-Cert. */
const forgeableAt: Readonly<Record<ListenerName, readonly string[]>> = {
  tls: [handshakeHeader, claimedHeader],
  admin: [handshakeHeader, claimedHeader],
  header: [claimedHeader],
};

interface Forgery {
  readonly endpoint: Endpoint;
  readonly protocol: string;
  readonly asking: SendProbe;
  readonly header: string;
  readonly value: string;
  readonly signal: AbortSignal;
}

const forge = async ({ endpoint, protocol, asking, header, value, signal }: Forgery): Promise<Verdict> => {
  const { name } = endpoint;
  const answer = await asking(endpoint, tokenRequest(signal, { [header]: value }));
  const arrived: Readonly<Record<ProbeOutcome, Verdict>> = {
    'without certificate': ok(''),
    'with certificate': problem(
      `The ${name} listener passes on the header ${header} of a client over ${protocol}: anyone can claim any certificate.`,
      'Close the listener now. Render the configuration of NGINX from the templates of this release (portaria nginx render), ' +
        'reload NGINX, and run doctor again.',
    ),
    'not from proxy': unclear(name, described(answer)),
    unclear: unclear(name, described(answer)),
  };
  return arrived[probeOutcomeOf(answer)];
};

const unclear = (name: string, answer: string): Verdict =>
  skipped(
    `The ${name} listener answers ${answer}, which does not show whether a forged header arrives.`,
    'Run doctor again when the other checks are ok.',
  );

import { type Check, joined, ok, problem, type Verdict } from '../check.js';
import type { Endpoint } from '../deployment.js';
import { shakeHands } from '../requests.js';

/** Ciphers without forward secrecy, without authenticated encryption or without a certificate are refused. */
export const tlsCiphersCheck: Check = {
  name: 'tls-ciphers',
  after: 'listeners',
  run: async ({ deployment, signal }) => {
    const verdicts = deployment.listeners.flatMap((endpoint) =>
      Object.entries(weak).map(([what, ciphers]) => offer(endpoint, { what, ciphers }, signal)),
    );
    return joined(await Promise.all(verdicts), 'Every listener refuses weak ciphers.');
  },
};

/** Each in the words of OpenSSL, for certificates with RSA and with ECDSA. */
const weak = {
  'without forward secrecy': 'AES256-GCM-SHA384:AES128-GCM-SHA256:AES256-SHA:AES128-SHA',
  'with CBC':
    'ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA',
  'without a certificate': 'AECDH-AES256-SHA:ADH-AES256-SHA:ADH-AES128-GCM-SHA256',
  'without encryption': 'ECDHE-ECDSA-NULL-SHA:ECDHE-RSA-NULL-SHA:NULL-SHA256',
} as const;

const offer = async (
  endpoint: Endpoint,
  { what, ciphers }: { readonly what: string; readonly ciphers: string },
  signal: AbortSignal,
): Promise<Verdict> => {
  const version = 'TLSv1.2';
  const found = await shakeHands(
    endpoint,
    { minVersion: version, maxVersion: version, ciphers: `${ciphers}:@SECLEVEL=0` },
    signal,
  );
  if ('failure' in found) return ok('');
  return problem(
    `The ${endpoint.name} listener accepts a cipher ${what} (${found.cipher}).`,
    'Set ssl_ciphers as the templates of this release have it, and reload NGINX.',
  );
};

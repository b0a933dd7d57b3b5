import type { SecureVersion } from 'node:tls';
import { type Check, joined, ok, problem, type Verdict } from '../check.js';
import type { Endpoint } from '../deployment.js';
import { shakeHands } from '../requests.js';

/** TLS 1.2 and 1.3 are spoken, TLS 1.0 and 1.1 are not. */
export const tlsVersionsCheck: Check = {
  name: 'tls-versions',
  after: 'listeners',
  run: async ({ deployment, signal }) => {
    const verdicts = deployment.listeners.flatMap((endpoint) =>
      versions.map(([version, isSpoken]) => speak(endpoint, version, isSpoken, signal)),
    );
    return joined(
      await Promise.all(verdicts),
      'Every listener speaks TLS 1.2 and 1.3, and refuses TLS 1.0 and 1.1.',
    );
  },
};

const versions: readonly (readonly [SecureVersion, boolean])[] = [
  ['TLSv1', false],
  ['TLSv1.1', false],
  ['TLSv1.2', true],
  ['TLSv1.3', true],
];

/** OpenSSL speaks the old versions at its lowest security level alone. */
const anyCipher = 'ALL:@SECLEVEL=0';

const speak = async (
  endpoint: Endpoint,
  version: SecureVersion,
  isSpoken: boolean,
  signal: AbortSignal,
): Promise<Verdict> => {
  const only = { minVersion: version, maxVersion: version };
  const found = await shakeHands(endpoint, isSpoken ? only : { ...only, ciphers: anyCipher }, signal);
  const name = version.replace('TLSv', 'TLS ').replace(/ 1$/, ' 1.0');
  const accepted = 'protocol' in found;
  if (accepted === isSpoken) return ok('');
  return accepted
    ? problem(
        `The ${endpoint.name} listener accepts ${name}.`,
        'Remove it from ssl_protocols, or render the configuration of NGINX from the templates of this release.',
      )
    : problem(
        `The ${endpoint.name} listener refuses ${name}: ${found.failure.message}.`,
        'Set ssl_protocols TLSv1.2 TLSv1.3, as the templates of this release have it.',
      );
};

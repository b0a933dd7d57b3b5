import { randomBytes } from 'node:crypto';
import { type Check, type CheckContext, joined, ok, problem, skipped, type Verdict } from '../check.js';
import type { ApplicationAddress } from '../deployment.js';
import { describeError } from '../describe-error.js';
import { ProbeTimeout } from '../probe-limit.js';
import { askApplication } from '../requests.js';
import { described, probeOutcomeOf, tokenRequest } from '../token-probe.js';

/** On its own port, the application answers nothing without a proxy secret, whatever certificate is claimed. */
export const directAccessCheck: Check = {
  name: 'direct-access',
  page: 'explanation/trust-model',
  run: async (context) => {
    const verdicts = await Promise.all(
      context.deployment.applications.map((address) => direct(address, context)),
    );
    return joined(verdicts, 'On its own port, the application refuses requests without a proxy secret.');
  },
};

const direct = async (
  address: ApplicationAddress,
  { deployment, signal }: CheckContext,
): Promise<Verdict> => {
  const place = `${address.host}:${String(address.port)}`;
  const { certPem } = await deployment.selfSignedCertificate();
  const forged = { 'x-ssl-client-cert': encodeURIComponent(certPem), 'x-ssl-client-verify': 'SUCCESS' };
  const guessed = { ...forged, 'x-portaria-listener': randomBytes(32).toString('base64url') };
  for (const headers of [{}, forged, guessed]) {
    const found = await askApplication(address, tokenRequest(signal, headers)).catch((error: unknown) =>
      error instanceof ProbeTimeout ? error : describeError(error),
    );
    if (found instanceof ProbeTimeout)
      return skipped(`The process at ${found.message}.`, 'Do what the check application says.');
    if (typeof found === 'string')
      return skipped(`The application cannot be reached at ${place} from here: ${found}.`);
    if (probeOutcomeOf(found) !== 'not from proxy')
      return problem(
        `At ${place}, a request without a proxy secret gets ${described(found)} instead of 403.`,
        'Find out what answers there. If it is not Portaria, correct PORTARIA_UPSTREAM or PORTARIA_PORT.',
      );
  }
  return ok('');
};

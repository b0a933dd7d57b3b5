import { type Check, joined, ok, problem, skipped, type Verdict } from '../check.js';
import type { Endpoint } from '../deployment.js';
import { describeError } from '../describe-error.js';
import { ProbeTimeout } from '../probe-limit.js';
import { ask, codeOf } from '../requests.js';
import { described, probeOutcomeOf, tokenRequest } from '../token-probe.js';

/**
 * A token request without a certificate reaches the application through each listener, with a proxy secret that it knows.
 *
 * This folder owns the checks of `portaria doctor`, each in a file of its own. A check must never change anything, or put
 * a secret into its sentence.
 */
export const listenersCheck: Check = {
  name: 'listeners',
  run: async ({ deployment, signal }) => {
    const { listeners, withoutListeners } = deployment;
    if (withoutListeners !== null)
      return skipped(withoutListeners, 'Name the addresses with --url, --admin-url and --header-url.');
    const verdicts = await Promise.all(listeners.map((endpoint) => through(endpoint, signal)));
    const names = listeners.map(({ name, port }) => `${name} (${String(port)})`).join(', ');
    return joined(verdicts, `Requests reach the application through the listeners ${names}.`);
  },
};

const through = async (endpoint: Endpoint, signal: AbortSignal): Promise<Verdict> => {
  const { name, host, port } = endpoint;
  const place = `The ${name} listener at ${host}:${String(port)}`;
  const answer = await ask(endpoint, tokenRequest(signal)).catch((error: unknown) =>
    error instanceof ProbeTimeout && error.isConnected ? error : describeError(error),
  );
  if (answer instanceof ProbeTimeout)
    return problem(
      `${place} accepts connections and does not answer.`,
      'Do what the checks application and nginx-workers say: a process of the application or of NGINX hangs. If NGINX writes its ' +
        'log into a pipe (/dev/stdout), the reader of the pipe may hang.',
    );
  if (typeof answer === 'string')
    return problem(
      `${place} does not answer: ${answer}.`,
      'Start NGINX, and check its error log, the firewall and the port of the listener.',
    );
  if (probeOutcomeOf(answer) === 'not from proxy')
    return problem(
      `${place} sends a proxy secret that the application does not know.`,
      'Render the configuration of NGINX again with the secrets of the application (portaria nginx render), and reload it.',
    );
  if (probeOutcomeOf(answer) !== 'unclear') return ok('');
  if (codeOf(answer) === 'unavailable')
    return problem(
      `${place} answers 503: NGINX does not reach the application, or the application lacks something.`,
      'Look at the check application, and at the logs of both.',
    );
  return problem(
    `${place} answers ${described(answer)} to a token request without a certificate.`,
    'Check that this is the address of a listener, and what is in front of NGINX.',
  );
};

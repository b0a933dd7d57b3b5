import { type Check, joined, ok, problem, skipped, type Verdict } from '../check.js';
import type { Endpoint } from '../deployment.js';
import { ask } from '../requests.js';

/** Health probes, metrics and the question of the gateway are for the inside alone. */
export const internalPathsCheck: Check = {
  name: 'internal-paths',
  after: 'listeners',
  page: 'explanation/trust-model',
  run: async ({ deployment, signal }) => {
    const verdicts = deployment.listeners.flatMap((endpoint) =>
      paths.map((path) => look(endpoint, path, signal)),
    );
    return joined(await Promise.all(verdicts), 'No listener serves an internal path.');
  },
};

const paths = ['/healthz/ready', '/metrics', '/internal/verify', '/_gateway/verify', '/_err/503'] as const;

const look = async (endpoint: Endpoint, path: string, signal: AbortSignal): Promise<Verdict> => {
  const { status } = await ask(endpoint, { path, signal });
  if (status === 404) return ok('');
  if (status === 429)
    return skipped(
      `The ${endpoint.name} listener answers ${path} with 429, because too many requests arrive.`,
    );
  return problem(
    `The ${endpoint.name} listener answers ${path} with ${String(status)} instead of 404.`,
    'Remove the location from the configuration of NGINX, or render it from the templates of this release (portaria nginx render).',
  );
};

import { type Check, joined, ok, problem, skipped, type Verdict, warning } from '../check.js';
import type { ApplicationAddress } from '../deployment.js';
import { describeError } from '../describe-error.js';
import { ProbeTimeout } from '../probe-limit.js';
import { askApplication, jsonOf } from '../requests.js';

/** Each process says that it can issue and verify tokens, or what is missing. */
export const applicationCheck: Check = {
  name: 'application',
  page: 'how-to/operator/troubleshoot-503s',
  run: async ({ deployment: { applications }, signal }) => {
    const probes = applications.flatMap((address) =>
      ['/healthz/ready', '/healthz/ready/verify'].map((path) => probe(address, path, signal)),
    );
    const ages = applications.map((address) => agesOf(address, signal));
    const count = applications.length;
    return joined(
      await Promise.all([...probes, ...ages]),
      `${count === 1 ? 'The process' : `Each of ${String(count)} processes`} can issue and verify tokens.`,
    );
  },
};

const hungFix =
  'If a signal stopped it (state T in ps), let it go on: kill -CONT. If its log or /proc/PID/limits shows too many open files (EMFILE), raise LimitNOFILE and restart it. ' +
  'Otherwise end it with kill -KILL, and let it start again.';

const probe = async (
  { host, port }: ApplicationAddress,
  path: string,
  signal: AbortSignal,
): Promise<Verdict> => {
  const place = `The process at ${host}:${String(port)}`;
  const answer = await askApplication({ host, port }, { path, signal }).catch((error: unknown) => {
    if (error instanceof ProbeTimeout && error.isConnected) return null;
    return describeError(error);
  });
  if (answer === null) return problem(`${place} accepts connections and does not answer.`, hungFix);
  if (typeof answer === 'string')
    return problem(`${place} does not answer: ${answer}.`, 'Start it, and look at its log.');
  if (answer.status === 200) return ok('');
  const report = jsonOf(answer)?.['checks'];
  const missing = typeof report === 'object' && report !== null ? Object.entries(report) : [];
  const words = missing
    .filter(([, state]) => state !== 'ok')
    .map(([name, state]) => `${name}: ${String(state)}`);
  if (words.length === 0) return skipped(`${place} answers ${String(answer.status)} to a health probe.`);
  return problem(
    `${place} is not ready (${words.join('; ')}).`,
    'Correct what the sentence names. Look at the log of the process.',
  );
};

/** The alerts of these metrics have the same limit. */
const ageSecondsMax = 10;
const ages = [
  ['portaria_revocations_staleness_seconds', 'the revocations'],
  ['portaria_key_ring_staleness_seconds', 'all signing keys'],
] as const;

/** What a process reads every second, long before it is not ready without it. */
const agesOf = async ({ host, port }: ApplicationAddress, signal: AbortSignal): Promise<Verdict> => {
  const answer = await askApplication({ host, port }, { path: '/metrics', signal }).catch(() => null);
  const old = ages.flatMap(([metric, what]) => {
    const seconds = Number(new RegExp(`^${metric} (\\S+)$`, 'm').exec(answer?.body ?? '')?.[1]);
    return seconds > ageSecondsMax ? `has not read ${what} for ${seconds.toFixed(0)} s` : [];
  });
  if (old.length === 0) return ok('');
  return warning(
    `The process at ${host}:${String(port)} ${old.join(', and ')}.`,
    'Look at the checks database and changes, and at its log. Later it rejects all requests to protected APIs.',
  );
};

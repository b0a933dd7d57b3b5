import { type Check, joined, ok, problem, type Verdict } from '../check.js';
import type { Endpoint } from '../deployment.js';
import { describeError } from '../describe-error.js';
import { ask, askHttp2, jsonOf, type ProbeResponse, sendRaw } from '../requests.js';
import { tokenRequest } from '../token-probe.js';

/** What NGINX answers itself is the JSON of the product, never an HTML page, which a client could not read. */
export const jsonErrorsCheck: Check = {
  name: 'json-errors',
  after: 'listeners',
  page: 'reference/errors/README',
  run: async ({ deployment, signal }) => {
    const verdicts = deployment.listeners.flatMap((endpoint) =>
      mistakes.map((mistake) => make(endpoint, mistake, signal)),
    );
    return joined(await Promise.all(verdicts), 'Every error of NGINX is JSON, over HTTP/1.1 and HTTP/2.');
  },
};

interface Mistake {
  readonly what: string;
  readonly status: number;
  readonly make: (endpoint: Endpoint, signal: AbortSignal) => Promise<ProbeResponse>;
}

const kib = 1024;
const largeBody = 'x'.repeat(200 * kib);
/** Longer than the largest buffer of a header line. */
const longText = 'x'.repeat(40 * kib);

/** Each is what a client does wrong, and the status that NGINX answers itself. */
const mistakes: readonly Mistake[] = [
  {
    what: 'an unknown path',
    status: 404,
    make: (endpoint, signal) => ask(endpoint, { path: '/portaria-doctor', signal }),
  },
  {
    what: 'an unknown path over HTTP/2',
    status: 404,
    make: (endpoint, signal) => askHttp2(endpoint, { path: '/portaria-doctor', signal }),
  },
  {
    what: 'an unknown method',
    status: 405,
    make: (endpoint, signal) => ask(endpoint, { method: 'PROPFIND', path: '/api/auth/token', signal }),
  },
  {
    what: 'a body of 200 KiB',
    status: 413,
    make: (endpoint, signal) => ask(endpoint, { ...tokenRequest(signal), body: largeBody }),
  },
  {
    what: 'a body of 200 KiB over HTTP/2',
    status: 413,
    make: (endpoint, signal) => askHttp2(endpoint, { ...tokenRequest(signal), body: largeBody }),
  },
  {
    what: 'a request line that is too long',
    status: 414,
    make: (endpoint, signal) => raw(endpoint, `GET /${longText} HTTP/1.1\r\nHost: doctor\r\n\r\n`, signal),
  },
  {
    what: 'a header that is too large',
    status: 431,
    make: (endpoint, signal) =>
      raw(endpoint, `GET / HTTP/1.1\r\nHost: doctor\r\nX-Doctor: ${longText}\r\n\r\n`, signal),
  },
  {
    what: 'a request that is not HTTP',
    status: 400,
    make: (endpoint, signal) => raw(endpoint, 'portaria doctor\r\n\r\n', signal),
  },
];

const raw = async (endpoint: Endpoint, bytes: string, signal: AbortSignal): Promise<ProbeResponse> => {
  const [head = '', ...rest] = (await sendRaw(endpoint, bytes, signal)).split('\r\n\r\n');
  return {
    status: Number(/^HTTP\/\S+ (\d{3})/.exec(head)?.[1] ?? 0),
    contentType: /^content-type:\s*(.*)$/im.exec(head)?.[1] ?? '',
    body: rest.join('\r\n\r\n'),
  };
};

const render =
  'Render the configuration of NGINX from the templates of this release (portaria nginx render), and reload NGINX.';

const make = async (endpoint: Endpoint, mistake: Mistake, signal: AbortSignal): Promise<Verdict> => {
  const { what, status } = mistake;
  const at = `The ${endpoint.name} listener`;
  const answer = await mistake.make(endpoint, signal).catch((error: unknown) => describeError(error));
  if (typeof answer === 'string') return problem(`${at} does not answer ${what}: ${answer}.`, render);
  const isJson =
    answer.contentType.startsWith('application/json') && jsonOf(answer)?.['requestId'] !== undefined;
  if (!isJson)
    return problem(
      `${at} answers ${what} with ${String(answer.status)} and a body that is not JSON.`,
      render,
    );
  if (answer.status === status) return ok('');
  return problem(
    `${at} answers ${what} with ${String(answer.status)} instead of ${String(status)}.`,
    'Check what is in front of NGINX, and render its configuration from the templates of this release.',
  );
};

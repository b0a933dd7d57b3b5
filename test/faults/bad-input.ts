import { askOverHttp2 } from '../http/nginx/http2.js';
import { type Answer, firstAnswer, openListeners, sendRaw, type TestProxy } from '../http/nginx/support.js';

/** How many answers there were of each kind, and each that is not documented. */
export interface BadInputSummary {
  readonly seed: number;
  readonly requests: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
}

/** A generator of numbers below 1 that gives the same ones for the same seed (mulberry32). */
const generator = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'FOO', 'get', ''];
const paths = [
  ...['/api/auth/token', '/oauth/token', '/api/auth/whoami', '/api/admin/accounts', '/cob/abc123'],
  ...['/_err/500', '/_gateway/verify', '/.well-known/jwks.json', '/', '*', '//', '/%2f', '/%00', '/%zz'],
  ...['%2fapi', '/cob/%ff', '/api/account/%c3%a3', '/cob/../_err/500', 'http://x/', '/a b', '/?\x01'],
];
const versions = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/', 'HTTP/1.11', 'http/1.1', ''];
const values = [
  'a',
  '',
  'a\x11b',
  'a\x7fb',
  'a\xffb',
  'Bearer a\x01',
  'x'.repeat(9000),
  '\t',
  '{',
  '-1',
  '0',
];
const names = [
  ...['Authorization', 'Content-Type', 'Content-Length', 'Transfer-Encoding', 'Host', 'Expect', 'X Y'],
  ...['X-SSL-Client-Cert', 'X-Anything', 'Range', 'Upgrade', 'Connection', 'If-Match', ':method', ''],
];
const bodies = ['', '{}', '{', '\x00\x01', 'a=b&a=c', '[1]', 'x'.repeat(20_000)];
/** 405 and its kind; a 503 says when to come back. */
const documented = new Set([200, 201, 204, 304, 400, 401, 403, 404, 405, 406, 408, 409, 412, 413, 414, 415]);
for (const status of [422, 428, 429, 431, 503]) documented.add(status);

const problemOf = (requested: string, { status, headers, body }: Answer): string | null => {
  if (body.includes('<html')) return `${requested}: HTML`;
  // None, or one of HTTP/0.9, which has no status.
  if (status === 0 || Number.isNaN(status)) return null;
  const type = headers['content-type'] ?? '';
  if (!documented.has(status)) return `${requested}: status ${String(status)}`;
  if (status === 503 && headers['retry-after'] === undefined) return `${requested}: 503 without Retry-After`;
  if (status >= 400 && !/^application\/(problem\+)?json/.test(type)) return `${requested}: type ${type}`;
  if (status >= 400 && headers['x-request-id'] === undefined) return `${requested}: no request id`;
  return null;
};

/** Sends bad requests to every listener, over HTTP/1.1 and HTTP/2, and judges each answer. */
export const sendBadInput = async (
  proxy: TestProxy,
  seed: number,
  requests: number,
): Promise<BadInputSummary> => {
  const random = generator(seed);
  const pick = <T>(from: readonly T[]): T => {
    const chosen = from[Math.floor(random() * from.length)];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  };
  const statuses: Record<string, number> = {};
  const wrong: string[] = [];
  const one = async (): Promise<void> => {
    const [listener, method, path, body] = [pick(openListeners), pick(methods), pick(paths), pick(bodies)];
    const headers = Array.from(
      { length: Math.floor(random() * 3) },
      () => [pick(names), pick(values)] as const,
    );
    const [over2, version, length] = [random() < 0.25, pick(versions), random() < 0.7];
    const lines = [
      `${method} ${path} ${version}`,
      'Host: x',
      'Connection: close',
      ...headers.map(([name, value]) => `${name}: ${value}`),
      ...(length ? [`Content-Length: ${String(body.length)}`] : []),
    ];
    const requested = JSON.stringify([
      listener,
      over2 ? 'HTTP/2' : version,
      ...lines.map((line) => line.slice(0, 60)),
    ]);
    const answer = await (
      over2
        ? askOverHttp2(proxy, listener, { method, path, body, length, headers: Object.fromEntries(headers) })
        : sendRaw(proxy, listener, Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1')).then(
            (raw) => ({ ...firstAnswer(raw), body: raw }),
          )
    ).catch(() => null);
    // The client itself may refuse to send it, or the connection ends: no answer is no wrong answer.
    const status = String(answer?.status ?? 'none');
    statuses[status] = (statuses[status] ?? 0) + 1;
    const problem = answer && problemOf(requested, answer);
    if (problem) wrong.push(problem);
  };
  const perRound = 40;
  for (let sent = 0; sent < requests; sent += perRound) {
    await Promise.all(Array.from({ length: Math.min(perRound, requests - sent) }, one));
  }
  return { seed, requests, statuses, wrong };
};

import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import type { Listeners } from './trust/listeners.js';
import { makeRequestId } from './trust/trusted-proxy.js';

interface Unreadable {
  readonly status: number;
  readonly code: string;
  readonly message: string | readonly string[];
  readonly hint?: string;
}

/** NGINX's own words for the same errors (nginx/errors.conf.template). */
const malformed: Unreadable = {
  status: 400,
  code: 'malformed_request',
  message: ['The request is not valid HTTP.'],
  hint:
    'Perhaps a header was sent twice that may be sent once only, such as Authorization, or the request line or a header has ' +
    'characters that have to be encoded.',
};
const byNodeCode: Readonly<Record<string, Unreadable>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'header_too_large',
    message: 'A request header is larger than 32 KiB, or all headers together are larger than 128 KiB.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'request_timeout',
    message: 'The request took too long to arrive.',
  },
};

/** What Node tells of a request that it could not read. */
type ClientError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer };

/** The last request of a connection, and its response. */
interface LastRequest {
  request: IncomingMessage;
  response: ServerResponse;
}

/**
 * Answers what Node's parser refuses before there is a request that the framework could route: a
 * control byte in a header, which NGINX lets through, or a body that never comes to its end. Without
 * it the answer would be the framework's own, without code and request id, and at a protected API a
 * 503, because NGINX would not understand it: anybody could make what looks like an outage.
 *
 * The shape is that of NGINX's own answers, on every path.
 */
export class UnreadableRequests {
  readonly #lastRequests = new WeakMap<Socket, LastRequest>();

  constructor(
    private readonly listeners: Listeners,
    private readonly log: Logger,
  ) {}

  /** Remembers which request a connection carries. */
  watch(server: Server): void {
    server.on('request', (request, response) => {
      const last = this.#lastRequests.get(request.socket);
      // Changed and not replaced: an entry of a WeakMap is work for the garbage collector.
      if (last) Object.assign(last, { request, response });
      else this.#lastRequests.set(request.socket, { request, response });
    });
  }

  answer(error: ClientError, socket: Socket): void {
    const last = this.#lastRequests.get(socket);
    const underWay = last?.request.complete === false ? last : null;
    if (error.code === 'ECONNRESET' || !socket.writable || underWay?.response.headersSent) {
      socket.destroy();
      return;
    }
    const headers = underWay?.request.headers ?? headersIn(error.rawPacket);
    const listener = this.listeners.listenerOf(String(headers['x-portaria-listener'] ?? ''));
    // An untrusted peer's X-Request-Id is never used: operators search the log by id.
    const requestId = makeRequestId({ headers: listener ? headers : {} });
    const unreadable = byNodeCode[error.code ?? ''] ?? malformed;
    const { status, code } = unreadable;
    this.log.info({ requestId, listener, status, code, detail: error.code }, 'request');
    socket.end(listener === 'gateway' ? notPassed : page(unreadable, requestId));
  }
}

/** The headers that NGINX sets come before the client's, so they are there whatever follows. */
const headersIn = (packet: Buffer | undefined): Record<string, string> => {
  const [head = ''] = (packet?.toString('latin1') ?? '').split('\r\n\r\n');
  const lines = head.split('\r\n').map((line) => /^([\w-]+): (.*)$/.exec(line));
  const pairs = lines.flatMap((match) =>
    match ? [[(match[1] ?? '').toLowerCase(), match[2] ?? ''] as const] : [],
  );
  // The first of a repeated header: a client's own comes later.
  return Object.fromEntries(pairs.reverse());
};

const messageOf = (status: number, lines: readonly string[], body: string): string =>
  [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    ...lines,
    'Cache-Control: no-store',
    'Pragma: no-cache',
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');

const page = ({ status, message, code, hint }: Unreadable, requestId: string): string => {
  const error = STATUS_CODES[status];
  return messageOf(
    status,
    ['Content-Type: application/json; charset=utf-8', `X-Request-Id: ${requestId}`],
    JSON.stringify({ statusCode: status, error, message, code, requestId, hint }),
  );
};

/** What NGINX understands as an answer to its question; it builds the client's answer itself. */
const notPassed = messageOf(403, ['X-Portaria-Refusal: malformed_http'], '');

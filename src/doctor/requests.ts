import type { X509Certificate } from 'node:crypto';
import { type ClientRequest, request as httpRequest } from 'node:http';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { IssuedCertificate } from '../cli/deployment/pki.js';
import type { ApplicationAddress, Endpoint } from './deployment.js';
import { withinProbeLimit } from './probe-limit.js';

/** `ProbeResponse`: what a server answered. */
export interface ProbeResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface ProbeRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The certificate of the handshake. */
  readonly identity?: IssuedCertificate;
  readonly signal: AbortSignal;
}

const bodyBytesMax = 64 * 1024;

/** The certificate of the server has a check of its own: the others look at what is behind it. */
const tlsOptions = (
  { host, port, serverName }: Endpoint,
  identity?: IssuedCertificate,
): ConnectionOptions => ({
  host,
  port,
  ...(isIP(serverName) === 0 && { servername: serverName }),
  rejectUnauthorized: false,
  ...(identity && { cert: identity.certPem, key: identity.keyPem }),
});

const headersOf = ({ body, headers = {} }: ProbeRequest): Readonly<Record<string, string>> => ({
  'user-agent': 'portaria-doctor',
  ...(body !== undefined && { 'content-type': 'application/json' }),
  ...headers,
});

/** Asks a listener over HTTP/1.1, over a connection of its own. Throws `ProbeTimeout` without an answer. */
export const ask = (endpoint: Endpoint, question: ProbeRequest): Promise<ProbeResponse> =>
  withinProbeLimit(endpoint, question.signal, ({ signal, watch }) => {
    const call = httpsRequest({
      ...tlsOptions(endpoint, question.identity),
      ...requestOptions({ ...question, signal }),
      headers: { host: `${endpoint.serverName}:${String(endpoint.port)}`, ...headersOf(question) },
    });
    return answerOf(call.once('socket', watch), question);
  });

/** Asks a process of the application on its own port, without NGINX. Throws `ProbeTimeout` without an answer. */
export const askApplication = (address: ApplicationAddress, question: ProbeRequest): Promise<ProbeResponse> =>
  withinProbeLimit(address, question.signal, ({ signal, watch }) => {
    const options = requestOptions({ ...question, signal });
    const call = httpRequest({ ...address, ...options, headers: headersOf(question) });
    return answerOf(call.once('socket', watch), question);
  });

const requestOptions = ({ method = 'GET', path, signal }: ProbeRequest) =>
  ({ agent: false, method, path, signal }) as const;

const answerOf = (call: ClientRequest, { body }: ProbeRequest): Promise<ProbeResponse> =>
  new Promise((resolve, reject) => {
    let answered = false;
    call.on('response', (response) => {
      answered = true;
      const read = new BoundedBody();
      response.on('data', (chunk: Buffer) => {
        if (!read.add(chunk)) response.destroy();
      });
      // Also when the connection ends early: NGINX closes it after an answer to a body that is too large.
      response.on('error', () => undefined);
      response.on('close', () => {
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          body: read.text(),
        });
      });
    });
    call.on('error', (reason) => {
      // An answer may arrive before the body was sent, which then fails.
      if (!answered) reject(reason);
    });
    call.end(body);
  });

/** What is read of the body of an answer. */
class BoundedBody {
  readonly #chunks: Buffer[] = [];
  #size = 0;

  /** Returns `false` for a part that is too much: it is left out. */
  add(chunk: Buffer): boolean {
    this.#size += chunk.length;
    if (this.#size > bodyBytesMax) return false;
    this.#chunks.push(chunk);
    return true;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

/** Asks a listener over HTTP/2, over a connection of its own. Throws `ProbeTimeout` without an answer. */
export const askHttp2 = (endpoint: Endpoint, question: ProbeRequest): Promise<ProbeResponse> =>
  withinProbeLimit(endpoint, question.signal, async ({ signal, watch }) => {
    const { host, port, serverName } = endpoint;
    const authority = `https://${isIP(serverName) === 6 ? `[${serverName}]` : serverName}:${String(port)}`;
    const socket = connectTls({
      ...{ ...tlsOptions(endpoint, question.identity), host, port, ALPNProtocols: ['h2'] },
    });
    watch(socket);
    const session = connectHttp2(authority, { createConnection: () => socket });
    const end = (): void => {
      session.destroy();
    };
    signal.addEventListener('abort', end);
    try {
      return await answerOfStream(session, question);
    } finally {
      signal.removeEventListener('abort', end);
      session.destroy();
    }
  });

const answerOfStream = (session: ClientHttp2Session, question: ProbeRequest): Promise<ProbeResponse> =>
  new Promise((resolve, reject) => {
    session.once('error', reject);
    session.once('close', () => {
      reject(new Error('the connection was closed'));
    });
    const { method = 'GET', path, body } = question;
    const stream = session.request(
      { ':method': method, ':path': path, ...headersOf(question) },
      { endStream: body === undefined },
    );
    let head = { status: 0, contentType: '' };
    const read = new BoundedBody();
    const finish = (): void => {
      resolve({ ...head, body: read.text() });
    };
    stream.once('response', (headers) => {
      head = { status: headers[':status'] ?? 0, contentType: headers['content-type'] ?? '' };
    });
    stream.on('data', (chunk: Buffer) => {
      if (read.add(chunk)) return;
      finish();
      stream.close();
    });
    stream.once('end', finish);
    // NGINX answers a body that is too large before it has come, and then ends the stream.
    stream.once('error', (reason: Error) => {
      if (head.status > 0) finish();
      else reject(reason);
    });
    if (body !== undefined) stream.end(body);
  });

/** Ends a connection when the time is over. */
const destroyOn = (signal: AbortSignal, socket: Socket): void => {
  const end = (): void => {
    socket.destroy(new Error('the time is over'));
  };
  signal.addEventListener('abort', end);
  socket.once('close', () => {
    signal.removeEventListener('abort', end);
  });
};

/** Sends bytes to a listener as they are; resolves to the beginning of what comes back. */
export const sendRaw = (endpoint: Endpoint, bytes: string, signal: AbortSignal): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connectTls({ ...tlsOptions(endpoint), ALPNProtocols: ['http/1.1'] }, () => {
      socket.write(bytes);
    });
    let text = '';
    destroyOn(signal, socket);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.length > bodyBytesMax) socket.destroy();
    });
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      resolve(text);
    });
    socket.on('error', (reason: Error) => {
      if (text === '') reject(reason);
    });
  });

/** Tries a handshake with these options; resolves to its protocol and cipher, or to the error. */
export const shakeHands = (
  endpoint: Endpoint,
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<{ readonly protocol: string; readonly cipher: string } | { readonly failure: Error }> =>
  new Promise((resolve) => {
    const socket = connectTls({ ...tlsOptions(endpoint), ...options }, () => {
      resolve({ protocol: socket.getProtocol() ?? '', cipher: socket.getCipher().name });
      socket.destroy();
    });
    destroyOn(signal, socket);
    socket.on('error', (failure: Error) => {
      resolve({ failure });
    });
    socket.on('close', () => {
      resolve({ failure: new Error('the connection was closed') });
    });
  });

/** Returns the body as JSON, as far as the product's errors have it; `null`: it is no JSON object. */
export const jsonOf = ({ body }: ProbeResponse): Readonly<Record<string, unknown>> | null => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null
      ? Object.fromEntries<unknown>(Object.entries(value))
      : null;
  } catch {
    return null;
  }
};

/** Returns the code of an error of the product; empty: it is none. */
export const codeOf = (answer: ProbeResponse): string => {
  const code = jsonOf(answer)?.['code'];
  return typeof code === 'string' ? code : '';
};

/** `ServedCertificate`: the certificate that a listener presents, and why this machine does not trust it. */
export interface ServedCertificate {
  readonly certificate: X509Certificate;
  /** The code of OpenSSL or Node; `null`: it is trusted, and for this name. */
  readonly error: string | null;
}

/** Looks at the certificate of a listener. `ca`: in PEM, instead of the CAs of this machine. */
export const servedBy = (
  endpoint: Endpoint,
  ca: string | null,
  signal: AbortSignal,
): Promise<ServedCertificate> =>
  new Promise((resolve, reject) => {
    const options = { ...tlsOptions(endpoint), ...(ca !== null && { ca }) };
    const socket = connectTls(options, () => {
      const certificate = socket.getPeerX509Certificate();
      const error = socket.authorized ? null : codeOfFailure(socket.authorizationError);
      socket.destroy();
      if (certificate) resolve({ certificate, error });
      else reject(new Error('the listener presents no certificate'));
    });
    destroyOn(signal, socket);
    socket.on('error', reject);
  });

/** Node has a text here, other than its types say. */
const codeOfFailure = (error: Error | string): string =>
  error instanceof Error ? ('code' in error ? String(error.code) : error.message) : error;

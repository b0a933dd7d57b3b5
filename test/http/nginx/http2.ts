import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from 'node:http2';
import type { IssuedCertificate } from '../../../src/cli/deployment/pki.js';
import type { Answer, OpenListener, TestProxy } from './support.js';

export interface Http2Request {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Sent with its length where `length` is set, else without. */
  readonly body?: string;
  readonly length?: boolean;
  readonly client?: IssuedCertificate;
}

/** Asks over a connection of its own; with any method, path and body that HTTP/2 can carry. */
export const askOverHttp2 = async (
  proxy: TestProxy,
  listener: OpenListener,
  request: Http2Request,
): Promise<Answer> => {
  const session = connect(`https://localhost:${String(proxy.ports[listener])}`, {
    ca: proxy.ca.certPem,
    ...(request.client && { cert: request.client.certPem, key: request.client.keyPem }),
  });
  try {
    return await answerOf(session, request);
  } finally {
    session.destroy();
  }
};

const answerOf = (session: ClientHttp2Session, request: Http2Request): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { method = 'POST', path = '/api/auth/token', body = '', length = false } = request;
    const stream = session.request(
      {
        ':method': method,
        ':path': path,
        ...(length && { 'content-length': String(Buffer.byteLength(body)) }),
        ...request.headers,
      },
      { endStream: body === '' },
    );
    let answer: Omit<Answer, 'body'> = { status: 0, headers: {}, rawHeaders: [] };
    const chunks: Buffer[] = [];
    session.once('error', reject);
    stream.once('response', (headers) => {
      const plain = Object.entries(headers).filter(([name]) => !name.startsWith(':'));
      answer = {
        status: headers[':status'] ?? 0,
        headers: Object.fromEntries(plain.map(([name, value]) => [name, String(value)])),
        rawHeaders: plain.flatMap(([name, value]) => [name, String(value)]),
      };
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    const finish = (): void => resolve({ ...answer, body: Buffer.concat(chunks).toString('utf8') });
    stream.once('end', finish);
    // NGINX answers a body that is too large before it has come, and then ends the stream.
    stream.once('error', (reason: Error) => (answer.status > 0 ? finish() : reject(reason)));
    if (body !== '') stream.end(body);
  });

import {
  Agent as HttpAgent,
  type IncomingMessage,
  request as httpRequest,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { finished } from 'node:stream/promises';

/** PEM, as `node:tls` takes it. */
export interface TlsMaterial {
  /** Certificate authorities of the gateway's server certificate, unless Node knows them. */
  readonly ca?: string | Buffer;
  /** The client certificate with its chain, and its key. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
}

export interface Question {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface GatewayAnswer {
  readonly status: number;
  readonly body: string;
}

const bodyBytesMax = 256 * 1024;
const connectionsMax = 32;

/**
 * Sends requests to the gateway. Each is limited in time, from the first to the last byte, and in
 * size; the number of connections is limited too. It follows no redirect, because one could lead
 * anywhere.
 */
export class GatewayClient {
  readonly #http = new HttpAgent({ keepAlive: true, maxSockets: connectionsMax });
  readonly #https: HttpsAgent;

  constructor(
    tls: TlsMaterial,
    private readonly timeoutMs: number,
  ) {
    this.#https = new HttpsAgent({ ...tls, keepAlive: true, maxSockets: connectionsMax });
  }

  /** Returns the gateway's answer. Rejects when it is not complete in time. */
  async ask(url: URL, question: Question): Promise<GatewayAnswer> {
    const signal = AbortSignal.timeout(this.timeoutMs);
    try {
      return await this.askOnce(url, question, signal);
    } catch (reason) {
      // The gateway had closed a kept connection and never saw the request, so it is sent again.
      if (reason instanceof ClosedMeanwhile) return this.askOnce(url, question, signal);
      throw reason;
    }
  }

  private askOnce(url: URL, { body, ...question }: Question, signal: AbortSignal): Promise<GatewayAnswer> {
    return new Promise((resolve, reject) => {
      const options: RequestOptions = { ...question, signal };
      const request =
        url.protocol === 'https:'
          ? httpsRequest(url, { ...options, agent: this.#https })
          : httpRequest(url, { ...options, agent: this.#http });
      request.on('response', (response) => {
        bodyOf(response).then((text) => resolve({ status: response.statusCode ?? 0, body: text }), reject);
      });
      request.on('error', (cause: NodeJS.ErrnoException) =>
        reject(request.reusedSocket && cause.code === 'ECONNRESET' ? new ClosedMeanwhile() : cause),
      );
      // Without a listener, Node closes the connection without an event, and no time limit ends the request.
      request.on('upgrade', (_response, socket) => {
        socket.destroy();
        reject(new Error('the gateway changed the protocol'));
      });
      request.end(body);
    });
  }
}

class ClosedMeanwhile extends Error {}

const bodyOf = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) response.destroy(new Error('the answer is too long'));
    chunks.push(chunk);
  });
  await finished(response);
  return Buffer.concat(chunks).toString('utf8');
};

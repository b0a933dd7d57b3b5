import type { IncomingHttpHeaders } from 'node:http';
import { type Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { ConnectionError } from './portaria-error.js';

export interface Sending {
  readonly agent: Agent;
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  readonly timeoutSeconds: number;
  /** Whether the request may be sent again if it is unknown whether it arrived. */
  readonly repeatable: boolean;
}

interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Resolves to the whole response; rejects with a `ConnectionError` when there is none. Follows no redirect. */
export const sendRequest = async (sending: Sending): Promise<Received> => {
  for (;;) {
    const sent = await sendOnce(sending);
    if (!('problem' in sent)) return sent;
    // The server may close a kept connection in the moment in which a request is sent on it.
    if (!sent.reused || !sending.repeatable) throw new ConnectionError(sending.url.origin, sent.problem);
  }
};

const sendOnce = (sending: Sending): Promise<Received | { problem: unknown; reused: boolean }> =>
  new Promise((resolve) => {
    const { url, agent, method, headers, body, timeoutSeconds } = sending;
    const call = request(url, { agent, method, headers: { ...lengthOf(body), ...headers } });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      call.destroy(new Error(`no response within ${timeoutSeconds} seconds`));
    }, 1000 * timeoutSeconds);
    const fail = (problem: unknown): void => {
      clearTimeout(timer);
      resolve({ problem, reused: call.reusedSocket && !late });
    };
    call.on('error', fail);
    call.on('response', (response) => {
      text(response).then((content) => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: content });
      }, fail);
    });
    // Without a listener, Node closes the connection without an event.
    call.on('upgrade', (_response, socket) => {
      socket.destroy();
      fail(new Error('the server changed the protocol (101)'));
    });
    call.end(body);
  });

const lengthOf = (body: string | Uint8Array | undefined): Record<string, string> =>
  body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };

import { connect, type NetConnectOpts, Socket } from 'node:net';
import type pg from 'pg';

/** PostgreSQL's protocol, CancelRequest: its length and its code. */
const lengthOfRequest = 16;
const codeOfRequest = 80_877_102;

const withinMs = 1000;

/** `Backend`: the server's process behind a connection, with its address and the key to cancel. */
interface Backend {
  readonly address: NetConnectOpts;
  readonly processId: number;
  readonly secretKey: number;
}

/** What `pg` has on its client, beside what its types say. */
interface OpenClient {
  readonly host?: string;
  readonly port?: number;
  readonly connection?: { readonly stream?: unknown };
  readonly processID?: number | null;
  readonly secretKey?: number | null;
}

/** Returns the backend of a connection; `null` when the connection is closed already. */
const backendOf = (client: OpenClient): Backend | null => {
  const { processID, secretKey } = client;
  const address = addressOf(client);
  if (!address || typeof processID !== 'number' || typeof secretKey !== 'number') return null;
  return { address, processId: processID, secretKey };
};

const addressOf = ({ host, port, connection }: OpenClient): NetConnectOpts | null => {
  // The connection of a Unix socket has no address; a host that is a folder is where the socket is.
  if (host?.startsWith('/')) return { path: `${host}/.s.PGSQL.${String(port)}` };
  // The address of the connection and not of the URL: after a failover the URL leads elsewhere. With
  // TLS the stream is a socket as well.
  const stream = connection?.stream;
  if (!(stream instanceof Socket) || !stream.remoteAddress || !stream.remotePort) return null;
  return { host: stream.remoteAddress, port: stream.remotePort };
};

/** Whether the server took a request; `unknown` where there is no address to send it to. */
export type CancelAnswer = 'reached' | 'unreachable' | 'unknown';

/**
 * Asks the server, over a connection of its own, to cancel the statement of `client`. Never
 * rejects, and never takes longer than a second. It is
 * sent without TLS, as libpq does: the key in it is worth nothing but the end of this statement, and
 * the connection is not used again.
 */
export const requestCancel = (client: pg.ClientBase): Promise<CancelAnswer> => {
  const backend = backendOf(client as OpenClient);
  if (!backend) return Promise.resolve('unknown');
  return new Promise((resolve) => {
    let reached = false;
    const socket = connect(backend.address, () => {
      reached = true;
      socket.end(messageFor(backend));
    });
    const end = (): void => void socket.destroy();
    const timer = setTimeout(end, withinMs);
    socket.on('error', end);
    // The server closes the connection when it has read the request.
    socket.on('end', end);
    socket.resume();
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(reached ? 'reached' : 'unreachable');
    });
  });
};

const messageFor = ({ processId, secretKey }: Backend): Buffer => {
  const message = Buffer.alloc(lengthOfRequest);
  message.writeInt32BE(lengthOfRequest, 0);
  message.writeInt32BE(codeOfRequest, 4);
  message.writeInt32BE(processId, 8);
  message.writeInt32BE(secretKey, 12);
  return message;
};

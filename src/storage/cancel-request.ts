import { connect, Socket } from 'node:net';
import type pg from 'pg';

/** PostgreSQL's protocol, CancelRequest: its length and its code. */
const lengthOfRequest = 16;
const codeOfRequest = 80_877_102;

const withinMs = 1000;

/** `Backend`: the server's process behind a connection, with its address and the key to cancel. */
interface Backend {
  readonly host: string;
  readonly port: number;
  readonly processId: number;
  readonly secretKey: number;
}

/** Returns the backend of a connection; `null` when the connection is closed already. */
const backendOf = (client: pg.ClientBase): Backend | null => {
  // The address of the connection and not of the URL: after a failover the URL leads elsewhere.
  const { stream } = (client as { connection?: { stream?: unknown } }).connection ?? {};
  const { processID, secretKey } = client as { processID?: number | null; secretKey?: number | null };
  if (!(stream instanceof Socket) || !stream.remoteAddress || !stream.remotePort) return null;
  if (typeof processID !== 'number' || typeof secretKey !== 'number') return null;
  return { host: stream.remoteAddress, port: stream.remotePort, processId: processID, secretKey };
};

/**
 * Asks the server, over a connection of its own, to cancel the statement of `client`. Resolves to
 * whether the server could be reached; never rejects, and never takes longer than a second. It is
 * sent without TLS, as libpq does: the key in it is worth nothing but the end of this statement, and
 * the connection is not used again.
 */
export const requestCancel = (client: pg.ClientBase): Promise<boolean> => {
  const backend = backendOf(client);
  if (!backend) return Promise.resolve(false);
  return new Promise((resolve) => {
    let reached = false;
    const socket = connect({ host: backend.host, port: backend.port }, () => {
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
      resolve(reached);
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

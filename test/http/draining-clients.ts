import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * A thread with clients that send POSTs to a port, each again and again, until a connection is
 * refused. Posts how many requests ended in which way.
 */
const { port, clients, keepAlive } = workerData as {
  readonly port: number;
  readonly clients: number;
  readonly keepAlive: boolean;
};
const agent = new Agent({ keepAlive });
const counts: Record<string, number> = {};

const send = (): Promise<string> =>
  new Promise((resolve) => {
    const sent = request({ port, agent, method: 'POST', path: '/' }, (response) => {
      response.resume();
      response.once('end', () => {
        resolve('answered');
      });
    });
    sent.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
    sent.end('a body');
  });

const sendUntilRefused = async (): Promise<void> => {
  let ended = '';
  while (ended !== 'ECONNREFUSED') {
    ended = await send();
    counts[ended] = (counts[ended] ?? 0) + 1;
  }
};

await Promise.all(Array.from({ length: clients }, sendUntilRefused));
parentPort?.postMessage(counts);

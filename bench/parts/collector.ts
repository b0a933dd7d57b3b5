import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A collector of traces that takes every export and reads none of it. */
export interface Collector {
  readonly url: string;
  /** Of all exports so far. */
  readonly bytes: () => number;
  stop(): Promise<void>;
}

export const startCollector = async (): Promise<Collector> => {
  let bytes = 0;
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => (bytes += chunk.length));
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    bytes: () => bytes,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};

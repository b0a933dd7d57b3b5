import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { issueCertificate, serverAuth } from '../../src/cli/deployment/pki.js';
import { currently, testAuthority } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';

export const hostname = 'keys.merchant.example';

/** A merchant's HTTPS server on one address of the loopback. */
export interface KeySetServer {
  readonly port: number;
  /** TCP connections, whatever became of them. */
  readonly connections: () => number;
  readonly requests: () => number;
}

export const openKeySetServer = async (
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  { host = '127.0.0.2', port = 0 } = {},
): Promise<KeySetServer> => {
  const { certPem, keyPem } = await issueCertificate(await testAuthority(), {
    ...currently,
    commonName: hostname,
    extendedKeyUsage: [serverAuth],
    subjectAltNames: { dns: [hostname], ip: [host] },
  });
  let [connections, requests] = [0, 0];
  const server = createServer({ cert: certPem, key: keyPem }, (request, response) => {
    requests += 1;
    answer(request, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(port, host);
  await once(server, 'listening');
  afterFile(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    requests: () => requests,
  };
};

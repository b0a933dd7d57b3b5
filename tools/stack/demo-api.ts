/**
 * The API of the local stack that the gateway protects: a separate program, which answers with the
 * request that reached it. So one sees what a real API would receive, and what never gets there.
 */
import { createServer } from 'node:http';

const told = [
  'x-account-id',
  'x-client-id',
  'x-scope',
  'x-token-id',
  'x-certificate-fingerprint',
  'x-request-id',
] as const;

const server = createServer((request, response) => {
  const { method, url, headers } = request;
  const identity = Object.fromEntries(
    told.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );
  // The body is ignored, but it must be read: otherwise the connection cannot be used again.
  request.resume();
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(`${JSON.stringify({ method, path: url, ...identity })}\n`);
});

server.listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGTERM', () => server.close());

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createPlain, type RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net';
import { afterAll, onTestFinished } from 'vitest';
import type { DoctorFiles } from './doctor-files.js';

const listening = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterAll(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

/** An HTTPS server with a certificate of the folder, which asks for one of the client's and accepts any. */
export const openHttps = async (
  { read }: DoctorFiles,
  name: string,
  answer: RequestListener,
): Promise<string> => {
  const options = {
    cert: read(`${name}.pem`),
    key: read(`${name}.key`),
    requestCert: true,
    rejectUnauthorized: false,
  };
  return `https://localhost:${String(await listening(createServer(options, answer)))}`;
};

export const openPlainHttp = async (): Promise<string> =>
  `https://localhost:${String(await listening(createPlain((_, response) => response.end('plain'))))}`;

/** A server that talks, and never speaks TLS or HTTP. */
export const openBabble = async (): Promise<string> =>
  `https://localhost:${String(await listening(createTcp((socket) => socket.end('220 mail.example ESMTP\r\n'))))}`;

/** A server that closes every connection, or never answers. */
export const openSilent = async (closes: boolean): Promise<string> => {
  const server = createTcp((socket) => {
    socket.on('error', () => undefined);
    if (closes) socket.on('data', () => socket.destroy());
    else afterAll(() => void socket.destroy());
  });
  return `https://localhost:${String(await listening(server))}`;
};

/** A port on which nothing listens. */
export const closedPort = async (): Promise<string> => {
  const server = createTcp();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `https://localhost:${String(port)}`;
};

/** OpenSSL's own server, which ends the handshake of certificates that it does not accept. */
export const openSslServer = async ({ folder }: DoctorFiles, words: string): Promise<string> => {
  const url = await closedPort();
  const { port } = new URL(url);
  const all = `s_server -accept 127.0.0.1:${port} -cert server.pem -key server.key -www ${words}`.split(' ');
  const child = spawn('openssl', all, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
  // Not `afterAll`: registered while a test runs, it never ended the process.
  onTestFinished(() => void child.kill());
  await accepting(child);
  return url;
};

const accepting = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('ACCEPT')) resolve();
    });
    child.on('exit', () => reject(new Error(`openssl s_server ended: ${said}`)));
  });

import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createControl, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { type CertificateFolder, makeCertificates, passphrase } from './certificates.ts';
import { type ReceivedRequest, Script, type ScriptedAnswer } from './script.ts';

/** `ScriptedServer`: where the running server is. `main.ts` prints the same as JSON. */
export interface ScriptedServer {
  /** The address for mutual TLS. */
  readonly url: string;
  /** The control path: `POST /answers`, `GET /requests`, `POST /reset`. */
  readonly control: string;
  /** The folder with the keys and certificates; deleted when the server is closed. */
  readonly folder: string;
  /** The password of `client-encrypted.key` and `client.p12`. */
  readonly passphrase: string;
}

export interface RunningScriptedServer extends ScriptedServer {
  readonly close: () => void;
}

/** Starts the server on ports that are free, with certificates of its own. */
export const startScriptedServer = async (): Promise<RunningScriptedServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'portaria-scripted-'));
  const certificates = makeCertificates(folder);
  const script = new Script();
  const tls = openTls(certificates, script);
  const control = createControl((request, response) => void direct(script, request, response));
  const url = `https://localhost:${String(await listen(tls))}`;
  const controlUrl = `http://127.0.0.1:${String(await listen(control))}`;
  const close = (): void => {
    tls.close();
    tls.closeAllConnections();
    control.close();
    control.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, control: controlUrl, folder, passphrase, close };
};

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });

const openTls = (certificates: CertificateFolder, script: Script) => {
  const connections = new WeakMap<object, number>();
  let opened = 0;
  const options = {
    ca: certificates.read('ca.pem'),
    cert: certificates.read('server.pem'),
    key: certificates.read('server.key'),
    requestCert: true,
    rejectUnauthorized: true,
  };
  const server = createServer(options, (request, response) => {
    void (async () => {
      const received = await read(request, connections.get(request.socket) ?? 0);
      await send(response, script.answer(received), (body) => signed(certificates, received, body));
    })();
  });
  server.on('secureConnection', (socket) => connections.set(socket, (opened += 1)));
  return server;
};

const read = async (request: IncomingMessage, connection: number): Promise<ReceivedRequest> => {
  const peer = request.socket instanceof TLSSocket ? request.socket.getPeerX509Certificate() : undefined;
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    body: await text(request),
    fingerprint: peer?.fingerprint256.replaceAll(':', '').toLowerCase() ?? '',
    connection,
    atMs: performance.now(),
  };
};

const signed = (certificates: CertificateFolder, request: ReceivedRequest, body: unknown): unknown => {
  const { csr } = JSON.parse(request.body) as { csr: string };
  const pem = certificates.sign(csr);
  const fingerprint = new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
  return { ...(body as object), pem, chain: certificates.read('ca.pem'), fingerprint };
};

const send = async (
  response: ServerResponse,
  answer: ScriptedAnswer,
  sign: (body: unknown) => unknown,
): Promise<void> => {
  await sleep(answer.delayMs ?? 0);
  if (answer.close) {
    response.destroy();
    return;
  }
  const body = answer.sign ? sign(answer.body) : answer.body;
  response.writeHead(answer.status ?? 200, {
    'Content-Type': 'application/json',
    'X-Request-Id': '00112233445566778899aabbccddeeff',
    ...answer.headers,
  });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

/** The control path, in plain HTTP on the loopback address. */
const direct = async (script: Script, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await text(request);
  const route = `${request.method ?? ''} ${request.url ?? ''}`;
  if (route === 'POST /answers') script.queue(JSON.parse(body) as ScriptedAnswer[]);
  else if (route === 'POST /reset') script.reset();
  else if (route !== 'GET /requests') {
    response.writeHead(404).end('There are POST /answers, GET /requests and POST /reset.\n');
    return;
  }
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(script.requests));
};

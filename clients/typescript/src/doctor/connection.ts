import type { IncomingHttpHeaders } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import { type Finding, finding } from './finding.js';
import type { TlsIdentity } from './identity.js';
import { codeOf } from './read-file.js';
import { serverNameOf } from './server-ca.js';

/** `Answer`: what a server answered, as far as it is read. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** How long it took, to compare clocks. */
  readonly receivedMs: number;
}

export interface Question {
  readonly url: URL;
  readonly identity: TlsIdentity | null;
  readonly ca: string | null;
  /** `false` only for a question without a certificate, whose answer is not trusted. */
  readonly verify: boolean;
  readonly timeoutMs: number;
  readonly nowMs: () => number;
}

const bodyBytesMax = 64 * 1024;

/** Sends one GET with no secret in it; resolves to the answer, or to the error of Node. */
export const ask = (question: Question): Promise<Answer | { readonly failure: unknown }> =>
  new Promise((resolve) => {
    const { url, timeoutMs, nowMs } = question;
    let call: ReturnType<typeof request>;
    try {
      call = request(url, optionsOf(question));
    } catch (failure) {
      // Certificate and key are read by OpenSSL before anything is sent.
      resolve({ failure });
      return;
    }
    const timer = setTimeout(
      () => call.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })),
      timeoutMs,
    );
    const end = (result: Answer | { readonly failure: unknown }): void => {
      clearTimeout(timer);
      resolve(result);
    };
    call.on('error', (failure) => end({ failure }));
    call.on('response', (response) => {
      const chunks: Buffer[] = [];
      const done = (): void => {
        const text = Buffer.concat(chunks).toString('utf8').slice(0, bodyBytesMax);
        end({ status: response.statusCode ?? 0, headers: response.headers, text, receivedMs: nowMs() });
      };
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > bodyBytesMax) call.destroy();
      });
      response.on('close', done);
    });
    // Without a listener, Node closes the connection without an event.
    call.on('upgrade', (_response, socket) => {
      socket.destroy();
      end({ failure: Object.assign(new Error('upgrade'), { code: 'ECONNRESET' }) });
    });
    call.end();
  });

const optionsOf = ({ url, identity, ca, verify }: Question): RequestOptions => ({
  ...identity,
  ...(ca !== null && { ca }),
  agent: false,
  servername: serverNameOf(url.hostname.replace(/^\[|\]$/g, '')),
  minVersion: 'TLSv1.2',
  rejectUnauthorized: verify,
  headers: { Accept: 'application/json' },
});

export type Trouble =
  | { readonly finding: Finding }
  /** The answer of the server without verification says more. */
  | { readonly kind: 'unknown_ca' | 'server_clock'; readonly finding: Finding };

interface Place {
  readonly host: string;
  readonly port: string;
  readonly seconds: number;
  /** Whether a certificate was presented. */
  readonly presented: boolean;
}

const ofNetwork: Readonly<Record<string, (place: Place) => Finding>> = {
  ENOTFOUND: ({ host }) => finding('host_unknown', { host }),
  EAI_AGAIN: ({ host }) => finding('host_unknown', { host }),
  ECONNREFUSED: ({ host, port }) => finding('connection_refused', { host, port }),
  ETIMEDOUT: ({ host, port, seconds }) => finding('connection_timeout', { host, port, seconds }),
  ECONNRESET: ({ host, port }) => finding('connection_closed', { host, port }),
  EPIPE: ({ host, port }) => finding('connection_closed', { host, port }),
};

const ofServerCertificate: Readonly<Record<string, 'unknown_ca' | 'server_clock'>> = {
  UNABLE_TO_GET_ISSUER_CERT: 'unknown_ca',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown_ca',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown_ca',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown_ca',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown_ca',
  CERT_UNTRUSTED: 'unknown_ca',
  CERT_HAS_EXPIRED: 'server_clock',
  CERT_NOT_YET_VALID: 'server_clock',
};

/** Returns what the error of a connection means. */
export const troubleOf = (failure: unknown, place: Place): Trouble => {
  const code = codeOf(failure);
  const kind = ofServerCertificate[code];
  if (kind === 'unknown_ca') return { kind, finding: finding('server_ca_unknown', { issuer: '?' }) };
  if (kind === 'server_clock')
    return {
      kind,
      finding: finding(code === 'CERT_HAS_EXPIRED' ? 'server_expired' : 'server_not_yet_valid'),
    };
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return { finding: wrongHost(failure, place.host) };
  return { finding: ofNetwork[code]?.(place) ?? tlsFinding(code, messageOf(failure), place) };
};

const messageOf = (failure: unknown): string =>
  failure instanceof Error ? failure.message : String(failure);

const wrongHost = (failure: unknown, host: string): Finding => {
  const certificate: unknown = failure instanceof Error && 'cert' in failure ? failure.cert : null;
  const named =
    typeof certificate === 'object' && certificate !== null && 'subjectaltname' in certificate
      ? String(certificate.subjectaltname)
      : '?';
  return finding('server_wrong_host', { host, names: named.replaceAll(/(?:DNS|IP Address):/g, '') });
};

/** OpenSSL names an alert of the server in its code, which differs between TLS 1.2 and 1.3. */
const tlsFinding = (code: string, words: string, { host, port, presented }: Place): Finding => {
  const reason = /alert ([a-z ]+?)(?::|$)/i.exec(words)?.[1] ?? code;
  const says = `${code} ${words}`.replaceAll('_', ' ').toLowerCase();
  if (/alert unknown ca/.test(says)) return finding('client_ca_rejected', { reason });
  if (
    /alert (?:bad certificate|certificate (?:unknown|expired|revoked)|unsupported certificate|access denied)/.test(
      says,
    )
  )
    return finding('certificate_rejected', { reason });
  // With TLS 1.2, a server that requires a certificate says no more than that the handshake failed.
  if (/certificate required/.test(says) || (!presented && /handshake failure/.test(says)))
    return finding('certificate_required');
  if (/wrong version number|packet length too long|unknown protocol|http request/.test(says))
    return finding('not_tls', { host, port });
  if (/protocol version|handshake failure|no protocols available|unsupported protocol/.test(says))
    return finding('tls_version', { host });
  if (/key too small|md too weak|key values mismatch|no start line|decoder/.test(says))
    return finding('files_unusable', { reason: words });
  return finding('connection_failed', { host, port, reason: code });
};

import { X509Certificate } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:tls';
import { certificateInfoOf } from './certificate-info.js';
import { type Finding, finding } from './finding.js';
import { peerChainOf } from './peer-chain.js';
import { readPem } from './pem-text.js';
import { readFileOf } from './read-file.js';

/** A folder with more files is not one with the files of a hand-over. */
const filesMax = 50;

/** Returns whose CA the server's certificate is from, and the file beside the given ones that has that CA. */
export const unknownCaFinding = async (
  url: URL,
  nearFiles: readonly string[],
  timeoutMs: number,
): Promise<Finding> => {
  const chain = await chainOfServer(url, timeoutMs);
  const top = chain.at(-1);
  const issuer = top === undefined ? '?' : (certificateInfoOf(top)?.issuer ?? '?');
  const file = top === undefined ? null : await fileWithIssuer(top, nearFiles);
  return file === null
    ? finding('server_ca_unknown', { issuer })
    : finding('server_ca_in_file', { issuer, file });
};

/** Only the handshake is made: nothing is sent to a server that is not trusted, and no certificate is presented. */
const chainOfServer = (url: URL, timeoutMs: number): Promise<readonly Uint8Array[]> =>
  new Promise((resolve) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const socket = connect({
      host,
      port: Number(url.port || 443),
      servername: serverNameOf(host),
      rejectUnauthorized: false,
    });
    const end = (chain: readonly Uint8Array[]): void => {
      socket.destroy();
      resolve(chain);
    };
    socket.setTimeout(timeoutMs, () => end([]));
    socket.on('secureConnect', () => end(peerChainOf(socket)));
    socket.on('error', () => end([]));
  });

/** A server name is never an address (RFC 6066 section 3). */
export const serverNameOf = (host: string): string => (/^[\d.]+$|:/.test(host) ? '' : host);

const fileWithIssuer = async (der: Uint8Array, files: readonly string[]): Promise<string | null> => {
  const certificate = new X509Certificate(der);
  for (const file of files) {
    const read = await readFileOf(file);
    if ('problem' in read) continue;
    const parts = readPem(read.bytes.toString('latin1')).parts.filter(({ label }) => label === 'CERTIFICATE');
    if (parts.some((part) => isIssuer(certificate, part.der))) return file;
  }
  return null;
};

const isIssuer = (certificate: X509Certificate, der: Uint8Array): boolean => {
  try {
    const issuer = new X509Certificate(der);
    return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
};

/** Returns the files in the folders of the given ones that may have a CA in them: the key is in none that is read. */
export const certificateFilesNear = async (given: readonly string[]): Promise<readonly string[]> => {
  const folders = new Set(given.map((file) => file.replace(/[^/\\]*$/, '') || './'));
  const found = await Promise.all(
    [...folders].map(async (folder) => {
      const names = await readdir(folder).catch(() => []);
      return names.filter((name) => /\.(?:pem|crt|cer)$/i.test(name)).map((name) => folder + name);
    }),
  );
  return found.flat().sort().slice(0, filesMax);
};

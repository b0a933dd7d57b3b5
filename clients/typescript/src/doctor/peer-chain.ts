import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';

/** No chain of certificates is longer. */
const chainMax = 10;

/** Returns the certificates that a peer has sent, its own first. */
export const peerChainOf = (socket: TLSSocket): readonly Uint8Array[] => {
  const chain: Uint8Array[] = [];
  let certificate = socket.getPeerCertificate(true);
  // Without a certificate it is an empty object; the last one of a chain may be its own issuer, or have none.
  while (Buffer.isBuffer(certificate.raw) && chain.length < chainMax) {
    chain.push(certificate.raw);
    const issuer = issuerOf(certificate);
    if (issuer === undefined || issuer === certificate) break;
    certificate = issuer;
  }
  return chain;
};

/** Contrary to its type, it is missing where the peer has not sent the issuer. */
const issuerOf = (certificate: DetailedPeerCertificate): DetailedPeerCertificate | undefined =>
  certificate.issuerCertificate;

import type { HandshakeProblem } from '../../core/certificates/certificate.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';

const words = {
  explicit_curve: 'its key writes out its curve instead of naming it',
  no_client_auth: 'its extended key usage does not name clientAuth itself',
  no_signatures: 'its key usage has neither digitalSignature nor keyAgreement',
  netscape_type: "Netscape's certificate type in it is not that of a client",
  unknown_critical_extension: 'it has a critical extension that OpenSSL does not know',
  weak_signature: 'its CA signed it with SHA-1 or MD5',
} as const satisfies Record<HandshakeProblem, string>;

/** Notes on a certificate that NGINX refuses in every handshake. At the header listener it may be good. */
export const handshakeNotes = (certificateParser: CertificateParser, pem: string): readonly string[] =>
  certificateParser
    .handshakeProblemsOf(pem)
    .map((problem) => `${words[problem]}, so the TLS listener never accepts it`);

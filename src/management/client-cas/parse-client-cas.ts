import type { CertificateInfo } from '../../core/certificates/certificate.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import { pemsOf, readCertificate } from '../certificates/parse-pem.js';
import { invalid } from '../fields.js';

/** More than all authorities of ICP-Brasil. */
const certificatesMax = 1000;
const textCharactersMax = 4_000_000;

export interface ParsedClientCa {
  readonly info: CertificateInfo;
  readonly pem: string;
}

/**
 * Parses every certificate of a text, in any order, each once: a client CA file, a chain, or one alone.
 * Text between them is ignored, as by OpenSSL. Throws `ManagementError('invalid')`, which never
 * repeats any of the text.
 */
export const parseClientCas = (
  certificateParser: CertificateParser,
  text: string,
): readonly ParsedClientCa[] => {
  if (text.length > textCharactersMax)
    throw invalid('certificate', 'is too long for a file of CA certificates');
  const pems = pemsOf(text);
  if (pems.length > certificatesMax)
    throw invalid('certificate', `must be at most ${String(certificatesMax)} certificates`);
  const given = pems.map((pem) => ({ pem, info: readCertificate(certificateParser, pem) }));
  return [...new Map(given.map((one) => [one.info.fingerprint, one])).values()];
};

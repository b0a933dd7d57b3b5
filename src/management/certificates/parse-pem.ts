import type { CertificateInfo } from '../../core/certificates/certificate.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import { certificatesIn, UnreadablePem } from '../../core/certificates/given-pem.js';
import { Refusal } from '../../core/refusals/refusal.js';
import { invalid } from '../fields.js';
import { orderChain } from './order-chain.js';

/** ICP-Brasil chains have four certificates. */
const chainMax = 10;
const textCharactersMax = 10 * 32_768;

/** The certificates of one text. */
export interface ParsedPem {
  /** The content of the certificate that issued none of the others: the client's, or the CA's. */
  readonly info: CertificateInfo;
  /** It alone, in PEM, with lines ended by LF. */
  readonly pem: string;
  /** Its issuers in the order of the chain, each in PEM. */
  readonly intermediates: readonly string[];
}

/**
 * Parses one PEM certificate, or one with its issuers in any order. Throws
 * `ManagementError('invalid')`, which never repeats any of the text.
 */
export const parsePem = (certificateParser: CertificateParser, text: string): ParsedPem => {
  if (text.length > textCharactersMax) throw invalid('certificate', 'is too long for a certificate');
  const pems = pemsOf(text);
  if (pems.length > chainMax)
    throw invalid('certificate', `there are ${String(pems.length)} certificates. Give one, or its chain`);
  const [first, ...issuers] = orderChain(
    pems.map((pem) => ({ pem, info: readCertificate(certificateParser, pem) })),
  );
  return { ...first, intermediates: issuers.map(({ pem }) => pem) };
};

/**
 * Returns the certificates of a text, each alone in PEM. Throws `ManagementError('invalid')` where
 * there is none, with what to give instead.
 */
export const pemsOf = (text: string): readonly string[] => {
  try {
    return certificatesIn(text).map(({ pem }) => pem);
  } catch (error) {
    if (error instanceof UnreadablePem) throw invalid('certificate', error.advice);
    throw error;
  }
};

/** Returns the certificates of a stored authority and its chain, each alone in PEM. */
export const pemsOfCa = ({
  pem,
  chain,
}: {
  readonly pem: string;
  readonly chain: string;
}): readonly string[] => pemsOf(`${pem}\n${chain}`);

/**
 * Reads one certificate. Throws `ManagementError('invalid')`, which never repeats any of the text.
 */
export const readCertificate = (certificateParser: CertificateParser, pem: string): CertificateInfo => {
  try {
    return certificateParser.readPem(pem);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw invalid(
      'certificate',
      error.publicDetail.hint ?? `${error.privateDetail}. It must be one X.509 certificate in PEM`,
    );
  }
};

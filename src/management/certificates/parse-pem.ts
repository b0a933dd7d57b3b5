import type { CertificateInfo } from '../../core/certificates/certificate.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import { certificatesIn, UnreadablePem } from '../../core/certificates/given-pem.js';
import { Refusal } from '../../core/refusals/refusal.js';
import { invalid } from '../fields.js';

/** ICP-Brasil chains have four certificates. */
const chainMax = 10;
const textCharactersMax = 10 * 32_768;

/** The certificates of one text. */
export interface ParsedPem {
  /** The content of the first certificate, which is the client's. */
  readonly info: CertificateInfo;
  /** The first certificate alone, in PEM, with lines ended by LF. */
  readonly pem: string;
  /** Its issuers, each in PEM. */
  readonly intermediates: readonly string[];
}

/**
 * Parses one PEM certificate, or a chain that begins with it, each followed by its issuer. Throws
 * `ManagementError('invalid')`, which never repeats any of the text.
 */
export const parsePem = (certificateParser: CertificateParser, text: string): ParsedPem => {
  if (text.length > textCharactersMax) throw invalid('certificate', 'is too long for a certificate');
  const pems = pemsOf(text);
  if (pems.length > chainMax)
    throw invalid('certificate', `there are ${String(pems.length)} certificates; give one, or its chain`);
  const chain = pems.map((pem) => ({ pem, info: readCertificate(certificateParser, pem) }));
  const [first] = checkChain(chain);
  return { ...first, intermediates: chain.slice(1).map(({ pem }) => pem) };
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

interface Link {
  readonly pem: string;
  readonly info: CertificateInfo;
}

/** Checks the order by the names. NGINX checks the signatures. */
const checkChain = (chain: readonly Link[]): readonly [Link] => {
  const [first] = chain;
  const broken = chain.some(({ info }, index) => {
    const next = chain[index + 1];
    return next !== undefined && (next.info.subject !== info.issuer || !next.info.isCa);
  });
  if (!first || broken)
    throw invalid(
      'certificate',
      'there is more than one, and they do not follow one another; give the client certificate first, then its issuer, ' +
        'and so on, or the client certificate alone',
    );
  return [first];
};

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
      error.publicDetail.hint ?? `${error.privateDetail}; it must be one X.509 certificate in PEM`,
    );
  }
};

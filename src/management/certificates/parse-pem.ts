import type { CertificateInfo } from '../../core/certificates/certificate.js';
import type { CertificateReader } from '../../core/certificates/certificate-reader.js';
import { Refusal } from '../../core/refusals/refusal.js';
import { invalid } from '../fields.js';
import { insteadOfCertificate } from './recognise-input.js';

/** ICP-Brasil has four. */
const chainMax = 10;
const textCharactersMax = 10 * 32_768;
export const eachPem = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** Certificates that were given in one text. */
export interface ParsedPem {
  /** Of the first, which is meant. */
  readonly info: CertificateInfo;
  /** The first alone, in PEM, lines ended by LF. */
  readonly pem: string;
  /** Those above it, each in PEM. */
  readonly above: readonly string[];
}

/**
 * Understands one PEM certificate, or a chain that begins with it, each followed by its issuer. Throws
 * `ManagementError('invalid')`, which never carries any of the text.
 */
export const parsePem = (reader: CertificateReader, text: string): ParsedPem => {
  const instead = insteadOfCertificate(text);
  if (instead !== null) throw invalid('certificate', instead);
  const pems = text.length > textCharactersMax ? [] : (text.match(eachPem) ?? []).map(tidy);
  if (pems.length < 2) return { info: readCertificate(reader, text), pem: tidy(text), above: [] };
  if (pems.length > chainMax)
    throw invalid('certificate', `there are ${String(pems.length)} certificates; give one, or its chain`);
  const chain = pems.map((pem) => ({ pem, info: readCertificate(reader, pem) }));
  const [first] = checkedChain(chain);
  return { ...first, above: chain.slice(1).map(({ pem }) => pem) };
};

interface Link {
  readonly pem: string;
  readonly info: CertificateInfo;
}

/** By the names; the signatures are NGINX's to check. */
const checkedChain = (chain: readonly Link[]): readonly [Link] => {
  const [first] = chain;
  const broken = chain.some(({ info }, place) => {
    const next = chain[place + 1];
    return next !== undefined && (next.info.subject !== info.issuer || !next.info.isAuthority);
  });
  if (!first || broken)
    throw invalid(
      'certificate',
      'there is more than one, and they do not follow one another; give the client certificate first, then its issuer, ' +
        'and so on, or the client certificate alone',
    );
  return [first];
};

/** Lines ended by LF. */
export const tidy = (pem: string): string => `${pem.trim().replaceAll('\r\n', '\n')}\n`;

/** Throws `ManagementError('invalid')`, which never carries any of the text. */
export const readCertificate = (reader: CertificateReader, pem: string): CertificateInfo => {
  try {
    return reader.readPem(pem);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw invalid(
      'certificate',
      error.publicDetail.hint ?? `${error.privateDetail}; it must be one X.509 certificate in PEM`,
    );
  }
};

import { dayMs } from '../../core/shared/durations.js';
import {
  createCa,
  type DevelopmentCa,
  issueCertificate,
  type IssuedCertificate,
  issueServerCertificate,
} from './pki.js';

const caDays = 3650;
const leafDays = 365;

/** `CertificateFiles`: the files of a development certificate and its key. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/**
 * `CertificateGenerators`: generators of everything that the development authority signs: the certificates of the
 * server, the demo merchant and the first operator.
 */
export interface CertificateGenerators {
  server(): Promise<IssuedCertificate>;
  merchant(): Promise<IssuedCertificate>;
  operator(): Promise<IssuedCertificate>;
}

/** Creates a development authority that is valid for ten years from `now`. */
export const createDevelopmentCa = (now: Date): Promise<DevelopmentCa> =>
  createCa({ commonName: 'Portaria Development CA', ...validFor(caDays, now) });

/**
 * Returns makers of certificates that are valid for a year from `now`; the server's also has
 * `serverNames`, besides localhost.
 */
export const certificateGenerators = (
  ca: DevelopmentCa,
  now: Date,
  serverNames: readonly string[] = [],
): CertificateGenerators => {
  const validity = validFor(leafDays, now);
  const client = (commonName: string): Promise<IssuedCertificate> =>
    issueCertificate(ca, { subject: `C=BR, O=Portaria Demo, CN=${commonName}`, ...validity });
  return {
    server: () => issueServerCertificate(ca, validity, serverNames),
    merchant: () => client('merchant.example'),
    operator: () => client('operator.example'),
  };
};

const validFor = (days: number, now: Date): { notBefore: Date; notAfter: Date } => ({
  notBefore: now,
  notAfter: new Date(now.getTime() + days * dayMs),
});

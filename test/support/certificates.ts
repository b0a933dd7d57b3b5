import {
  createCa,
  type DevelopmentCa,
  issueCertificate,
  type IssuedCertificate,
  type PkiCertificateParameters,
} from '../../src/cli/deployment/pki.js';

const hourMs = 60 * 60 * 1000;

/** Validity of almost every certificate: from an hour ago until tomorrow. */
export const currently = {
  notBefore: new Date(Date.now() - hourMs),
  notAfter: new Date(Date.now() + 24 * hourMs),
};
export const longAgo = {
  notBefore: new Date(Date.now() - 48 * hourMs),
  notAfter: new Date(Date.now() - 24 * hourMs),
};
export const later = {
  notBefore: new Date(Date.now() + 24 * hourMs),
  notAfter: new Date(Date.now() + 48 * hourMs),
};

let shared: Promise<DevelopmentCa> | null = null;

/** Resolves to the authority of the tests; one per worker, since no test changes it. */
export const testAuthority = (): Promise<DevelopmentCa> =>
  (shared ??= createCa({ commonName: 'Test Authority', ...currently }));

/** Issues a client certificate; without an order one that every check accepts. */
export const makeCertificate = async (
  order: Partial<PkiCertificateParameters> = {},
): Promise<IssuedCertificate> =>
  issueCertificate(await testAuthority(), {
    ...(order.subject === undefined && { commonName: 'loja.example' }),
    ...currently,
    ...order,
  });

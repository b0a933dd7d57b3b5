import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { wholeDaysUntil } from '../../core/shared/durations.js';
import { type Check, joined, ok, problem, type Verdict, warning } from '../check.js';
import type { Endpoint, ExaminedDeployment } from '../deployment.js';
import { servedBy, type ServedCertificate } from '../requests.js';

const warnDays = 30;

/** The certificate of each listener is valid, is trusted, has the right name, and is the one in its file. */
export const serverCertificateCheck: Check = {
  name: 'server-certificate',
  after: 'listeners',
  page: 'how-to/operator/install-on-a-plain-host',
  run: async ({ deployment, signal }) => {
    const ca = await caOf(deployment);
    const verdicts = deployment.listeners.map(async (endpoint) => {
      const served = await servedBy(endpoint, ca, signal);
      return joined(
        [
          ...validity(endpoint, served, deployment.now()),
          ...trust(endpoint, served),
          ...(await sameAsFile(endpoint, served, deployment)),
        ],
        '',
      );
    });
    return joined(
      await Promise.all(verdicts),
      'The certificate of every listener is valid and trusted, for more than 30 days.',
    );
  },
};

/** The CA that merchants are given, where it is a private one. */
const caOf = async ({ values }: ExaminedDeployment): Promise<string | null> => {
  const file = values['PORTARIA_SERVER_CA'];
  return file ? readFile(file, 'utf8').catch(() => null) : null;
};

const renew = 'Put the renewed certificate and its key in the place of the old files, and reload NGINX.';

const validity = ({ name }: Endpoint, { certificate }: ServedCertificate, now: Date): readonly Verdict[] => {
  const notAfter = new Date(certificate.validTo);
  const leftDays = wholeDaysUntil(notAfter, now);
  const day = notAfter.toISOString().slice(0, 10);
  if (leftDays < 0) return [problem(`The certificate of the ${name} listener expired on ${day}.`, renew)];
  if (leftDays < warnDays)
    return [
      warning(
        `The certificate of the ${name} listener expires on ${day}, in ${String(leftDays)} days.`,
        renew,
      ),
    ];
  return [];
};

const ofValidity = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];

const trust = (
  { name, serverName }: Endpoint,
  { error, certificate }: ServedCertificate,
): readonly Verdict[] => {
  if (error === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return [
      problem(
        `The certificate of the ${name} listener is not for ${serverName}.`,
        'Use a certificate with this name, or name the address that clients use with --url or --admin-url.',
      ),
    ];
  if (error === null || ofValidity.includes(error)) return [];
  const isSelfIssued = certificate.subject === certificate.issuer;
  const fix = isSelfIssued
    ? 'Use a certificate that clients trust.'
    : 'Append the intermediate certificates to PORTARIA_SERVER_CERT. If the CA is a private one, name its file in PORTARIA_SERVER_CA.';
  return [warning(`This machine does not trust the certificate of the ${name} listener (${error}).`, fix)];
};

const sameAsFile = async (
  { name }: Endpoint,
  { certificate }: ServedCertificate,
  { values }: ExaminedDeployment,
): Promise<readonly Verdict[]> => {
  const file = values['PORTARIA_SERVER_CERT'];
  if (!file) return [];
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return [];
  const { fingerprint256 } = certificate;
  if (fingerprintIn(text) === fingerprint256) return [ok('')];
  return [
    warning(
      `The ${name} listener still serves another certificate than the one in PORTARIA_SERVER_CERT.`,
      'Reload NGINX, which reads certificates only then.',
    ),
  ];
};

/** Returns the fingerprint of the first certificate of a file; `null`: it has none. */
const fingerprintIn = (pem: string): string | null => {
  try {
    return new X509Certificate(pem).fingerprint256;
  } catch {
    return null;
  }
};

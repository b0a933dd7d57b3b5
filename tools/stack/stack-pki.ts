import { X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CertificateFiles,
  certificateGenerators,
  createDevelopmentCa,
} from '../../src/cli/deployment/development-pki.js';
import {
  type DevelopmentCa,
  type IssuedCertificate,
  loadCa,
  writeIssuedCertificate,
} from '../../src/cli/deployment/pki.js';
import { dayMs } from '../../src/core/shared/durations.js';

/** A certificate with fewer days left than this is replaced. */
const daysLeftMin = 7;

/**
 * `StackPki`: the development PKI: one authority that signs the server, the demo merchant and the
 * first operator.
 */
export interface StackPki {
  readonly caFile: string;
  readonly authorityKeyFile: string;
  readonly server: CertificateFiles;
  readonly merchant: CertificateFiles;
  readonly operator: CertificateFiles;
}

/** Keeps the PKI in `folder`: creates what is missing or about to expire by `now`. */
export const ensurePki = async (folder: string, now: Date): Promise<StackPki> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ca = await ensureCa(folder, now);
  const make = certificateGenerators(ca, now);
  return {
    caFile: filesOf(folder, 'ca').certFile,
    authorityKeyFile: filesOf(folder, 'ca').keyFile,
    server: await ensureLeaf({ folder, name: 'server', ca, now }, () => make.server()),
    merchant: await ensureLeaf({ folder, name: 'merchant', ca, now }, () => make.merchant()),
    operator: await ensureLeaf({ folder, name: 'operator', ca, now }, () => make.operator()),
  };
};

const filesOf = (folder: string, name: string): CertificateFiles => ({
  certFile: join(folder, `${name}.pem`),
  keyFile: join(folder, `${name}.key`),
});

const ensureCa = async (folder: string, now: Date): Promise<DevelopmentCa> => {
  const files = filesOf(folder, 'ca');
  const [cert, key] = [await readIfAny(files.certFile), await readIfAny(files.keyFile)];
  if (cert !== null && key !== null && daysLeft(cert, now) >= daysLeftMin) return loadCa(cert, key);
  const ca = await createDevelopmentCa(now);
  await writeIssuedCertificate({ cert: files.certFile, key: files.keyFile }, ca);
  return ca;
};

interface Leaf {
  readonly folder: string;
  readonly name: string;
  readonly ca: DevelopmentCa;
  readonly now: Date;
}

const ensureLeaf = async (leaf: Leaf, make: () => Promise<IssuedCertificate>): Promise<CertificateFiles> => {
  const { folder, name, ca, now } = leaf;
  const files = filesOf(folder, name);
  const cert = await readIfAny(files.certFile);
  const signed = cert !== null && new X509Certificate(cert).checkIssued(new X509Certificate(ca.certPem));
  if (cert !== null && signed && daysLeft(cert, now) >= daysLeftMin) return files;
  await writeIssuedCertificate({ cert: files.certFile, key: files.keyFile }, await make());
  return files;
};

const daysLeft = (pem: string, now: Date): number =>
  (new Date(new X509Certificate(pem).validTo).getTime() - now.getTime()) / dayMs;

const readIfAny = (file: string): Promise<string | null> => readFile(file, 'utf8').catch(() => null);

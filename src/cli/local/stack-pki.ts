import { X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createAuthority,
  issueCertificate,
  issueServerCertificate,
  loadAuthority,
  writeIssued,
  type Authority,
  type Issued,
} from './pki.js';

const dayMs = 24 * 60 * 60 * 1000;
const authorityDays = 3650;
const leafDays = 365;
/** A certificate with fewer days left than this is made anew. */
const daysLeftMin = 7;

export interface KeptCertificate {
  readonly certFile: string;
  readonly keyFile: string;
}

/** The development PKI: one authority that signs the server, the demo merchant and the first operator. */
export interface StackPki {
  readonly authorityFile: string;
  readonly authorityKeyFile: string;
  readonly server: KeptCertificate;
  readonly merchant: KeptCertificate;
  readonly operator: KeptCertificate;
}

/** What the development authority signs: the server, the demo merchant and the first operator. */
export interface LeafMakers {
  server(): Promise<Issued>;
  merchant(): Promise<Issued>;
  operator(): Promise<Issued>;
}

/** A new development authority, good for ten years from `now`. */
export const createDevelopmentAuthority = (now: Date): Promise<Authority> =>
  createAuthority({ commonName: 'Portaria Development CA', ...validFor(authorityDays, now) });

/** Makers of certificates that are good for a year from `now`; the server's has `serverNames` beside localhost. */
export const leafMakers = (
  authority: Authority,
  now: Date,
  serverNames: readonly string[] = [],
): LeafMakers => {
  const validity = validFor(leafDays, now);
  const client = (commonName: string): Promise<Issued> =>
    issueCertificate(authority, { subject: `C=BR, O=Portaria Demo, CN=${commonName}`, ...validity });
  return {
    server: () => issueServerCertificate(authority, validity, serverNames),
    merchant: () => client('merchant.example'),
    operator: () => client('operator.example'),
  };
};

const validFor = (days: number, now: Date): { notBefore: Date; notAfter: Date } => ({
  notBefore: now,
  notAfter: new Date(now.getTime() + days * dayMs),
});

/** Keeps the PKI in `folder`: makes what is missing or about to expire by `now`. */
export const keepPki = async (folder: string, now: Date): Promise<StackPki> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const authority = await keepAuthority(folder, now);
  const make = leafMakers(authority, now);
  return {
    authorityFile: filesOf(folder, 'ca').certFile,
    authorityKeyFile: filesOf(folder, 'ca').keyFile,
    server: await keepLeaf({ folder, name: 'server', authority, now }, () => make.server()),
    merchant: await keepLeaf({ folder, name: 'merchant', authority, now }, () => make.merchant()),
    operator: await keepLeaf({ folder, name: 'operator', authority, now }, () => make.operator()),
  };
};

const filesOf = (folder: string, name: string): KeptCertificate => ({
  certFile: join(folder, `${name}.pem`),
  keyFile: join(folder, `${name}.key`),
});

const keepAuthority = async (folder: string, now: Date): Promise<Authority> => {
  const files = filesOf(folder, 'ca');
  const [cert, key] = [await readIfAny(files.certFile), await readIfAny(files.keyFile)];
  if (cert !== null && key !== null && daysLeft(cert, now) >= daysLeftMin) return loadAuthority(cert, key);
  const authority = await createDevelopmentAuthority(now);
  await writeIssued({ cert: files.certFile, key: files.keyFile }, authority);
  return authority;
};

interface Leaf {
  readonly folder: string;
  readonly name: string;
  readonly authority: Authority;
  readonly now: Date;
}

const keepLeaf = async (leaf: Leaf, make: () => Promise<Issued>): Promise<KeptCertificate> => {
  const { folder, name, authority, now } = leaf;
  const files = filesOf(folder, name);
  const cert = await readIfAny(files.certFile);
  const signed =
    cert !== null && new X509Certificate(cert).checkIssued(new X509Certificate(authority.certPem));
  if (cert !== null && signed && daysLeft(cert, now) >= daysLeftMin) return files;
  await writeIssued({ cert: files.certFile, key: files.keyFile }, await make());
  return files;
};

const daysLeft = (pem: string, now: Date): number =>
  (new Date(new X509Certificate(pem).validTo).getTime() - now.getTime()) / dayMs;

const readIfAny = (file: string): Promise<string | null> => readFile(file, 'utf8').catch(() => null);

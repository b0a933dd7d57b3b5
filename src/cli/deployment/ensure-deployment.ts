/**
 * Creates what a deployment in containers needs before it can start: secrets, NGINX's files,
 * development certificates, and their owner. docker-compose.yml mounts these files, into each
 * container its own part.
 *
 * This folder owns the files, the database and the demo of a deployment or a local stack.
 * It must never overwrite anything, because a file that exists may be a real key.
 */
import { X509Certificate } from 'node:crypto';
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { wholeDaysUntil } from '../../core/shared/durations.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { deploymentFolder, pathInNginxFolder } from './deployment-files.js';
import { type DeploymentFile, DeploymentFiles } from './deployment-files.js';
import { type CertificateGenerators, certificateGenerators, createDevelopmentCa } from './development-pki.js';
import { ensureDeploymentSecrets } from './ensure-deployment-secrets.js';
import type { FileOwner } from './make-file.js';
import { type DevelopmentCa, type IssuedCertificate, loadCa } from './pki.js';

const settingsFile = '.env';
const demoProfile = 'demo';
/** The files of a deployment whose PostgreSQL is three members under Patroni, as Compose reads them from `.env`. */
const replicatedFiles = 'docker-compose.yml:deploy/compose/replicated.yml';
/** Owner of the files when the project folder is root's: nothing in a container may run as root. */
const ordinaryId = 1000;
const daysLeftMin = 30;

export interface DeploymentInput {
  /** The folder of docker-compose.yml. */
  readonly folder: string;
  /** More DNS names of the server's development certificate. */
  readonly serverNames: readonly string[];
  readonly demo: boolean;
  /** Three PostgreSQL servers that fail over, instead of one. */
  readonly replicated: boolean;
  readonly now: Date;
}

export interface Deployment {
  readonly files: readonly DeploymentFile[];
  readonly demo: boolean;
  /**
   * The user id that root gave the files to; `null`: they belong to the user who ran the command.
   */
  readonly givenTo: number | null;
}

/** Creates what is missing, and reports of each file whether it was created or kept. */
export const ensureDeployment = async (input: DeploymentInput): Promise<Deployment> => {
  for (const name of input.serverNames) assertDnsName(name);
  const user = await userFor(input.folder);
  const files = new DeploymentFiles(input.folder, user.chown);
  const { demo, replicated } = await ensureSettings(files, user, input);
  await ensureDeploymentSecrets(files, replicated);
  await files.ensure({
    file: pathInNginxFolder(join('routes', 'README')),
    what: 'explains the folder of the protected APIs',
    make: () => 'portaria routes import writes here; the application and NGINX read it.\n',
  });
  await ensureCertificates(files, input, demo);
  return { files: files.all, demo, givenTo: user.chown?.uid ?? null };
};

/**
 * Labels of letters, digits and hyphens, RFC 1123 section 2.1, the first of which may be an
 * asterisk.
 */
const dnsName =
  /^(?=.{1,253}$)(\*\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

const assertDnsName = (name: string): void => {
  if (dnsName.test(name)) return;
  const field = '--server-name';
  throw new ManagementError('invalid', `${field}: must be a DNS name such as auth.example.com`, field);
};

interface User {
  readonly uid: number;
  readonly gid: number;
  readonly chown: FileOwner;
}

/**
 * The containers run as the owner of the project folder, who can so read the demo's certificates
 * outside the containers too.
 */
const userFor = async (folder: string): Promise<User> => {
  const owner = await folderAt(folder);
  const [uid, gid] = [process.getuid?.() ?? ordinaryId, process.getgid?.() ?? ordinaryId];
  if (uid !== 0) return { uid, gid, chown: null };
  const ids = owner.uid === 0 ? { uid: ordinaryId, gid: ordinaryId } : { uid: owner.uid, gid: owner.gid };
  return { ...ids, chown: ids };
};

const folderAt = async (folder: string): Promise<Stats> => {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory()) return found;
  throw new ManagementError(
    'not_found',
    `folder: the folder ${folder} does not exist. Name the folder of docker-compose.yml`,
    'folder',
  );
};

/** Resolves to what is enabled: a value that `.env` already has is kept. */
const ensureSettings = async (
  files: DeploymentFiles,
  { uid, gid }: User,
  { demo, replicated }: DeploymentInput,
): Promise<Pick<DeploymentInput, 'demo' | 'replicated'>> => {
  const wanted: Readonly<Record<string, string>> = {
    PORTARIA_UID: String(uid),
    PORTARIA_GID: String(gid),
    COMPOSE_PROFILES: demo ? demoProfile : '',
    ...(replicated && { COMPOSE_FILE: replicatedFiles }),
  };
  const known = parseEnv((await files.read(settingsFile)) ?? '');
  if (replicated) assertNotSingle(known);
  const missing = Object.entries(wanted)
    .filter(([name]) => known[name] === undefined)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
  const settings = {
    file: settingsFile,
    what: 'settings of docker compose',
    make: () => '# Read by docker compose; settings of docker-compose.yml may be added.\n',
  };
  await files.complete(settings, missing);
  const valueOf = (name: string): string => known[name] ?? wanted[name] ?? '';
  return {
    demo: valueOf('COMPOSE_PROFILES').split(',').includes(demoProfile),
    replicated: valueOf('COMPOSE_FILE') === replicatedFiles,
  };
};

/** The database of a single server is in a volume that the members would not read: they would begin with an empty one. */
const assertNotSingle = (known: Readonly<Record<string, string | undefined>>): void => {
  if (known['PORTARIA_UID'] === undefined || known['COMPOSE_FILE'] === replicatedFiles) return;
  throw new ManagementError(
    'conflict',
    '--replicated: this deployment exists and has a single PostgreSQL server. Create a deployment in another folder, and ' +
      'restore a backup of this one there',
    '--replicated',
  );
};

const inDemo = (name: string): string => join(deploymentFolder, 'demo', name);
const caFiles = {
  cert: join(deploymentFolder, 'pki', 'ca.pem'),
  key: join(deploymentFolder, 'pki', 'ca.key'),
};

/**
 * Keeps the certificates that NGINX presents and trusts, and the demo's own. A development
 * authority is created only if one of them is missing.
 */
const ensureCertificates = async (
  files: DeploymentFiles,
  input: DeploymentInput,
  demo: boolean,
): Promise<void> => {
  let ca: Promise<DevelopmentCa> | null = null;
  const caOnce = (): Promise<DevelopmentCa> => (ca ??= ensureCa(files, input.now));
  const pair = async (
    path: (name: string) => string,
    name: keyof CertificateGenerators,
    what: string,
  ): Promise<void> => {
    const make = async (): Promise<IssuedCertificate> =>
      certificateGenerators(await caOnce(), input.now, input.serverNames)[name]();
    const paths = { cert: path(`${name}.pem`), key: path(`${name}.key`) };
    await ensurePair(files, paths, { what, make, now: input.now });
  };
  await pair(pathInNginxFolder, 'server', "the server's certificate, for development");
  await files.ensure({
    file: pathInNginxFolder('client-ca.pem'),
    what: 'the client CAs, whose certificates are accepted',
    make: async () => (await caOnce()).certPem,
  });
  if (!demo) return;
  await pair(inDemo, 'merchant', 'the certificate of the demo merchant');
  await pair(inDemo, 'operator', 'the certificate of the demo operator');
};

const ensureCa = async (files: DeploymentFiles, now: Date): Promise<DevelopmentCa> => {
  const make = (): Promise<DevelopmentCa> => createDevelopmentCa(now);
  const pems = await ensurePair(files, caFiles, { what: 'the development CA', make, now });
  return loadCa(pems.certPem, pems.keyPem);
};

type Pems = Pick<IssuedCertificate, 'certPem' | 'keyPem'>;

const ensurePair = async (
  files: DeploymentFiles,
  paths: { readonly cert: string; readonly key: string },
  { what, make, now }: { what: string; make: () => Promise<IssuedCertificate>; now: Date },
): Promise<Pems> => {
  await files.assertBothOrNone(paths.cert, paths.key);
  let issued: Promise<IssuedCertificate> | null = null;
  const once = (): Promise<IssuedCertificate> => (issued ??= make());
  const certificate = { file: paths.cert, what, make: async () => (await once()).certPem };
  const certPem = await files.ensure(certificate, (pem) => ageOf(pem, now));
  const keyPem = await files.ensure({
    file: paths.key,
    what: 'its private key',
    make: async () => (await once()).keyPem,
  });
  return { certPem, keyPem };
};

/** Certificates are never renewed here: one could be a real certificate that an operator renews. */
const ageOf = (pem: string, now: Date): string | null => {
  try {
    const daysLeft = wholeDaysUntil(new Date(new X509Certificate(pem).validTo), now);
    if (daysLeft >= daysLeftMin) return null;
    const words = daysLeft < 0 ? 'has expired' : `expires in ${daysLeft} days`;
    return `${words}: provide another one, or remove it with its key and run the command again`;
  } catch {
    return 'cannot be read as a certificate';
  }
};

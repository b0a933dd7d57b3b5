/** Everything that the rows of the table are measured on; opened once for each row. */
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createCa,
  issueCertificate,
  type IssuedCertificate,
  issueServerCertificate,
  writeIssuedCertificate,
} from '../src/cli/deployment/pki.js';
import { findOrInstallNginx } from '../tools/stack/install-nginx.js';
import { abVersion, applyLoad, type Load, type LoadResult } from './ab.js';
import type { Belongings, Part } from './belongings.js';
import { type Asking, openLoneClient } from './lone-client.js';
import { findOrInstallAb } from './parts/ab-binary.js';
import { type BenchProxy, type BenchProxyInput, startBenchProxy } from './parts/bench-proxy.js';
import { type BenchClient, type BenchDatabase, startBenchDatabase } from './parts/database.js';
import { GrownTables } from './parts/grown-tables.js';
import { applyPacedLoad, type PacedLoad, type PacedResult } from './parts/paced-load.js';
import {
  type ApplicationEnvironment,
  type Server,
  startDurablePeer,
  startFloor,
  startPeer,
  startProduct,
  startVerifyingFloor,
} from './parts/servers.js';

export interface Rig {
  /** The versions of everything that a figure depends on, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly database: BenchDatabase;
  readonly environment: ApplicationEnvironment;
  /** PEM of the certificate that the load presents, percent-encoded as NGINX passes it on. */
  readonly certificateHeader: string;
  /** Its `x5t#S256`, RFC 8705 section 3.1. */
  readonly thumbprint: string;
  accounts(count: number, kind: 'made' | 'chosen'): Promise<readonly BenchClient[]>;
  /** With the defaults, but for these settings. */
  product(settings?: Readonly<Record<string, string>>): Promise<Server>;
  floor(clients: readonly BenchClient[]): Promise<Server>;
  peer(clients: readonly BenchClient[]): Promise<Server>;
  /** The peer that reads its client in PostgreSQL and records every token there. */
  durablePeer(clients: readonly BenchClient[]): Promise<Server>;
  /** The floor of verification: it checks one HMAC with this key. */
  verifyingFloor(key: Buffer): Promise<Server>;
  proxy(input: BenchProxyInput): Promise<BenchProxy>;
  load(load: Omit<Load, 'clientPem'>): Promise<LoadResult>;
  /** A load of so many requests a second, instead of as many as there are answers. */
  pacedLoad(load: PacedLoad): Promise<PacedResult>;
  /** The tables of `database`, which grow by millions of rows. */
  readonly tables: GrownTables;
  /**
   * Sends one request of a load and returns the body of its answer.
   *
   * @throws Error when the status is not 2xx
   */
  ask(asking: Asking): Promise<string>;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Opens a rig. Everything that it starts belongs to `belongings`, which the caller closes. */
export const openRig = async (say: (line: string) => void, belongings: Belongings): Promise<Rig> => {
  const { folder } = await belongings.keep(openFolder);
  const [nginx, ab, pki] = [await findOrInstallNginx(say), await findOrInstallAb(say), await makePki(folder)];
  const routesDir = join(folder, 'routes');
  await mkdir(routesDir);
  const environment = {
    ...{ folder, routesDir, listenerSecret, gatewaySecret },
    ...{ pepper: randomBytes(32), masterKey: randomBytes(32) },
  };
  const database = await belongings.keep(() => startBenchDatabase(folder, environment.pepper));
  const application = { ...environment, databaseUrl: database.appUrl };
  const client = await belongings.keep(() => openLoneClient(pki));
  return {
    versions: { NGINX: nginx.version, PostgreSQL: database.version, ab: await abVersion(ab) },
    database,
    environment: application,
    certificateHeader: encodeURIComponent(pki.client.certPem),
    thumbprint: createHash('sha256').update(new X509Certificate(pki.client.certPem).raw).digest('base64url'),
    accounts: (count, kind) => database.openAccounts(count, kind, pki.client.certPem),
    product: (settings) => belongings.keep(() => startProduct(application, settings)),
    floor: (clients) => belongings.keep(() => startFloor(folder, clients)),
    peer: (clients) => belongings.keep(() => startPeer(folder, clients)),
    durablePeer: (clients) => belongings.keep(() => startDurablePeer(folder, clients, database.adminUrl)),
    verifyingFloor: (key) => belongings.keep(() => startVerifyingFloor(folder, key)),
    proxy: (input) =>
      belongings.keep(() =>
        startBenchProxy(
          { binary: nginx, folder, listenerSecret, gatewaySecret, routesDir, ...pki.files },
          input,
        ),
      ),
    load: (load) => applyLoad(ab, folder, { ...load, clientPem: pki.clientPem }),
    pacedLoad: (load) => applyPacedLoad(pki, load),
    tables: new GrownTables(
      { ...database, folder, pepper: environment.pepper, pem: pki.client.certPem },
      say,
    ),
    ask: (asking) => client.ask(asking),
  };
};

const openFolder = async (): Promise<Part & { readonly folder: string }> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-bench-'));
  // PostgreSQL's user may pass through the folder but not list it. Without this its files would be
  // in /var/tmp, and stay there.
  await chmod(folder, 0o711);
  return { folder, stop: () => rm(folder, { recursive: true, force: true }) };
};

const listenerSecret = randomBytes(32).toString('hex');
const gatewaySecret = randomBytes(32).toString('hex');

interface BenchPki {
  readonly caPem: string;
  readonly client: IssuedCertificate;
  readonly clientPem: string;
  readonly files: { readonly serverCert: string; readonly serverKey: string; readonly authority: string };
}

/** Makes the certificates: P-256 for the server, RSA-2048 for the client, as ICP-Brasil's are. */
const makePki = async (folder: string): Promise<BenchPki> => {
  const now = Date.now();
  const validity = { notBefore: new Date(now - dayMs), notAfter: new Date(now + 365 * dayMs) };
  const ca = await createCa({ commonName: 'Benchmark CA', ...validity });
  const server = await issueServerCertificate(ca, validity);
  const client = await issueCertificate(ca, {
    commonName: 'merchant.example',
    keyType: 'rsa-2048',
    ...validity,
  });
  const at = (name: string): string => join(folder, name);
  await writeIssuedCertificate({ cert: at('server.pem'), key: at('server.key') }, server);
  await writeFile(at('ca.pem'), ca.certPem);
  await writeFile(at('client.pem'), `${client.certPem}${client.keyPem}`, { mode: 0o600 });
  return {
    caPem: ca.certPem,
    client,
    clientPem: at('client.pem'),
    files: { serverCert: at('server.pem'), serverKey: at('server.key'), authority: at('ca.pem') },
  };
};

export const tokenBodies = (clients: readonly BenchClient[]): string[] =>
  clients.map((client) => JSON.stringify(client));

/** Returns the same clients as forms for the peer, RFC 6749 section 2.3.1. */
export const formBodies = (clients: readonly BenchClient[]): string[] =>
  clients.map(({ clientId, clientSecret }) =>
    new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }).toString(),
  );

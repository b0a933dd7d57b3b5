import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Secret } from '../../core/credentials/secret.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { Management } from '../../management/management.js';
import type { UseCase } from '../../management/use-case.js';
import type { CertificateFiles } from './development-pki.js';
import { envFileOf } from './env-file.js';
import { replaceFile } from './replace-file.js';
import type { StackSettings } from './stack-settings.js';

/** What the demo needs of management, and the actor that its changes are recorded with. */
export interface DemoManagement extends Pick<
  Management,
  'accounts' | 'credentials' | 'certificates' | 'onboarding' | 'realmUsers'
> {
  change<Input, Result>(useCase: UseCase<Input, Result>, input: Input): Promise<Result>;
}

/**
 * Where the demo is: the folder of `demo.env`, the ports of the three listeners, the certificates.
 */
export interface DemoLocation {
  readonly settings: Pick<StackSettings, 'home' | 'ports'>;
  readonly pki: {
    readonly caFile: string;
    readonly merchant: CertificateFiles;
    readonly operator: CertificateFiles;
  };
}

/**
 * The file with the ids and secrets of the demo, and with the place of everything that belongs to
 * it.
 */
export const demoFile = 'demo.env';

/**
 * May use every contract; avista also with the certificate in a header, as the published examples
 * send it.
 */
const everyContract = [
  { contract: 'avista', policy: 'header' },
  { contract: 'pix', policy: 'header' },
  { contract: 'realm', policy: 'none' },
  { contract: 'service-token', policy: 'header' },
];
/** Without a certificate: the contracts whose published clients present none. */
const openContracts = [
  { contract: 'pix', policy: 'none' },
  { contract: 'service-token', policy: 'none' },
];

/**
 * Makes sure that the demo accounts exist: one merchant with a certificate, one credential that
 * needs none, and the first operator. They are created once; a later start finds them by
 * `demo.env`. Also links certificates that were renewed since.
 */
export const ensureDemo = async (use: DemoManagement, place: DemoLocation): Promise<void> => {
  const { pki, settings } = place;
  const existing = await readKept(join(settings.home, demoFile));
  const merchant = existing && (await accountOf(use, existing['PORTARIA_CLIENT_ID']));
  const operator = existing && (await accountOf(use, existing['PORTARIA_OPERATOR_CLIENT_ID']));
  if (existing && merchant && operator) {
    await link(use, merchant, pki.merchant);
    await link(use, operator, pki.operator);
    const user = existing['PORTARIA_REALM_PASSWORD'] ? {} : await makeUser(use, merchant);
    await writeDemo(place, { ...secretsIn(existing), ...user });
    return;
  }
  await writeDemo(place, await makeDemo(use, place));
};

/** The ids and secrets in `demo.env`: they do not change with a certificate or a port. */
const secretNames = [
  'PORTARIA_CLIENT_ID',
  'PORTARIA_CLIENT_SECRET',
  'PORTARIA_OPEN_CLIENT_ID',
  'PORTARIA_OPEN_CLIENT_SECRET',
  'PORTARIA_REALM_USERNAME',
  'PORTARIA_REALM_PASSWORD',
  'PORTARIA_OPERATOR_CLIENT_ID',
  'PORTARIA_OPERATOR_CLIENT_SECRET',
];
type DemoSecrets = Readonly<Record<string, string>>;

const certificateOf = async ({ certFile }: Pick<CertificateFiles, 'certFile'>): Promise<string> => {
  try {
    return await readFile(certFile, 'utf8');
  } catch (cause) {
    const problem = `${certFile} cannot be read. Run portaria init in the project folder to create it`;
    throw new ManagementError('invalid', `certificate: ${problem}`, 'certificate', { cause });
  }
};

const makeDemo = async (use: DemoManagement, { pki }: DemoLocation): Promise<DemoSecrets> => {
  // Read before anything is created: otherwise an account without its certificate could be left
  // over.
  const pem = await certificateOf(pki.operator);
  await certificateOf(pki.merchant);
  const account = await use.change(use.accounts.create, { name: 'Demo Merchant' });
  await link(use, account.id, pki.merchant);
  const demo = await use.change(use.credentials.create, {
    account: account.id,
    label: 'demo',
    contracts: everyContract,
  });
  const open = await use.change(use.credentials.create, {
    account: account.id,
    label: 'open',
    contracts: openContracts,
  });
  const operator = await use.change(use.onboarding.createOperator, {
    name: 'Demo Operator',
    pem,
  });
  return {
    PORTARIA_CLIENT_ID: demo.credential.clientId,
    PORTARIA_CLIENT_SECRET: shown(demo.secret),
    PORTARIA_OPEN_CLIENT_ID: open.credential.clientId,
    PORTARIA_OPEN_CLIENT_SECRET: shown(open.secret),
    ...(await makeUser(use, account.id)),
    PORTARIA_OPERATOR_CLIENT_ID: operator.credential.clientId,
    PORTARIA_OPERATOR_CLIENT_SECRET: shown(operator.secret),
  };
};

/**
 * Creates a user of the demo merchant. If `demo.env` of an older release was lost, the user exists
 * already and gets a new password.
 */
const makeUser = async (use: DemoManagement, account: string): Promise<DemoSecrets> => {
  const username = `demo-${account}`;
  const user = await use.change(use.realmUsers.create, { account, username }).catch((error: unknown) => {
    if (error instanceof ManagementError && error.code === 'conflict')
      return use.change(use.realmUsers.setPassword, { username });
    throw error;
  });
  return { PORTARIA_REALM_USERNAME: username, PORTARIA_REALM_PASSWORD: shown(user.secret) };
};

const shown = (secret: Secret | null): string => secret?.reveal((value) => value) ?? '';

/** Links a certificate that was renewed since the last start. */
const link = async (use: DemoManagement, account: string, certificate: CertificateFiles): Promise<void> => {
  const pem = await certificateOf(certificate);
  const { certificates } = await use.accounts.show.run(account);
  const fingerprint = new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
  if (certificates.some((linked) => linked.fingerprint === fingerprint)) return;
  await use.change(use.certificates.link, { account, pem });
};

/** Returns the account of a client id in `demo.env`, if it is still in the database. */
const accountOf = async (use: DemoManagement, clientId: string | undefined): Promise<string | null> => {
  const id = /^account-(\d+)-/.exec(clientId ?? '')?.[1];
  if (id === undefined) return null;
  // By its credential, not by its number alone: in another database that number can be another
  // account.
  const page = await use.accounts.show.run(id).catch(() => null);
  return page?.credentials.some((credential) => credential.clientId === clientId) ? id : null;
};

const readKept = async (file: string): Promise<Readonly<Record<string, string | undefined>> | null> => {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : parseEnv(text);
};

const secretsIn = (existing: Readonly<Record<string, string | undefined>>): DemoSecrets =>
  Object.fromEntries(secretNames.map((name) => [name, existing[name] ?? '']));

const writeDemo = async ({ settings, pki }: DemoLocation, secrets: DemoSecrets): Promise<void> => {
  const { ports, home } = settings;
  const values = {
    PORTARIA_URL: `https://localhost:${String(ports.tls)}`,
    PORTARIA_HEADER_URL: `https://localhost:${String(ports.header)}`,
    PORTARIA_ADMIN_URL: `https://localhost:${String(ports.admin)}`,
    PORTARIA_CA_CERT: pki.caFile,
    PORTARIA_CLIENT_CERT: pki.merchant.certFile,
    PORTARIA_CLIENT_KEY: pki.merchant.keyFile,
    PORTARIA_OPERATOR_CERT: pki.operator.certFile,
    PORTARIA_OPERATOR_KEY: pki.operator.keyFile,
    ...secrets,
  };
  await replaceFile(join(home, demoFile), envFileOf(values), 0o600);
};

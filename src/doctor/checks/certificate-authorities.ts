import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { loadProcessRole } from '../../config/config.js';
import { certificateLabels, pemBlocksIn } from '../../core/certificates/pem.js';
import { wholeDaysUntil } from '../../core/shared/durations.js';
import { servesManagement } from '../../core/shared/process-role.js';
import { type Check, joined, problem, skipped, type Verdict, warning } from '../check.js';
import type { ExaminedDeployment } from '../deployment.js';

const readStored = {
  name: 'doctor-certificate-authorities',
  text: `
    SELECT 'own' AS kind, pem || E'\\n' || chain AS pem FROM certificate_authority WHERE retired_at IS NULL
    UNION ALL
    SELECT 'client', pem FROM client_authority WHERE removed_at IS NULL`,
};

/** Every certificate that it signed has to be replaced by then. */
const warnDays = 90;

/** The CAs that sign, and those that NGINX or merchants trust, are valid for another 90 days. */
export const certificateAuthoritiesCheck: Check = {
  name: 'certificate-authorities',
  after: 'schema',
  page: 'how-to/operator/trust-a-client-ca',
  run: async ({ deployment }) => {
    const found = [...(await inFiles(deployment)), ...(await stored(deployment))];
    if (found.length === 0)
      return skipped('No CA is known: neither a file of NGINX nor the database has one.');
    const now = deployment.now();
    return joined(
      unique(found).flatMap((authority) => verdictsOf(authority, now)),
      'Every CA is valid for more than 90 days.',
    );
  },
};

type Kind = 'own' | 'client' | 'server';

interface Authority {
  readonly kind: Kind;
  readonly certificate: X509Certificate;
}

const authoritiesIn = (kind: Kind, text: string, place: string): readonly Authority[] => {
  try {
    return pemBlocksIn(text, certificateLabels).map(({ der }) => ({
      kind,
      certificate: new X509Certificate(der),
    }));
  } catch (cause) {
    throw new Error(`${place} is not a list of certificates in PEM`, { cause });
  }
};

/** The trusted client CAs may have been written to the file by hand. A file of another host is not here. */
const inFiles = async ({ values }: ExaminedDeployment): Promise<readonly Authority[]> => {
  const files = [
    ['client', values['PORTARIA_CLIENT_CA_BUNDLE']],
    ['server', values['PORTARIA_SERVER_CA']],
  ] as const;
  const texts = files.map(async ([kind, file]) => {
    if (!file) return [];
    return authoritiesIn(kind, await readFile(file, 'utf8').catch(() => ''), file);
  });
  return (await Promise.all(texts)).flat();
};

const stored = async ({ database, values }: ExaminedDeployment): Promise<readonly Authority[]> => {
  if (!servesManagement(loadProcessRole(values))) return [];
  const rows = await database.connections.maintenance.query<{ kind: Kind; pem: string }>(readStored);
  return rows.flatMap(({ kind, pem }) => authoritiesIn(kind, pem, 'what the database has'));
};

/** The CA of this deployment is most often a client CA as well, in the file and in the database. */
const unique = (authorities: readonly Authority[]): readonly Authority[] => [
  ...new Map(authorities.map((one) => [`${one.kind} ${one.certificate.fingerprint256}`, one])).values(),
];

const textsOf = {
  own: {
    what: 'The CA of this deployment',
    ended: 'it can sign no certificate',
    fix: 'Create another CA (portaria ca create), and sign the certificates of merchants again.',
  },
  client: {
    what: 'The client CA',
    ended: 'NGINX refuses every certificate that it signed',
    fix: 'Link certificates of another CA, then remove this one (portaria client-ca remove) and write the file of NGINX again.',
  },
  server: {
    what: 'The CA in PORTARIA_SERVER_CA',
    ended: 'clients refuse the certificate of the server',
    fix: 'Give merchants the new CA first, then name it in PORTARIA_SERVER_CA and use a certificate that it signed.',
  },
} as const satisfies Record<Kind, unknown>;

const verdictsOf = ({ kind, certificate }: Authority, now: Date): readonly Verdict[] => {
  const notAfter = new Date(certificate.validTo);
  const leftDays = wholeDaysUntil(notAfter, now);
  if (leftDays > warnDays) return [];
  const { what, ended, fix } = textsOf[kind];
  const subject = certificate.subject.replaceAll('\n', ', ');
  const day = notAfter.toISOString().slice(0, 10);
  return leftDays < 0
    ? [problem(`${what} ${subject} expired on ${day}: ${ended}.`, fix)]
    : [warning(`${what} ${subject} expires on ${day}, in ${String(leftDays)} days.`, fix)];
};

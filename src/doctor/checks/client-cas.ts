import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { loadProcessRole } from '../../config/config.js';
import { certificateLabels, pemBlocksIn } from '../../core/certificates/pem.js';
import { servesManagement } from '../../core/shared/process-role.js';
import { type Check, ok, problem, skipped, type Verdict, warning } from '../check.js';

const readListed = {
  name: 'doctor-client-cas',
  text: `SELECT pem, removed_at IS NOT NULL AS "isRemoved" FROM client_authority`,
};

/** NGINX accepts the certificates of the client CAs that the database lists, and of no others. */
export const clientCasCheck: Check = {
  name: 'client-cas',
  after: 'schema',
  page: 'how-to/operator/trust-a-client-ca',
  run: async ({ deployment: { database, values } }) => {
    const file = values['PORTARIA_CLIENT_CA_BUNDLE'] || null;
    const text = file === null ? null : await readFile(file, 'utf8').catch(() => null);
    if (file === null || text === null)
      return skipped('The file of client CAs cannot be read here.', 'Run doctor on the host of NGINX.');
    if (!servesManagement(loadProcessRole(values)))
      return skipped('The database login of an issuing process may not look at the client CAs.');
    const rows = await database.connections.maintenance.query<{ pem: string; isRemoved: boolean }>(
      readListed,
    );
    const textOf = (isRemoved: boolean): string =>
      rows.flatMap((row) => (row.isRemoved === isRemoved ? row.pem : [])).join('\n');
    return compare({
      file,
      trusted: casIn(text),
      listed: casIn(textOf(false)),
      removed: casIn(textOf(true)),
    });
  },
};

/** Client CAs, by their fingerprints. */
type ClientCas = ReadonlyMap<string, X509Certificate>;

const casIn = (text: string): ClientCas =>
  new Map(
    pemBlocksIn(text, certificateLabels).map(({ der }) => {
      const certificate = new X509Certificate(der);
      return [certificate.fingerprint256, certificate];
    }),
  );

interface ComparedCas {
  readonly file: string;
  readonly trusted: ClientCas;
  readonly listed: ClientCas;
  readonly removed: ClientCas;
}

const compare = ({ file, trusted, listed, removed }: ComparedCas): Verdict => {
  const writing = `On each NGINX machine: portaria client-ca write ${file}, then test and reload NGINX.`;
  const importing = `portaria client-ca import ${file}`;
  if (listed.size === 0 && removed.size === 0)
    return skipped(
      'The database has no client CAs that could be compared with those of NGINX.',
      `Import those of NGINX: ${importing}.`,
    );
  const lacking = without(listed, trusted);
  const extra = without(trusted, listed);
  const unknown = without(extra, removed);
  const known = `NGINX accepts certificates of ${namesOf(extra)}, which ${file} has and the database does not list.`;
  if (lacking.size > 0)
    return problem(
      `NGINX rejects every certificate of ${namesOf(lacking)}, which the database lists and ${file} lacks.` +
        (extra.size > 0 ? ` ${known}` : ''),
      unknown.size > 0
        ? `If merchants have certificates of ${namesOf(unknown)}, import it first: ${importing}. ${writing} ` +
            'Without the import, add --force.'
        : writing,
    );
  if (unknown.size > 0)
    return warning(
      known,
      `If merchants have certificates of it: ${importing}. Otherwise, on each NGINX machine: portaria client-ca write --force ${file}, then test and reload NGINX.`,
    );
  if (extra.size > 0) return warning(known, writing);
  return ok('NGINX accepts the client CAs that the database lists, and no others.');
};

const without = (some: ClientCas, others: ClientCas): ClientCas =>
  new Map([...some].filter(([fingerprint]) => !others.has(fingerprint)));

const namesOf = (cas: ClientCas): string =>
  [...cas.values()].map(({ subject }) => subject.replaceAll('\n', ', ')).join(' and of ');

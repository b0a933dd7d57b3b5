import type { CertificateReader } from '../../core/certificates/certificate-reader.js';
import type { ClientCa, FileChange } from '../../core/client-cas/client-ca.js';
import type { Fingerprint } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { Step, UseCase } from '../use-case.js';
import { parseClientCas, type ParsedClientCa } from './parse-client-cas.js';

export interface ClientCaFileInput {
  /** The file as it is; `null` when there is none. */
  readonly current: string | null;
  /** Also when it has authorities that were never in the bundle. */
  readonly force?: boolean;
}

export interface ClientCaFile {
  /** What belongs into the file. */
  readonly text: string;
  readonly authorities: number;
  /** Subjects of what the file has and loses. */
  readonly dropped: readonly string[];
  /** Subjects of what it gets. */
  readonly gained: readonly string[];
}

/**
 * Says what belongs into the file that NGINX reads. The caller writes it, on the machine where NGINX is. The audit event
 * with what the file loses and gets comes first: dropping an authority of the file by force changes whom NGINX accepts.
 */
export class WriteClientCas implements UseCase<ClientCaFileInput, ClientCaFile> {
  readonly action = 'client-ca.write';

  constructor(private readonly reader: CertificateReader) {}

  names() {
    return {};
  }

  prepare({ current, force = false }: ClientCaFileInput): Step<ClientCaFile> {
    return {
      kind: 'changes',
      run: async ({ clientCas }) => {
        const bundle = await clientCas.lock();
        if (bundle.length === 0) throw empty();
        const inFile = this.understood(current);
        const dropped = droppedOf(inFile, bundle);
        const strange = never(dropped, await clientCas.removed());
        if (strange.length > 0 && !force) throw unknown(strange);
        const gained = gainedBy(inFile, bundle);
        clientCas.recordFile(bundle, [...dropped.map(leaving), ...gained.map(coming)]);
        return {
          text: textOf(bundle),
          authorities: bundle.length,
          dropped: dropped.map(({ info }) => info.subject),
          gained: gained.map(({ subject }) => subject),
        };
      },
    };
  }

  /** An empty file has none; one that cannot be understood is no bundle, and is not overwritten. */
  private understood(current: string | null): readonly ParsedClientCa[] {
    return current === null || current.trim() === '' ? [] : parseClientCas(this.reader, current);
  }
}

type Given = readonly ParsedClientCa[];
type Bundle = readonly ClientCa[];

const droppedOf = (inFile: Given, bundle: Bundle): Given => {
  const wanted = new Set(bundle.map(({ fingerprint }) => fingerprint));
  return inFile.filter(({ info }) => !wanted.has(info.fingerprint));
};

const gainedBy = (inFile: Given, bundle: Bundle): Bundle => {
  const had = new Set(inFile.map(({ info }) => info.fingerprint));
  return bundle.filter(({ fingerprint }) => !had.has(fingerprint));
};

/** Those that were never in the bundle. */
const never = (dropped: Given, removed: readonly Fingerprint[]): Given => {
  const once = new Set(removed);
  return dropped.filter(({ info }) => !once.has(info.fingerprint));
};

const leaving = ({ info: { fingerprint, subject } }: ParsedClientCa): FileChange => ({
  fingerprint,
  subject,
  inFile: false,
});
const coming = ({ fingerprint, subject }: ClientCa): FileChange => ({
  fingerprint,
  subject,
  inFile: true,
});

/** PEM with the names before it, which OpenSSL passes over. */
const textOf = (bundle: readonly ClientCa[]): string =>
  [
    '# Written by: portaria client-ca write. Changes belong into portaria client-ca add and remove.\n',
    ...bundle.map(({ subject, notAfter, pem }) => `\n# ${subject}, until ${notAfter.toISOString()}\n${pem}`),
  ].join('');

const empty = (): ManagementError =>
  new ManagementError(
    'conflict',
    'client CA bundle: the books have no authority yet, and NGINX does not start with an empty file; import the file that NGINX reads first',
    null,
  );

const unknown = (strange: readonly ParsedClientCa[]): ManagementError =>
  new ManagementError(
    'conflict',
    `file: it has ${String(strange.length)} that the books never had, whose clients would be refused (${strange
      .slice(0, 5)
      .map(({ info }) => info.subject)
      .join('; ')}); import the file first, or force it (--force)`,
    'file',
  );

import type { Fingerprint } from '../core/ids.js';
import { ManagementError } from '../core/management-error.js';
import type { CertificateReader } from '../core/ports.js';
import type { FileChange, TrustedAuthority } from '../core/trusted-authority.js';
import { type GivenAuthority, parseAuthorities } from './parse-authorities.js';
import type { Step, UseCase } from './use-case.js';

export interface BundleFileWish {
  /** The file as it is; `null` when there is none. */
  readonly current: string | null;
  /** Also when it has authorities that were never in the bundle. */
  readonly force?: boolean;
}

export interface BundleFile {
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
export class WriteClientAuthorities implements UseCase<BundleFileWish, BundleFile> {
  readonly action = 'client-ca.write';

  constructor(private readonly reader: CertificateReader) {}

  names() {
    return {};
  }

  prepare({ current, force = false }: BundleFileWish): Step<BundleFile> {
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
          dropped: dropped.map(({ facts }) => facts.subject),
          gained: gained.map(({ subject }) => subject),
        };
      },
    };
  }

  /** An empty file has none; one that cannot be understood is no bundle, and is not overwritten. */
  private understood(current: string | null): readonly GivenAuthority[] {
    return current === null || current.trim() === '' ? [] : parseAuthorities(this.reader, current);
  }
}

type Given = readonly GivenAuthority[];
type Bundle = readonly TrustedAuthority[];

const droppedOf = (inFile: Given, bundle: Bundle): Given => {
  const wanted = new Set(bundle.map(({ fingerprint }) => fingerprint));
  return inFile.filter(({ facts }) => !wanted.has(facts.fingerprint));
};

const gainedBy = (inFile: Given, bundle: Bundle): Bundle => {
  const had = new Set(inFile.map(({ facts }) => facts.fingerprint));
  return bundle.filter(({ fingerprint }) => !had.has(fingerprint));
};

/** Those that were never in the bundle. */
const never = (dropped: Given, removed: readonly Fingerprint[]): Given => {
  const once = new Set(removed);
  return dropped.filter(({ facts }) => !once.has(facts.fingerprint));
};

const leaving = ({ facts: { fingerprint, subject } }: GivenAuthority): FileChange => ({
  fingerprint,
  subject,
  inFile: false,
});
const coming = ({ fingerprint, subject }: TrustedAuthority): FileChange => ({
  fingerprint,
  subject,
  inFile: true,
});

/** PEM with the names before it, which OpenSSL passes over. */
const textOf = (bundle: readonly TrustedAuthority[]): string =>
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

const unknown = (strange: readonly GivenAuthority[]): ManagementError =>
  new ManagementError(
    'conflict',
    `file: it has ${String(strange.length)} that the books never had, whose clients would be refused (${strange
      .slice(0, 5)
      .map(({ facts }) => facts.subject)
      .join('; ')}); import the file first, or force it (--force)`,
    'file',
  );

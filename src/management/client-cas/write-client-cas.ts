import type { RecordedClientCas } from '../../core/audit/current-state.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { ClientCa, FileChange } from '../../core/client-cas/client-ca.js';
import type { Fingerprint } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { RecordedStates } from '../audit/recorded-states.js';
import { unexplainedClientCa } from '../audit/unexplained-client-cas.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import { parseClientCas, type ParsedClientCa } from './parse-client-cas.js';

export interface WriteClientCasInput {
  /** The current content of the file; `null` when there is none. */
  readonly current: string | null;
  /** Writes the file even if it has authorities that were never client CAs. */
  readonly force?: boolean;
}

export interface ClientCaFile {
  /** The new content of the file. */
  readonly text: string;
  readonly clientCas: number;
  /** The subjects that the file loses. */
  readonly dropped: readonly string[];
  /** The subjects that the file gains. */
  readonly gained: readonly string[];
}

/**
 * Returns the content of the file that NGINX reads. The caller writes it, on the machine where
 * NGINX runs. The audit event with the differences is recorded first, because removing an authority
 * from the file by force changes whom NGINX accepts.
 */
export class WriteClientCas implements UseCase<WriteClientCasInput, ClientCaFile> {
  readonly action = 'client-ca.write';

  constructor(private readonly certificateParser: CertificateParser) {}

  targetsOf() {
    return {};
  }

  prepare({ current, force = false }: WriteClientCasInput): PreparedChange<ClientCaFile> {
    return {
      kind: 'changes',
      run: async ({ clientCas }) => {
        const trusted = await clientCas.lock();
        if (trusted.length === 0) throw empty();
        this.assertExplained(trusted, await clientCas.recorded(trusted));
        const inFile = this.parseFile(current);
        const dropped = droppedOf(inFile, trusted);
        const neverTrusted = selectNeverTrusted(dropped, await clientCas.removed());
        if (neverTrusted.length > 0 && !force) throw unknown(neverTrusted);
        const gained = gainedBy(inFile, trusted);
        clientCas.recordFile(trusted, [...dropped.map(leaving), ...gained.map(coming)]);
        return {
          text: textOf(trusted),
          clientCas: trusted.length,
          dropped: dropped.map(({ info }) => info.subject),
          gained: gained.map(({ subject }) => subject),
        };
      },
    };
  }

  /**
   * Also with `force`: a CA that no event explains was planted with the application's database
   * login, and NGINX would accept what it signed.
   */
  private assertExplained(trusted: ClientCas, { kept, events }: RecordedClientCas): void {
    const recorded = RecordedStates.after(kept);
    for (const event of events) recorded.apply(event);
    const fingerprintOf = (pem: string): Fingerprint | null => this.fingerprintOf(pem);
    const planted = trusted.filter((ca) => unexplainedClientCa(ca, recorded, fingerprintOf).length > 0);
    if (planted.length > 0) throw unexplained(planted);
  }

  private fingerprintOf(pem: string): Fingerprint | null {
    try {
      return this.certificateParser.readPem(pem).fingerprint;
    } catch {
      return null;
    }
  }

  /**
   * Parses the current file. An empty file has no authority; a file that cannot be parsed is no
   * client CA file, and is not overwritten.
   */
  private parseFile(current: string | null): readonly ParsedClientCa[] {
    return current === null || current.trim() === '' ? [] : parseClientCas(this.certificateParser, current);
  }
}

type Given = readonly ParsedClientCa[];
type ClientCas = readonly ClientCa[];

const droppedOf = (inFile: Given, trusted: ClientCas): Given => {
  const wanted = new Set(trusted.map(({ fingerprint }) => fingerprint));
  return inFile.filter(({ info }) => !wanted.has(info.fingerprint));
};

const gainedBy = (inFile: Given, trusted: ClientCas): ClientCas => {
  const had = new Set(inFile.map(({ info }) => info.fingerprint));
  return trusted.filter(({ fingerprint }) => !had.has(fingerprint));
};

/** Returns the authorities that were never client CAs. */
const selectNeverTrusted = (dropped: Given, removed: readonly Fingerprint[]): Given => {
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

/** Formats PEM, each with its name before it, which OpenSSL ignores. */
const textOf = (trusted: readonly ClientCa[]): string =>
  [
    '# Written by: portaria client-ca write. To change it, use portaria client-ca add and remove.\n',
    ...trusted.map(({ subject, notAfter, pem }) => `\n# ${subject}, until ${notAfter.toISOString()}\n${pem}`),
  ].join('');

const empty = (): ManagementError =>
  new ManagementError(
    'conflict',
    'client CAs: there are none yet, and NGINX does not start with an empty file. First import the file that NGINX reads',
    null,
  );

const unexplained = (planted: ClientCas): ManagementError =>
  new ManagementError(
    'refused',
    `client CAs: no event explains ${planted
      .slice(0, 5)
      .map(({ fingerprint }) => fingerprint)
      .join(', ')}. They may be planted, so nothing was written. Run portaria audit verify, then ` +
      'portaria client-ca remove <fingerprint>; add what belongs there again (portaria client-ca add), and change the ' +
      "password of the application's database login",
  );

const unknown = (strange: readonly ParsedClientCa[]): ManagementError =>
  new ManagementError(
    'conflict',
    `file: it has ${String(strange.length)} that were never among the client CAs, whose clients would be rejected (${strange
      .slice(0, 5)
      .map(({ info }) => info.subject)
      .join('; ')}); import the file first, or force it (--force)`,
    'file',
  );

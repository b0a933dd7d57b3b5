import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { ClientCa } from '../../core/client-cas/client-ca.js';
import type { Locked } from '../../core/shared/locked.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { ChangeTransaction } from '../../core/shared/unit-of-work.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import { clientCaProblems } from './client-ca-problems.js';
import { parseClientCas, type ParsedClientCa } from './parse-client-cas.js';

/** The result for one certificate of the input. */
export interface AddedClientCa {
  readonly clientCa: ClientCa;
  /** Whether it was a client CA before. */
  readonly already: boolean;
  readonly notes: readonly string[];
}

/**
 * Lets NGINX accept the clients of authorities: of one, or of every authority of a chain. Either
 * all are added or none. A client's certificate at the head of a chain is skipped.
 */
export class AddClientCas implements UseCase<{ readonly pem: string }, readonly AddedClientCa[]> {
  readonly action = 'client-ca.add';

  constructor(private readonly certificateParser: CertificateParser) {}

  targetsOf() {
    return {};
  }

  prepare({ pem }: { readonly pem: string }): PreparedChange<readonly AddedClientCa[]> {
    const given = parseClientCas(this.certificateParser, pem);
    const clientCas = given.filter(({ info }) => info.isCa);
    const meant = clientCas.length > 0 ? clientCas : given;
    return {
      kind: 'changes',
      run: async (tx) => {
        const trusted = await tx.clientCas.lock();
        const now = await tx.now();
        for (const { info } of meant) refuse(info.subject, clientCaProblems(info, now));
        return addMissingClientCas(tx, trusted, { given: meant, notesOn: () => [] });
      },
    };
  }
}

/**
 * Adds the authorities that are new. The notes on each contain what the caller found, and whether
 * NGINX can build a chain through it.
 */
export const addMissingClientCas = async (
  { clientCas }: ChangeTransaction,
  trusted: Locked<readonly ClientCa[]>,
  input: {
    readonly given: readonly ParsedClientCa[];
    readonly notesOn: (given: ParsedClientCa) => readonly string[];
  },
): Promise<readonly AddedClientCa[]> => {
  const before = new Set(trusted.map(({ fingerprint }) => fingerprint));
  for (const { info, pem } of input.given)
    if (!before.has(info.fingerprint)) await clientCas.add(trusted, info, pem);
  const after = await clientCas.list();
  return input.given.flatMap((given) => {
    const clientCa = after.find(({ fingerprint }) => fingerprint === given.info.fingerprint);
    if (!clientCa) return [];
    const notes = [...input.notesOn(given), ...withoutIssuer(clientCa, after)];
    return { clientCa, already: before.has(clientCa.fingerprint), notes };
  });
};

/**
 * Notes a missing issuer. OpenSSL ends every chain at a root that it trusts. The names decide,
 * because this is only a note.
 */
const withoutIssuer = (clientCa: ClientCa, trusted: readonly ClientCa[]): string[] =>
  trusted.some(({ subject }) => subject === clientCa.issuer)
    ? []
    : [
        `its issuer (${clientCa.issuer}) is not among the client CAs, and NGINX accepts nothing below it until that is added`,
      ];

const refuse = (subject: string, problems: readonly string[]): void => {
  if (problems.length > 0)
    throw new ManagementError('refused', `certificate: ${subject}: ${problems.join('; ')}`, 'certificate');
};

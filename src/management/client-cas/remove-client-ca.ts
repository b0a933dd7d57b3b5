import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { ClientCa } from '../../core/client-cas/client-ca.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { ReadTransaction } from '../../core/shared/unit-of-work.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import { type AffectedCertificate, findAffectedCertificates } from './affected-certificates.js';
import { resolveClientCa } from './resolve-client-ca.js';

const namedMax = 5;
const fingerprintShort = 16;

export interface RemoveClientCaInput {
  /** The whole fingerprint, or its first digits. */
  readonly fingerprint: string;
  /** Removes the authority even if linked certificates are below it. */
  readonly force?: boolean;
}

export interface RemovedClientCa {
  readonly removed: ClientCa;
  /** The linked certificates that NGINX refuses once it has been reloaded with the new file. */
  readonly affectedCertificates: readonly AffectedCertificate[];
}

/**
 * Makes NGINX refuse an authority's clients, from its next reload with the new file. This counts as
 * taking away permissions, though it begins with the reload: no other change takes away an operator
 * meanwhile.
 */
export class RemoveClientCa implements UseCase<RemoveClientCaInput, RemovedClientCa> {
  readonly action = 'client-ca.remove';

  constructor(private readonly certificateParser: CertificateParser) {}

  targetsOf({ fingerprint }: RemoveClientCaInput) {
    return { clientCa: fingerprint };
  }

  /** Later the first digits may be those of another authority. */
  inputForApproval(input: RemoveClientCaInput, { removed }: RemovedClientCa): RemoveClientCaInput {
    return { ...input, fingerprint: removed.fingerprint };
  }

  prepare({ fingerprint, force = false }: RemoveClientCaInput): PreparedChange<RemovedClientCa> {
    return {
      kind: 'revokes',
      run: async (tx) => {
        const trusted = await tx.clientCas.lock();
        const removed = resolveClientCa(trusted, fingerprint);
        if (trusted.length === 1) throw lastOne();
        const affectedCertificates = await findAffectedCertificates(tx, this.certificateParser, removed);
        if (affectedCertificates.length > 0 && !force) throw stillNeeded(affectedCertificates);
        await assertOperatorLeft(tx, affectedCertificates);
        await tx.clientCas.remove(trusted, removed.fingerprint);
        return { removed, affectedCertificates };
      },
    };
  }
}

/**
 * This check applies even with `force`: without an operator, the authority could not be added again
 * by the admin API.
 */
const assertOperatorLeft = async (
  { operators }: ReadTransaction,
  affectedCertificates: readonly AffectedCertificate[],
): Promise<void> => {
  const without = affectedCertificates.map(({ fingerprint }) => fingerprint);
  const isThereOne = await operators.isAnyEligible();
  if (isThereOne && !(await operators.isAnyEligible(without))) throw lastOperator();
};

const lastOperator = (): ManagementError =>
  new ManagementError(
    'refused',
    'fingerprint: without it, NGINX might accept no operator with admin:write. First link an operator a certificate of ' +
      'another CA, and add that CA to the client CAs (client-ca import, client-ca add)',
    'fingerprint',
  );

const lastOne = (): ManagementError =>
  new ManagementError(
    'refused',
    'fingerprint: it is the last client CA, and NGINX does not start without one. Add another first',
    'fingerprint',
  );

const stillNeeded = (affectedCertificates: readonly AffectedCertificate[]): ManagementError => {
  const [certain, possible] = [
    affectedCertificates.filter((one) => one.certain),
    affectedCertificates.filter((one) => !one.certain),
  ];
  const parts = [
    ...(certain.length > 0 ? [`removing it would affect ${counted(certain)}`] : []),
    ...(possible.length > 0
      ? [
          `removing it may affect ${counted(possible)}, whose issuer is not among the client CAs (add it to be sure)`,
        ]
      : []),
  ];
  return new ManagementError(
    'conflict',
    `fingerprint: ${parts.join('; ')}. Link other certificates to these accounts first, or use force`,
    'fingerprint',
  );
};

const counted = (those: readonly AffectedCertificate[]): string => {
  const named = those
    .slice(0, namedMax)
    .map(
      ({ accounts, fingerprint, subject }) =>
        `account ${accounts.join(', ')}: ${fingerprint.slice(0, fingerprintShort)} ${subject}`,
    );
  const more = those.length - named.length;
  const words = those.length === 1 ? '1 linked certificate' : `${String(those.length)} linked certificates`;
  return `${words} (${named.join('; ')}${more > 0 ? `; and ${String(more)} more` : ''})`;
};

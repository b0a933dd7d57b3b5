import { ManagementError } from '../core/management-error.js';
import type { CertificateReader } from '../core/ports.js';
import type { Locked } from '../core/shared/locked.js';
import type { ChangeTransaction } from '../core/shared/unit-of-work.js';
import type { TrustedAuthority } from '../core/trusted-authority.js';
import { judgeAuthority } from './judge-authority.js';
import { type GivenAuthority, parseAuthorities } from './parse-authorities.js';
import type { Step, UseCase } from './use-case.js';

/** What became of one certificate that was given. */
export interface AddedAuthority {
  readonly authority: TrustedAuthority;
  /** It was in the bundle before. */
  readonly already: boolean;
  readonly notes: readonly string[];
}

/**
 * Lets NGINX accept the clients of authorities: one, or a chain, of which every authority is added. All of them or none. A
 * client's certificate at the head of a chain is left out.
 */
export class AddClientAuthorities implements UseCase<{ readonly pem: string }, readonly AddedAuthority[]> {
  readonly action = 'client-ca.add';

  constructor(private readonly reader: CertificateReader) {}

  names() {
    return {};
  }

  prepare({ pem }: { readonly pem: string }): Step<readonly AddedAuthority[]> {
    const given = parseAuthorities(this.reader, pem);
    const authorities = given.filter(({ facts }) => facts.isAuthority);
    const meant = authorities.length > 0 ? authorities : given;
    return {
      kind: 'changes',
      run: async (tx) => {
        const bundle = await tx.clientCas.lock();
        const now = await tx.now();
        for (const { facts } of meant) refuse(facts.subject, judgeAuthority(facts, now));
        return addTo(tx, bundle, { given: meant, notesOn: () => [] });
      },
    };
  }
}

/** Adds what is new. The notes on each: what the caller knows, and whether NGINX can build a chain through it. */
export const addTo = async (
  { clientCas }: ChangeTransaction,
  bundle: Locked<readonly TrustedAuthority[]>,
  input: {
    readonly given: readonly GivenAuthority[];
    readonly notesOn: (given: GivenAuthority) => readonly string[];
  },
): Promise<readonly AddedAuthority[]> => {
  const before = new Set(bundle.map(({ fingerprint }) => fingerprint));
  for (const { facts, pem } of input.given)
    if (!before.has(facts.fingerprint)) await clientCas.add(bundle, facts, pem);
  const after = await clientCas.list();
  return input.given.flatMap((given) => {
    const authority = after.find(({ fingerprint }) => fingerprint === given.facts.fingerprint);
    if (!authority) return [];
    const notes = [...input.notesOn(given), ...withoutIssuer(authority, after)];
    return { authority, already: before.has(authority.fingerprint), notes };
  });
};

/** OpenSSL ends every chain at a root that it trusts; by the names, since this is only a note. */
const withoutIssuer = (authority: TrustedAuthority, bundle: readonly TrustedAuthority[]): string[] =>
  bundle.some(({ subject }) => subject === authority.issuer)
    ? []
    : [
        `its issuer (${authority.issuer}) is not in the bundle, and NGINX accepts nothing below it until that is added`,
      ];

const refuse = (subject: string, against: readonly string[]): void => {
  if (against.length > 0)
    throw new ManagementError('refused', `certificate: ${subject}: ${against.join('; ')}`, 'certificate');
};

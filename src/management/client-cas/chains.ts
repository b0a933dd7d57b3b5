import type { Fingerprint } from '../../core/shared/ids.js';

/** A certificate of an authority. */
export interface CaCertificate {
  readonly fingerprint: Fingerprint;
  readonly subject: string;
  readonly issuer: string;
  readonly pem: string;
}

/** Returns whether the second certificate signed the first. */
type IsIssuedBy = (pem: string, issuerPem: string) => boolean;

/**
 * Whether certificates of an issuer are accepted. `unknown`: the chain ends at a name that is not
 * known here.
 */
export type ChainStatus = 'trusted' | 'unknown' | 'untrusted';

/**
 * The chains from issuers to the client CAs, through the intermediate certificates that clients send.
 * As in OpenSSL, a chain ends at a self-signed client CA: an intermediate authority
 * is not enough. Pure.
 */
export class Chains {
  readonly #links: readonly CaCertificate[];
  readonly #trusted: ReadonlySet<CaCertificate>;
  readonly #unknown: ReadonlySet<CaCertificate>;

  constructor(trusted: readonly CaCertificate[], sent: readonly CaCertificate[], isIssuedBy: IsIssuedBy) {
    this.#links = [...new Map([...sent, ...trusted].map((link) => [link.fingerprint, link])).values()];
    const below = new Map(this.#links.map((link) => [link, this.signedBy(link, isIssuedBy)]));
    const trustedFingerprints = new Set(trusted.map(({ fingerprint }) => fingerprint));
    const roots = this.#links.filter((link) => isRoot(link) && trustedFingerprints.has(link.fingerprint));
    const signed = new Set([...below.values()].flat());
    this.#trusted = everythingBelow(roots, below);
    this.#unknown = everythingBelow(
      this.#links.filter((link) => !isRoot(link) && !signed.has(link)),
      below,
    );
  }

  /** Returns the authorities of that name through which a certificate is accepted. */
  trusted(name: string): readonly CaCertificate[] {
    return this.named(name).filter((link) => this.#trusted.has(link));
  }

  chainStatusOf(issuer: string): ChainStatus {
    const links = this.named(issuer);
    if (links.some((link) => this.#trusted.has(link))) return 'trusted';
    return links.length === 0 || links.some((link) => this.#unknown.has(link)) ? 'unknown' : 'untrusted';
  }

  private named(name: string): readonly CaCertificate[] {
    return this.#links.filter(({ subject }) => subject === name);
  }

  private signedBy(issuer: CaCertificate, isIssuedBy: IsIssuedBy): readonly CaCertificate[] {
    return this.#links.filter(
      (link) => !isRoot(link) && link.issuer === issuer.subject && isIssuedBy(link.pem, issuer.pem),
    );
  }
}

const isRoot = ({ subject, issuer }: CaCertificate): boolean => subject === issuer;

/** Returns each authority once, because authorities may certify one another. */
const everythingBelow = (
  heads: readonly CaCertificate[],
  below: ReadonlyMap<CaCertificate, readonly CaCertificate[]>,
): ReadonlySet<CaCertificate> => {
  const found = new Set(heads);
  // A set that grows while it is iterated is iterated to its new end.
  for (const link of found) for (const one of below.get(link) ?? []) found.add(one);
  return found;
};

import type { Fingerprint } from '../../core/shared/ids.js';

/** A certificate of an authority. */
export interface ChainLink {
  readonly fingerprint: Fingerprint;
  readonly subject: string;
  readonly issuer: string;
  readonly pem: string;
}

/** Whether the first was signed by the second. */
type IsIssuedBy = (pem: string, issuerPem: string) => boolean;

/** What becomes of certificates of an issuer. `unknown`: the way up ends at a name that nobody here has. */
export type ChainStatus = 'trusted' | 'unknown' | 'untrusted';

/**
 * The chains that a bundle makes, with what clients send between theirs and the bundle's. As OpenSSL has it, a chain ends at a
 * self-signed certificate of the bundle: an authority in the middle is not enough. Pure.
 */
export class Chains {
  readonly #links: readonly ChainLink[];
  readonly #trusted: ReadonlySet<ChainLink>;
  readonly #unknown: ReadonlySet<ChainLink>;

  constructor(bundle: readonly ChainLink[], sent: readonly ChainLink[], isIssuedBy: IsIssuedBy) {
    this.#links = [...new Map([...sent, ...bundle].map((link) => [link.fingerprint, link])).values()];
    const below = new Map(this.#links.map((link) => [link, this.signedBy(link, isIssuedBy)]));
    const inBundle = new Set(bundle.map(({ fingerprint }) => fingerprint));
    const roots = this.#links.filter((link) => isRoot(link) && inBundle.has(link.fingerprint));
    const signed = new Set([...below.values()].flat());
    this.#trusted = everythingBelow(roots, below);
    this.#unknown = everythingBelow(
      this.#links.filter((link) => !isRoot(link) && !signed.has(link)),
      below,
    );
  }

  /** Those of that name through which a certificate is accepted. */
  trusted(name: string): readonly ChainLink[] {
    return this.named(name).filter((link) => this.#trusted.has(link));
  }

  chainStatusOf(issuer: string): ChainStatus {
    const links = this.named(issuer);
    if (links.some((link) => this.#trusted.has(link))) return 'trusted';
    return links.length === 0 || links.some((link) => this.#unknown.has(link)) ? 'unknown' : 'untrusted';
  }

  private named(name: string): readonly ChainLink[] {
    return this.#links.filter(({ subject }) => subject === name);
  }

  private signedBy(above: ChainLink, isIssuedBy: IsIssuedBy): readonly ChainLink[] {
    return this.#links.filter(
      (link) => !isRoot(link) && link.issuer === above.subject && isIssuedBy(link.pem, above.pem),
    );
  }
}

const isRoot = ({ subject, issuer }: ChainLink): boolean => subject === issuer;

/** Each once: authorities may certify one another. */
const everythingBelow = (
  heads: readonly ChainLink[],
  below: ReadonlyMap<ChainLink, readonly ChainLink[]>,
): ReadonlySet<ChainLink> => {
  const found = new Set(heads);
  // A set that grows while it is walked is walked to its new end.
  for (const link of found) for (const one of below.get(link) ?? []) found.add(one);
  return found;
};

/** Below the issuer's address, whether or not that ends in a slash. */
export const addressBelow = (issuer: string, path: string): string => `${issuer.replace(/\/$/, '')}${path}`;

/** The token endpoint of RFC 6749, as the metadata names it. */
export const tokenEndpointOf = (issuer: string): string => addressBelow(issuer, '/oauth/token');

/** What the published metadata says about this deployment. */
export class IssuerMetadata {
  constructor(
    /** The claim `iss`, byte for byte. */
    readonly issuer: string,
    /** How long the next signing key is published before it signs. */
    readonly keyActivationDelaySeconds: number,
    /** Whether the token endpoint of RFC 6749 is on. */
    readonly hasTokenEndpoint: boolean,
  ) {}
}

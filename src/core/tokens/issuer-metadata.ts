/** What the published metadata says about this deployment. */
export class IssuerMetadata {
  constructor(
    /** The claim `iss`, byte for byte. */
    readonly issuer: string,
    /** How long the next signing key is published before it signs. */
    readonly keyDelaySeconds: number,
    /** Whether the token endpoint of RFC 6749 is on. */
    readonly hasTokenEndpoint: boolean,
  ) {}
}

/** The settings of this deployment's realm. */
export class RealmSettings {
  constructor(
    /** The name of the realm in the path of its token endpoint. */
    readonly name: string,
    /**
     * The one public client of the realm's users: `client_id` of their requests, and of their
     * tokens.
     */
    readonly clientId: string,
  ) {}
}

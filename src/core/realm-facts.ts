/** What the realm of this deployment is called. */
export class RealmFacts {
  constructor(
    /** As it stands in the path of its token endpoint. */
    readonly name: string,
    /** The one public client that its users come with: `client_id`, also in their tokens. */
    readonly clientId: string,
  ) {}
}

/** What a route answers. */
export interface Answer {
  /** Becomes JSON. */
  readonly body: unknown;
  /** The version of the account that it is about: the ETag. */
  readonly version?: number;
  /** It was done before, under the same key: nothing was done now. */
  readonly again?: true;
}

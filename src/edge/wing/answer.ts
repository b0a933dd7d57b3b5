/** What a route answers. */
export interface Answer {
  /** Becomes JSON, or with a media type is sent as it is. */
  readonly body: unknown;
  /** Of a body that is bytes or text. */
  readonly mediaType?: string;
  /** The version of the account that it is about: the ETag. */
  readonly version?: number;
  /** It was done before, under the same key: nothing was done now. */
  readonly again?: true;
}

import type { z } from 'zod';

/** The description of one route: everything about it that its controller does not say. */
export interface Operation {
  /** The name of its function in a generated client. */
  readonly id: string;
  /** One line, imperative, such as "Suspend an account". */
  readonly summary: string;
  readonly description?: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** An example of the body, as a client sends it. */
  readonly example?: unknown;
  /** Whether `Accept-Language` chooses the language of the answer. */
  readonly hasLanguages?: true;
  /** A POST that issues a token and changes nothing else: it has no dry run, no version and no replay. */
  readonly issuesToken?: true;
  /** A POST that changes nothing: it has no dry run, no version and no replay. */
  readonly readsOnly?: true;
  readonly success: Success;
  /** Statuses of errors beyond those that every route of its document may answer. */
  readonly errors?: readonly ErrorStatus[];
}

/** A successful response. */
export interface Success {
  readonly status: 200 | 201;
  readonly description: string;
  readonly body: z.ZodType;
  /** When it is not JSON, such as `application/pkix-crl`. */
  readonly mediaType?: string;
  /** Whether it carries the version of the account as `ETag`. */
  readonly etag?: boolean;
}

export const statuses = [400, 401, 403, 404, 405, 409, 412, 413, 414, 415, 422, 429, 431, 500, 503] as const;
export type ErrorStatus = (typeof statuses)[number];

/** Routes by method and path below the API's prefix, such as `POST /accounts/{account}/suspend`. */
export type Operations = Readonly<Record<string, Operation>>;

/** Operations that belong together. */
export interface Tag {
  readonly name: string;
  readonly description: string;
  readonly operations: Operations;
}

/**
 * An API behind the gateway, by the route table that is in force.
 *
 * This folder owns what operators see of protected APIs, and the port that reads it; it must never change a route
 * table.
 */
export interface ProtectedApi {
  readonly name: string;
  /** The title and version of its OpenAPI document. */
  readonly title: string;
  readonly version: string;
  readonly upstream: string;
  readonly ruleCount: number;
  /** The audiences of the tokens that open it. */
  readonly audiences: readonly string[];
  /** Whether a token must be bound to the certificate of the connection. */
  readonly requireBound: boolean;
  /** Scopes that its rules name, in alphabetical order, at most 100. */
  readonly scopes: readonly string[];
  readonly scopeCount: number;
  /** SHA-256 of the file of its table, in hex. */
  readonly digest: string;
  /** When that file was written. */
  readonly changedAt: Date;
}

/** The APIs whose route tables this process has read. */
export interface KnownApis {
  /** Ordered by name. */
  readonly apis: readonly ProtectedApi[];
  /** The digest of all tables together; `null` when none could be read yet. */
  readonly digest: string | null;
  /** Why the files that are there now cannot be used, so that previous ones stay in force; `null`: they can. */
  readonly problem: string | null;
}

/** Alternatives: one is enough, and all of its scopes are needed. `[[]]`: a token of any scope is enough. */
export type ScopeAlternatives = readonly (readonly string[])[];

/** The rule of one operation. */
export interface ApiRule {
  readonly method: string;
  /** The path as callers write it, such as `/cob/{txid}`. */
  readonly path: string;
  readonly scopes: ScopeAlternatives;
  /** Scopes of the platform's tokens that contain a scope that the rule needs. */
  readonly coveredBy: readonly string[];
}

import type { ScopeAlternatives } from './protected-api.js';

/** A new OpenAPI document of an API, with what `portaria routes import` is told. Left out: as it is in force. */
export interface NewDocument {
  /** The text, in YAML or JSON. */
  readonly document: string;
  /** The text of a scope map. */
  readonly scopeMap?: string;
  /** The path before every path of the document. */
  readonly basePath?: string;
  readonly upstream?: string;
  readonly audiences?: readonly string[];
  readonly requireBound?: boolean;
  readonly allowUnscoped?: boolean;
  /** Operations that get no rule, such as `GET /status`. */
  readonly leaveOut?: readonly string[];
}

/** What an import of the document would do to one rule. */
export interface RuleChange {
  readonly change: 'added' | 'removed' | 'changed';
  readonly method: string;
  readonly path: string;
  /** What the rule needs now; `null`: there is none. */
  readonly before: ScopeAlternatives | null;
  /** What it would need; `null`: there would be none. */
  readonly after: ScopeAlternatives | null;
}

/** What an import of the document would change. */
export interface DocumentComparison {
  /** The digest of the table that it was compared with. */
  readonly digest: string;
  readonly counts: Readonly<Record<RuleChange['change'] | 'unchanged', number>>;
  /** By path and method. */
  readonly changes: readonly RuleChange[];
  /** Operations of the document that would get no rule. */
  readonly leftOut: readonly { readonly method: string; readonly path: string; readonly why: string }[];
  readonly notes: readonly string[];
  /** The command that makes the change, at a machine with the folder of the route tables. */
  readonly command: string;
}

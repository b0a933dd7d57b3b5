import type { Route, RouteTable } from '../route-import/route-table.js';

/**
 * The scopes that permit an operation: those that the API's own document declares, and the platform
 * scopes that cover them.
 */
export interface RouteRule {
  /** The API to which the rule belongs. */
  readonly api: string;
  readonly method: string;
  /** The template, for example `/cob/{txid}`. */
  readonly path: string;
  /**
   * The alternatives: one is enough, and every scope of it is needed. Each scope is a set of names,
   * and any of them counts.
   */
  readonly alternatives: readonly (readonly ReadonlySet<string>[])[];
  /** The audiences of the tokens that may open the API. */
  readonly audiences: ReadonlySet<string>;
  /** Whether a token must be bound to the certificate of the connection. */
  readonly requireBound: boolean;
  /** The scopes for the challenge: the first alternative, in the platform's own scopes. */
  readonly requiredScope: string;
}

/** What the rules of one API share. */
export type ApiRequirements = Pick<RouteTable, 'api' | 'scopeMap' | 'audiences' | 'requireBound'>;

export const ruleOf = (
  { api, scopeMap: map, audiences, requireBound }: ApiRequirements,
  { method, path, scopes }: Route,
): RouteRule => {
  const covering = (scope: string): string[] =>
    Object.entries(map).flatMap(([platform, covered]) => (covered.includes(scope) ? [platform] : []));
  const [first = []] = scopes;
  return {
    ...{ api, method, path, requireBound },
    audiences: new Set(audiences),
    alternatives: scopes.map((all) => all.map((scope) => new Set([scope, ...covering(scope)]))),
    requiredScope: [...new Set(first.map((scope) => covering(scope)[0] ?? scope))].join(' '),
  };
};

/** Returns whether a token with these scopes permits the operation. */
export const permits = ({ alternatives }: RouteRule, scopes: readonly string[]): boolean =>
  alternatives.some((all) => all.every((names) => scopes.some((scope) => names.has(scope))));

import type { Route } from '../route-import/route-table.js';
import type { ScopeMap } from '../route-import/scope-map.js';

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
  /** The scopes for the challenge: the first alternative, in the platform's own scopes. */
  readonly requiredScope: string;
}

export const ruleOf = (api: string, { method, path, scopes }: Route, map: ScopeMap): RouteRule => {
  const covering = (scope: string): string[] =>
    Object.entries(map).flatMap(([platform, covered]) => (covered.includes(scope) ? [platform] : []));
  const [first = []] = scopes;
  return {
    ...{ api, method, path },
    alternatives: scopes.map((all) => all.map((scope) => new Set([scope, ...covering(scope)]))),
    requiredScope: [...new Set(first.map((scope) => covering(scope)[0] ?? scope))].join(' '),
  };
};

/** Returns whether a token with these scopes permits the operation. */
export const permits = ({ alternatives }: RouteRule, scopes: readonly string[]): boolean =>
  alternatives.some((all) => all.every((names) => scopes.some((scope) => names.has(scope))));

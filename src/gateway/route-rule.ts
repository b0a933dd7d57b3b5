import type { Route } from './routes/route-table.js';
import type { ScopeMap } from './routes/scope-map.js';

/** Which scopes open an operation: as the API's own document declares them, and what of the platform's covers them. */
export interface RouteRule {
  /** The API that it is of. */
  readonly api: string;
  readonly method: string;
  /** The template, e.g. `/cob/{txid}`. */
  readonly path: string;
  /** One of these is enough; of that one each is needed; each is had by any of its names. */
  readonly alternatives: readonly (readonly ReadonlySet<string>[])[];
  /** What to ask for: the first alternative in the platform's own scopes. */
  readonly told: string;
}

export const ruleOf = (api: string, { method, path, scopes }: Route, map: ScopeMap): RouteRule => {
  const covering = (scope: string): string[] =>
    Object.entries(map).flatMap(([platform, covered]) => (covered.includes(scope) ? [platform] : []));
  const [first = []] = scopes;
  return {
    ...{ api, method, path },
    alternatives: scopes.map((all) => all.map((scope) => new Set([scope, ...covering(scope)]))),
    told: [...new Set(first.map((scope) => covering(scope)[0] ?? scope))].join(' '),
  };
};

/** Whether a token with these scopes may do it. */
export const permits = ({ alternatives }: RouteRule, scopes: readonly string[]): boolean =>
  alternatives.some((all) => all.every((names) => scopes.some((scope) => names.has(scope))));

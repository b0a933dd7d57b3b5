import type { Route, RouteTable } from './route-table.js';
import type { ScopeMap } from './scope-map.js';

/** The effect of an import on one rule. */
export interface RouteChange {
  readonly change: '+' | '-' | '~';
  readonly method: string;
  readonly path: string;
  readonly scopes: Route['scopes'];
  /** The scopes that a changed rule needed before. */
  readonly before: Route['scopes'] | null;
}

/**
 * Returns the rules that are added, removed and changed, in the order of the table. `null` means
 * that there was no table, or will be none.
 */
export const routeChanges = (before: RouteTable | null, after: RouteTable | null): readonly RouteChange[] => {
  const [old, young] = [before, after].map((table) => byName(table?.routes ?? []));
  const names = [...new Set([...(old?.keys() ?? []), ...(young?.keys() ?? [])])].sort();
  return names.flatMap((name) => changeOf(old?.get(name), young?.get(name)));
};

/** Indexes the rules by path and method, such as `/cob PUT`, which is the order of the table. */
const byName = (routes: readonly Route[]): ReadonlyMap<string, Route> =>
  new Map(routes.map((route) => [`${route.path} ${route.method}`, route]));

const changeOf = (old: Route | undefined, young: Route | undefined): RouteChange[] => {
  if (old === undefined) return young ? [{ change: '+', ...young, before: null }] : [];
  if (young === undefined) return [{ change: '-', ...old, before: null }];
  return JSON.stringify(old.scopes) === JSON.stringify(young.scopes)
    ? []
    : [{ change: '~', ...young, before: old.scopes }];
};

/**
 * Describes in words which scopes the platform's scopes cover now and did not before, and which
 * they no longer cover.
 */
export const coverageChanges = (before: ScopeMap, after: ScopeMap): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((scope) => {
    const [old = [], young = []] = [before[scope], after[scope]];
    const gained = young.filter((one) => !old.includes(one));
    const lost = old.filter((one) => !young.includes(one));
    return [
      ...(gained.length > 0 ? [`${scope} now covers ${gained.join(', ')}.`] : []),
      ...(lost.length > 0 ? [`${scope} no longer covers ${lost.join(', ')}.`] : []),
    ];
  });

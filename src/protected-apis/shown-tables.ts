import type { TableInForce } from '../auth-request/current-routes.js';
import type { ApiRule, ProtectedApi } from '../core/protected-apis/protected-api.js';
import type { Route, RouteTable } from '../route-import/route-table.js';

const scopesMax = 100;

/** Presents a table; `audience`: the one of the tokens that open an API whose table names none. */
export const toProtectedApi = (
  { table, digest, changedAt }: TableInForce,
  audience: string,
): ProtectedApi => {
  const scopes = [...new Set(table.routes.flatMap((route) => route.scopes.flat()))].sort();
  return {
    ...{ name: table.api, title: table.title, version: table.version, upstream: table.upstream },
    ruleCount: table.routes.length,
    audiences: audiencesOf(table, audience),
    requireBound: table.requireBound,
    scopes: scopes.slice(0, scopesMax),
    scopeCount: scopes.length,
    ...{ digest, changedAt },
  };
};

export const audiencesOf = ({ audiences }: RouteTable, audience: string): readonly string[] =>
  audiences.length > 0 ? audiences : [audience];

export const toApiRule = ({ scopeMap }: RouteTable, { method, path, scopes }: Route): ApiRule => ({
  ...{ method, path, scopes },
  coveredBy: Object.keys(scopeMap).filter((scope) =>
    scopes.some((all) => all.some((one) => scopeMap[scope]?.includes(one))),
  ),
});

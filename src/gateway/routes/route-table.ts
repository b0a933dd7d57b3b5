import type { ScopeMap } from './scope-map.js';

/** Which scopes a request needs: the rule of one operation. */
export interface Route {
  /** Upper case. */
  readonly method: string;
  /** `/cob/{txid}`: as callers write it. */
  readonly path: string;
  /** One of these is enough; of one all are needed. `[[]]`: a token is needed, of any scope. */
  readonly scopes: readonly (readonly string[])[];
}

/** The rules of one API: what is in `NAME.routes.json`. */
export interface RouteTable {
  /** Its name among the APIs, and of its files. */
  readonly api: string;
  readonly title: string;
  readonly version: string;
  readonly upstream: string;
  readonly scopeMap: ScopeMap;
  /** By path, then by method. */
  readonly routes: readonly Route[];
}

/** As many as one API may have. */
export const routesMax = 2000;

const name = /^[a-z][a-z0-9-]{0,31}$/;

export const isApiName = (text: string): boolean => name.test(text);

/** The table as a file: one rule to a line, so that people can read what has changed. */
export const routeTableText = ({ scopeMap, routes, ...head }: RouteTable): string => {
  const fields = Object.entries(head).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  const lines = [
    ...fields,
    `  "scopeMap": ${block(
      '{}',
      Object.entries(scopeMap).map(
        ([scope, covered]) => `${JSON.stringify(scope)}: ${JSON.stringify(covered)}`,
      ),
    )}`,
    `  "routes": ${block(
      '[]',
      routes.map(({ method, path, scopes }) => JSON.stringify({ method, path, scopes })),
    )}`,
  ];
  return `{\n${lines.join(',\n')}\n}\n`;
};

const block = (brackets: '{}' | '[]', lines: readonly string[]): string => {
  if (lines.length === 0) return brackets;
  return `${brackets.slice(0, 1)}\n${lines.map((line) => `    ${line}`).join(',\n')}\n  ${brackets.slice(1)}`;
};

import type { ScopeMap } from './scope-map.js';

/** The rule of one operation: the scopes that a request needs. */
export interface Route {
  /** The method in upper case. */
  readonly method: string;
  /** The path as callers write it, such as `/cob/{txid}`. */
  readonly path: string;
  /**
   * The alternatives: one is enough, and all of its scopes are needed. `[[]]` means that a token is
   * needed, with any scope.
   */
  readonly scopes: readonly (readonly string[])[];
}

/** The rules of one API: the content of `NAME.routes.json`. */
export interface RouteTable {
  /** The name of the API among the APIs, and of its files. */
  readonly api: string;
  readonly title: string;
  readonly version: string;
  readonly upstream: string;
  /**
   * The audiences of the tokens that may open the API; without any, `PORTARIA_AUDIENCE` alone.
   */
  readonly audiences: readonly string[];
  /** Whether a token must be bound to the certificate of the connection. */
  readonly requireBound: boolean;
  readonly scopeMap: ScopeMap;
  /** Ordered by path, then by method. */
  readonly routes: readonly Route[];
}

/**
 * The methods that NGINX accepts; it refuses all others at every listener
 * (nginx/methods.conf.template).
 */
export const methodsLetThrough = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** The most rules that one API may have. */
export const routesMax = 2000;

const name = /^[a-z][a-z0-9-]{0,31}$/;

export const isApiName = (text: string): boolean => name.test(text);

/** The claim `aud` of a token: what may stand in a file, a note and a log line. */
const audience = /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/;

export const isAudience = (text: string): boolean => audience.test(text);

/**
 * Writes the table as a file, with one rule on a line, so that people can see what has changed.
 * Defaults are not written: a table that has no others stays the same byte for byte.
 */
export const routeTableText = ({
  scopeMap,
  routes,
  audiences,
  requireBound,
  ...head
}: RouteTable): string => {
  const wanted = {
    ...head,
    ...(audiences.length > 0 && { audiences }),
    ...(requireBound && { requireBound }),
  };
  const fields = Object.entries(wanted).map(
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

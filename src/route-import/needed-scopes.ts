import { isScope } from '../core/accounts/account.js';
import { followReference } from './follow-reference.js';
import { invalidDocument, shown } from './invalid-input.js';
import { isMapping, type Mapping, own, ownMapping } from './mapping.js';
import type { DocumentOperation } from './operations.js';

/** The scopes that an operation requires of a token. */
export interface NeededScopes {
  /** The alternatives: one is enough, and all of its scopes are needed. */
  readonly alternatives: readonly (readonly string[])[];
  /**
   * Why no scope, and perhaps no token, is required; `null` when the document requires OAuth 2.0 or
   * OpenID Connect in every alternative.
   */
  readonly unscoped: string | null;
}

/**
 * Reads the scopes that an operation declares (OpenAPI, Security Requirement Object). Throws
 * `ManagementError('invalid')`.
 */
export const neededScopes = (root: Mapping, operation: DocumentOperation): NeededScopes => {
  const { security } = operation;
  if (security === undefined) return { alternatives: [], unscoped: 'declares no security' };
  if (!Array.isArray(security)) throw invalidDocument(`security of ${nameOf(operation)} is not a list`);
  if (security.length === 0) return { alternatives: [], unscoped: 'is declared open (security: [])' };
  const found = security.map((requirement: unknown) => alternativeOf(root, operation, requirement));
  return {
    alternatives: distinct(found.map(({ scopes }) => scopes)),
    unscoped: found.map(({ unscoped }) => unscoped).find((reason) => reason !== null) ?? null,
  };
};

/** Names an operation for a message. */
export const nameOf = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method} ${shown(path)}`;

interface Alternative {
  readonly scopes: readonly string[];
  readonly unscoped: string | null;
}

const alternativeOf = (root: Mapping, operation: DocumentOperation, requirement: unknown): Alternative => {
  if (!isMapping(requirement))
    throw invalidDocument(`security of ${nameOf(operation)} is not a list of mappings`);
  const names = Object.keys(requirement);
  if (names.length === 0)
    return { scopes: [], unscoped: 'is declared open to requests without a token ({})' };
  const schemes = names.map((name) => ({ name, type: schemeType(root, operation, name) }));
  const ours = schemes.filter(({ type }) => type === 'oauth2' || type === 'openIdConnect');
  const scopes = ours.flatMap(({ name }) => scopesIn(own(requirement, name), operation));
  const unscoped = `declares ${schemes.map(({ name, type }) => `${shown(name)} (${shown(type)})`).join(' and ')}, which has no OAuth 2.0 scopes`;
  return { scopes: [...new Set(scopes)].sort(), unscoped: ours.length === 0 ? unscoped : null };
};

const schemeType = (root: Mapping, operation: DocumentOperation, name: string): string => {
  const schemes = ownMapping(ownMapping(root, 'components'), 'securitySchemes');
  const place = `security scheme ${shown(name)}`;
  if (!Object.hasOwn(schemes, name)) {
    throw invalidDocument(`${nameOf(operation)} names the ${place}, which the document does not declare`);
  }
  const type = own(followReference(root, own(schemes, name), place), 'type');
  if (typeof type !== 'string') throw invalidDocument(`${place} has no type`);
  return type;
};

const scopesIn = (value: unknown, operation: DocumentOperation): string[] => {
  const scopes: unknown[] = Array.isArray(value) ? value : [undefined];
  return scopes.map((scope) => {
    if (typeof scope === 'string' && isScope(scope)) return scope;
    throw invalidDocument(
      `${nameOf(operation)} has a scope that no token can have; scopes are a list of words of 1 to 64 printable ASCII characters without space, quote and backslash`,
    );
  });
};

const distinct = (alternatives: readonly (readonly string[])[]): (readonly string[])[] =>
  [...new Map(alternatives.map((scopes) => [scopes.join(' '), scopes])).entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, scopes]) => scopes);

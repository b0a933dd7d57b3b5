import { isScope } from '../core/accounts/account.js';
import { followReference } from './follow-reference.js';
import { invalidDocument } from './invalid-input.js';
import { isMapping, type Mapping, own, ownMapping } from './mapping.js';
import type { DocumentOperation } from './operations.js';
import { shown } from './shown.js';

/** The scopes that an operation requires of a token. */
export interface NeededScopes {
  /**
   * The alternatives that the gateway can check: one is enough, and all of its scopes are needed.
   */
  readonly alternatives: readonly (readonly string[])[];
  /**
   * Why a token of any scope is enough; `null` when every alternative requires a scope, or what the
   * gateway cannot check.
   */
  readonly open: string | null;
  /**
   * The alternatives that the gateway cannot check, such as `key (apiKey)`. They never become a
   * rule: a rule for any token in their place would drop the scopes of the other alternatives.
   */
  readonly uncheckable: readonly string[];
  /** What a request needs beside its token, and only the API can check. */
  readonly beside: readonly string[];
}

const openFor = (why: string): NeededScopes => ({ alternatives: [], open: why, uncheckable: [], beside: [] });

/**
 * Reads the scopes that an operation declares (OpenAPI, Security Requirement Object). Throws
 * `ManagementError('invalid')`.
 */
export const neededScopes = (
  root: Mapping,
  operation: DocumentOperation,
  { requireBound }: { readonly requireBound: boolean },
): NeededScopes => {
  const { security } = operation;
  if (security === undefined) return openFor('declares no security');
  if (!Array.isArray(security)) throw invalidDocument(`security of ${nameOf(operation)} is not a list`);
  if (security.length === 0) return openFor('is declared open (security: [])');
  const checkable = requireBound ? [...tokenSchemes, 'mutualTLS'] : tokenSchemes;
  const found = security.map((requirement: unknown) =>
    alternativeOf(schemesOf(root, operation, requirement), operation, checkable),
  );
  const checked = found.filter(({ scopes }) => scopes !== null);
  return {
    alternatives: distinct(checked.flatMap(({ scopes }) => (scopes === null ? [] : [scopes]))),
    open: whyOpen(found),
    uncheckable: describeAlternatives(found.filter((one) => one.scopes === null && !requiresNothing(one))),
    beside: describeAlternatives(checked),
  };
};

/** Names an operation for a message. */
export const nameOf = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method} ${shown(path)}`;

interface Alternative {
  /** `null`: the gateway can check nothing of it. */
  readonly scopes: readonly string[] | null;
  /** The schemes of it that the gateway cannot check. */
  readonly others: readonly string[];
  /** The schemes of it that the gateway can check. */
  readonly checked: readonly string[];
}

/** An empty list of scopes is an easy mistake, and opens the operation to every token. */
const whyOpen = (found: readonly Alternative[]): string | null => {
  if (found.some(requiresNothing)) return 'is declared open to requests without a token ({})';
  const unscoped = found.find(({ scopes }) => scopes?.length === 0);
  if (unscoped === undefined) return null;
  return `asks for a token of any scope (${unscoped.checked.map((name) => `${shown(name)}: []`).join(', ')})`;
};

const requiresNothing = ({ scopes, others }: Alternative): boolean => scopes === null && others.length === 0;

const describeAlternatives = (alternatives: readonly Alternative[]): readonly string[] => [
  ...new Set(alternatives.map(({ others }) => others.join(' and ')).filter(Boolean)),
];

interface RequiredScheme {
  readonly name: string;
  readonly type: string;
  readonly scopes: unknown;
}

/**
 * The types of which the gateway checks what they ask for. An API key and HTTP authentication say
 * nothing that a token of the gateway could prove.
 */
const tokenSchemes = ['oauth2', 'openIdConnect'];

const schemesOf = (
  root: Mapping,
  operation: DocumentOperation,
  requirement: unknown,
): readonly RequiredScheme[] => {
  if (!isMapping(requirement))
    throw invalidDocument(`security of ${nameOf(operation)} is not a list of mappings`);
  return Object.keys(requirement).map((name) => ({
    name,
    type: schemeType(root, operation, name),
    scopes: own(requirement, name),
  }));
};

const alternativeOf = (
  schemes: readonly RequiredScheme[],
  operation: DocumentOperation,
  checkable: readonly string[],
): Alternative => {
  const scopes = schemes
    .filter(({ type }) => tokenSchemes.includes(type))
    .flatMap((scheme) => scopesIn(scheme.scopes, operation));
  const others = schemes.filter(({ type }) => !checkable.includes(type));
  return {
    scopes: others.length === schemes.length ? null : [...new Set(scopes)].sort(),
    others: others.map(({ name, type }) => `${shown(name)} (${shown(type)})`),
    checked: schemes.filter(({ type }) => checkable.includes(type)).map(({ name }) => name),
  };
};

const schemeType = (root: Mapping, operation: DocumentOperation, name: string): string => {
  const schemes = ownMapping(ownMapping(root, 'components'), 'securitySchemes');
  const location = `security scheme ${shown(name)}`;
  if (!Object.hasOwn(schemes, name)) {
    throw invalidDocument(`${nameOf(operation)} names the ${location}, which the document does not declare`);
  }
  const type = own(followReference(root, own(schemes, name), location), 'type');
  if (typeof type !== 'string') throw invalidDocument(`${location} has no type`);
  return type;
};

const scopesIn = (value: unknown, operation: DocumentOperation): string[] => {
  const scopes: unknown[] = Array.isArray(value) ? value : [undefined];
  return scopes.map((scope) => {
    if (typeof scope === 'string' && isScope(scope)) return scope;
    throw invalidDocument(
      `${nameOf(operation)} has a scope that no token can have. Scopes must be 1 to 64 printable ASCII characters without space, quote and backslash`,
    );
  });
};

const distinct = (alternatives: readonly (readonly string[])[]): (readonly string[])[] =>
  [...new Map(alternatives.map((scopes) => [scopes.join(' '), scopes])).entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, scopes]) => scopes);

/**
 * Builds the route table of an API, and the NGINX files for it, from the API's own OpenAPI
 * document.
 *
 * This folder owns route tables and how documents become them. It must never read anything except
 * its input, or make a rule that is weaker than the document. Anything that cannot be understood is
 * refused here; anything without a rule is refused by the gateway.
 */
import { suggestionsFor } from '../config/suggestions.js';
import { merchantScopes } from '../core/accounts/account.js';
import { declaredScopes } from './declared-scopes.js';
import { invalidDocument, invalidInput } from './invalid-input.js';
import { type Mapping, own, ownMapping } from './mapping.js';
import { nameOf, type NeededScopes, neededScopes } from './needed-scopes.js';
import { locationsConf, upstreamCaFileFor, upstreamConf } from './nginx-files.js';
import { notesOnSecurity } from './notes-on-security.js';
import { type DocumentOperation, operationsOf } from './operations.js';
import { type PathTemplate, readPathTemplate } from './path-template.js';
import { readMapping } from './read-mapping.js';
import { assertReachable } from './route-conflicts.js';
import type { RouteFile } from './route-file.js';
import { isApiName, isAudience, type Route, type RouteTable, routeTableText } from './route-table.js';
import { assertKnown, readScopeMap, type ScopeMap, scopeMapField, uncovered } from './scope-map.js';
import { notesOnServers } from './server-paths.js';
import { listed, shown } from './shown.js';
import { notesOnUpstream, readUpstream } from './upstream.js';

export interface RouteInput {
  /** The text of the OpenAPI document, in YAML or JSON. */
  readonly document: string;
  /** The origin of the API, such as `http://127.0.0.1:9000`. */
  readonly upstream: string;
  /** The name of the API; when left out, it is derived from the document's title. */
  readonly name?: string | undefined;
  /** The text of the scope map; when left out, a token must have the document's own scopes. */
  readonly scopeMap?: string | undefined;
  /** The path before every path of the document, such as `/pix/v2`. */
  readonly basePath?: string | undefined;
  /**
   * The certificate authorities of an https upstream: a PEM file, by the path at which NGINX finds
   * it.
   */
  readonly upstreamCa?: string | undefined;
  /** The audiences of the tokens that may open the API; when left out, that of `PORTARIA_AUDIENCE`. */
  readonly audiences?: readonly string[] | undefined;
  /** Whether a token must be bound to the certificate of the connection. */
  readonly requireBound?: boolean | undefined;
  /** Whether a token with any scope is enough for an operation that requires no scope. */
  readonly allowUnscoped?: boolean | undefined;
  /** Operations that get no rule, such as `GET /status`. */
  readonly leaveOut?: readonly string[] | undefined;
}

/** The same beside a document that is parsed already: where requests are answered, no text is parsed. */
export interface ParsedRouteInput extends Omit<RouteInput, 'document' | 'scopeMap'> {
  readonly scopeMap?: Mapping | undefined;
}

export interface LeftOut {
  readonly method: string;
  readonly path: string;
  readonly why: string;
}

export interface ImportedRoutes {
  readonly table: RouteTable;
  readonly files: readonly RouteFile[];
  readonly leftOut: readonly LeftOut[];
  /** Notes for the operator, in whole sentences. */
  readonly notes: readonly string[];
}

/**
 * Builds the table and its files. Throws `ManagementError('invalid')`, and
 * `ManagementError('conflict')` for paths that belong to the gateway itself.
 */
export const importRoutes = ({ document, scopeMap, ...input }: RouteInput): ImportedRoutes =>
  importMapping(readMapping(document, 'document'), {
    ...input,
    scopeMap: scopeMap === undefined ? undefined : readMapping(scopeMap, scopeMapField),
  });

/** Does the same with a document that is parsed already. */
export const importMapping = (root: Mapping, input: ParsedRouteInput): ImportedRoutes => {
  assertOpenApi(root);
  const upstream = readUpstream(input.upstream);
  const upstreamCaFile = upstreamCaFileFor(upstream, input.upstreamCa ?? null);
  const head = headOf(root, input.name);
  const { operations, leftOut } = chosenFrom(operationsOf(root), input.leaveOut ?? []);
  const rules = rulesOf(root, operations, input);
  const scopeMap = input.scopeMap === undefined ? {} : readScopeMap(input.scopeMap);
  const declared = declaredScopes(root);
  const used = new Set(rules.flatMap(({ scopes }) => scopes.flat()));
  const asked = rules.flatMap(({ needed }) => needed.alternatives.flat());
  assertKnown(scopeMap, new Set([...declared, ...asked]));
  const routes = rules.map(({ method, template, scopes }): Route => ({
    method,
    path: template.text,
    scopes,
  }));
  const wanted = { audiences: audiencesOf(input), requireBound: input.requireBound ?? false };
  const table = { ...head, upstream: upstream.origin, ...wanted, scopeMap, routes };
  const api = { name: head.api, upstream, upstreamCaFile, paths: rules.map(({ template }) => template) };
  return {
    table,
    files: [
      { file: `${head.api}.upstream.conf`, text: upstreamConf(api) },
      { file: `${head.api}.locations.conf`, text: locationsConf(api) },
      { file: `${head.api}.routes.json`, text: routeTableText(table) },
    ],
    leftOut,
    notes: [
      ...notesOnScopes({ used, declared, scopeMap, mapped: input.scopeMap !== undefined }),
      ...notesOnRules(rules),
      ...notesOnSecurity(
        rules.map(({ method, template, needed }) => ({ name: `${method} ${template.text}`, needed })),
      ),
      ...notesOnServers(root, input.basePath),
      ...notesOnUpstream(upstream),
    ],
  };
};

const assertOpenApi = (root: Mapping): void => {
  const swagger = own(root, 'swagger');
  if (swagger !== undefined) {
    throw invalidDocument(
      'is Swagger 2, which says less about scopes. Convert it to OpenAPI 3, and check the result first',
    );
  }
  const version = own(root, 'openapi');
  const known =
    (typeof version === 'string' || typeof version === 'number') && /^3\.[012](\.\d|$)/.test(String(version));
  if (!known)
    throw invalidDocument(
      'must be an OpenAPI document of version 3.0, 3.1 or 3.2: "openapi" says which it is',
    );
};

const headOf = (
  root: Mapping,
  nameOption: string | undefined,
): Pick<RouteTable, 'api' | 'title' | 'version'> => {
  const info = ownMapping(root, 'info');
  const [title, version] = ['title', 'version'].map((key) => textOf(own(info, key)));
  const api = nameOption ?? nameFrom(title ?? '');
  if (isApiName(api)) return { api, title: title ?? '', version: version ?? '' };
  throw invalidInput(
    '--name',
    nameOption === undefined
      ? 'is needed, such as pix: the title of the document gives no name'
      : 'must be 1 to 32 lowercase letters, digits and hyphens, starting with a letter, such as pix',
  );
};

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** Derives a name from a title: "API Pix (Recebimentos)" becomes `api-pix-recebimentos`. */
const nameFrom = (title: string): string =>
  title
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 32)
    .replace(/^-+|-+$/g, '');

const chosenFrom = (
  all: readonly DocumentOperation[],
  leaveOut: readonly string[],
): { operations: readonly DocumentOperation[]; leftOut: readonly LeftOut[] } => {
  const keyOf = ({ method, path }: DocumentOperation): string => `${method} ${path}`;
  const known = new Set(all.map(keyOf));
  for (const key of leaveOut) {
    if (known.has(key)) continue;
    const [near] = suggestionsFor(key, known, 8);
    const meant = near === undefined ? '' : `; did you mean "${shown(near)}"?`;
    throw invalidInput('--leave-out', `the document has no operation "${shown(key)}"${meant}`);
  }
  const whyOut = (operation: DocumentOperation): string | null => {
    if (leaveOut.includes(keyOf(operation))) return 'as asked';
    return operation.elsewhere ? 'the document names another server for it' : null;
  };
  const leftOut = all.flatMap((operation) => {
    const why = whyOut(operation);
    return why === null ? [] : [{ method: operation.method, path: operation.path, why }];
  });
  const operations = all.filter((operation) => whyOut(operation) === null);
  if (operations.length === 0) throw invalidDocument('has no operation for which a rule is possible');
  return { operations, leftOut };
};

interface Rule {
  readonly method: string;
  readonly path: string;
  readonly template: PathTemplate;
  readonly scopes: readonly (readonly string[])[];
  readonly needed: NeededScopes;
}

const rulesOf = (
  root: Mapping,
  operations: readonly DocumentOperation[],
  input: ParsedRouteInput,
): readonly Rule[] => {
  const basePath = basePathOf(input.basePath);
  const needs = operations.map((operation) => ({
    operation,
    needed: neededScopes(root, operation, { requireBound: input.requireBound ?? false }),
  }));
  assertCheckable(needs);
  if (!input.allowUnscoped) assertScoped(needs);
  const rules = needs.map(({ operation: { method, path }, needed }) => ({
    method,
    path,
    template: templateOf(basePath, path),
    scopes: needed.open === null ? needed.alternatives : [[]],
    needed,
  }));
  assertReachable(rules);
  return rules.sort(
    (one, other) => compare(one.template.text, other.template.text) || compare(one.method, other.method),
  );
};

/** Compares by UTF-16 code units, so that the order is the same on every machine. */
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

type Needs = readonly { readonly operation: DocumentOperation; readonly needed: NeededScopes }[];

/** Throws for operations that would get a rule for any token although the document asks for more. */
const assertCheckable = (needs: Needs): void => {
  const [first, ...others] = needs.filter(
    ({ needed: { alternatives, open } }) => open === null && alternatives.length === 0,
  );
  if (first === undefined) return;
  throw invalidDocument(
    `${nameOf(first.operation)} declares only what the gateway cannot check: ${first.needed.uncheckable.join(', ')}${alike(others)}. ` +
      `Declare OAuth 2.0 scopes there, or give --leave-out "${nameOf(first.operation)}", so that the gateway rejects it`,
  );
};

const assertScoped = (needs: Needs): void => {
  const [first, ...others] = needs.filter(({ needed: { open } }) => open !== null);
  if (first === undefined) return;
  throw invalidDocument(
    `${nameOf(first.operation)} ${first.needed.open ?? ''}${alike(others)}. Declare OAuth 2.0 scopes there, or give --leave-out "${nameOf(first.operation)}", ` +
      'so that the gateway rejects it. With --allow-unscoped, any token is enough where the document asks for no scope',
  );
};

const alike = (others: Needs): string =>
  others.length > 0
    ? ` (so do, or similarly: ${listed(others.map(({ operation }) => nameOf(operation)))})`
    : '';

const audiencesOf = ({ audiences = [] }: Pick<RouteInput, 'audiences'>): readonly string[] => {
  if (audiences.every(isAudience)) return [...new Set(audiences)].sort();
  throw invalidInput(
    '--audience',
    'must be 1 to 200 printable ASCII characters without space, quote and backslash, such as avx',
  );
};

const basePathOf = (text: string | undefined): string => {
  if (text === undefined || text === '/') return '';
  const bare = text.replace(/\/$/, '');
  const template = readPathTemplate(bare);
  if (typeof template === 'string' || template.segments.includes(null)) {
    throw invalidInput('--base-path', 'must be the prefix of every path, such as /pix/v2');
  }
  return bare;
};

const templateOf = (basePath: string, path: string): PathTemplate => {
  const template = readPathTemplate(`${basePath}${path}`);
  if (typeof template !== 'string') return template;
  throw invalidDocument(
    `path ${shown(path)} ${template}. Change it in the document, or leave its operations out with --leave-out`,
  );
};

interface Scopes {
  readonly used: ReadonlySet<string>;
  readonly declared: ReadonlySet<string>;
  readonly scopeMap: ScopeMap;
  readonly mapped: boolean;
}

const notesOnScopes = ({ used, declared, scopeMap, mapped }: Scopes): readonly string[] => {
  const undeclared = [...used].filter((scope) => declared.size > 0 && !declared.has(scope));
  const usual = new Set<string>(merchantScopes);
  const bare = uncovered(scopeMap, used).filter((scope) => !usual.has(scope));
  const why = mapped
    ? 'The scope map does not cover these scopes, so the token itself must have them'
    : 'Without a scope map, the token itself must have these scopes';
  return [
    ...(undeclared.length > 0
      ? [`Operations use scopes that the security scheme does not list: ${listed(undeclared)}.`]
      : []),
    ...(bare.length > 0 ? [`${why}: ${listed(bare, 12)}.`] : []),
  ];
};

const notesOnRules = (rules: readonly Rule[]): readonly string[] => {
  const open = rules.filter(({ scopes }) => scopes.some((all) => all.length === 0));
  const names = open.map(({ method, template }) => `${method} ${template.text}`);
  return names.length > 0 ? [`A token of any scope opens: ${listed(names, 12)}.`] : [];
};

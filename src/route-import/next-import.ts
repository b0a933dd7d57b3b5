import { quoteForShell } from '../core/shared/quote-for-shell.js';
import { compareImport, type ImportComparison } from './compare-import.js';
import { declaredScopes } from './declared-scopes.js';
import { type ImportedRoutes, importMapping, type ParsedRouteInput } from './import-routes.js';
import type { Mapping } from './mapping.js';
import type { RouteTable } from './route-table.js';
import { listed } from './shown.js';

/** What an operator says of the next import of an API. What is left out stays as it is in the table. */
export type NextImport = Omit<Partial<ParsedRouteInput>, 'name'>;

export interface NextImportComparison extends ImportComparison {
  /** How many rules stay as they are. */
  readonly unchanged: number;
  /** The command that makes the changes, without the names of files. */
  readonly command: string;
}

/** NGINX's file of CAs is not compared, and the table does not name it. */
const anyUpstreamCa = '/etc/ssl/certs/ca-certificates.crt';

/**
 * Compares a document with the table of the API in force. Writes nothing. Throws `ManagementError` for what the
 * import would refuse; `assertUsable` is called with its result.
 */
export const compareNextImport = (
  before: RouteTable,
  document: Mapping,
  wanted: NextImport,
  assertUsable: (imported: ImportedRoutes) => void,
): NextImportComparison => {
  const input = nextInput(before, wanted);
  const { scopeMap, unknown } = mapInForce(before, document, input);
  const imported = importMapping(document, { ...input, scopeMap: wanted.scopeMap ?? scopeMap });
  assertUsable(imported);
  const comparison = compareImport(before, imported);
  const touched = comparison.changes.filter(({ change }) => change !== '-').length;
  const unchanged = imported.table.routes.length - touched;
  return {
    ...comparison,
    notes: [
      ...notesOnPaths(before, comparison, unchanged),
      ...(wanted.scopeMap === undefined ? notesOnMap(unknown) : []),
      ...comparison.notes,
    ],
    unchanged,
    command: importCommand({ ...input, scopeMap: wanted.scopeMap ?? scopeMap }),
  };
};

/**
 * Returns the scope map in force, without the scopes that the document does not have: an import would
 * refuse those, and there would be nothing to compare.
 */
const mapInForce = (
  { scopeMap }: RouteTable,
  document: Mapping,
  input: NextInput,
): { readonly scopeMap: Mapping | undefined; readonly unknown: readonly string[] } => {
  const covered = new Set(Object.values(scopeMap).flat());
  if (covered.size === 0) return { scopeMap: undefined, unknown: [] };
  const { table } = importMapping(document, input);
  const known = new Set([
    ...declaredScopes(document),
    ...table.routes.flatMap(({ scopes }) => scopes.flat()),
  ]);
  const kept = Object.entries(scopeMap).map(
    ([scope, all]) => [scope, all.filter((one) => known.has(one))] as const,
  );
  return {
    scopeMap: Object.fromEntries<unknown>(kept),
    unknown: [...covered].filter((one) => !known.has(one)).sort(),
  };
};

const notesOnMap = (unknown: readonly string[]): readonly string[] =>
  unknown.length === 0
    ? []
    : [
        `Remove ${listed(unknown)} from the scope map before you import: the document does not declare ${unknown.length === 1 ? 'it' : 'them'}.`,
      ];

/** The input of the import without the document and the scope map. */
type NextInput = Omit<ParsedRouteInput, 'scopeMap'>;

const nextInput = (before: RouteTable, wanted: NextImport): NextInput => {
  const upstream = wanted.upstream ?? before.upstream;
  const isOpen = before.routes.some(({ scopes }) => scopes.some((all) => all.length === 0));
  return {
    name: before.api,
    upstream,
    upstreamCa: wanted.upstreamCa ?? (upstream.startsWith('https:') ? anyUpstreamCa : undefined),
    basePath: wanted.basePath,
    audiences: wanted.audiences ?? before.audiences,
    requireBound: wanted.requireBound ?? before.requireBound,
    allowUnscoped: wanted.allowUnscoped ?? isOpen,
    leaveOut: wanted.leaveOut,
  };
};

const notesOnPaths = (
  before: RouteTable,
  { changes }: ImportComparison,
  unchanged: number,
): readonly string[] => {
  const doOverlap = unchanged > 0 || changes.some(({ change }) => change === '~');
  return doOverlap || before.routes.length === 0
    ? []
    : ['The document and the table have no operation in common. Check the base path.'];
};

/** Returns the command of an import; `FILE`s are the operator's to name. */
const importCommand = (input: ParsedRouteInput): string => {
  const { name = '', upstream, upstreamCa, scopeMap, basePath = '', audiences = [], leaveOut = [] } = input;
  return [
    `portaria routes import OPENAPI-FILE --name ${name} --upstream ${quoteForShell(upstream)}`,
    ...(upstreamCa === undefined ? [] : ['--upstream-ca CA-FILE']),
    ...(scopeMap === undefined ? [] : ['--scope-map SCOPE-MAP-FILE']),
    ...(basePath === '' ? [] : [`--base-path ${quoteForShell(basePath)}`]),
    ...audiences.map((audience) => `--audience ${quoteForShell(audience)}`),
    ...(input.requireBound ? ['--require-bound'] : []),
    ...(input.allowUnscoped ? ['--allow-unscoped'] : []),
    ...leaveOut.map((operation) => `--leave-out ${quoteForShell(operation)}`),
  ].join(' ');
};

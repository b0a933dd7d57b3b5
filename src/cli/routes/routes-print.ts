import { Option } from 'commander';
import type { ImportComparison } from '../../route-import/compare-import.js';
import type { LeftOut } from '../../route-import/import-routes.js';
import type { NextImportComparison } from '../../route-import/next-import.js';
import type { RouteChange } from '../../route-import/route-changes.js';
import type { Route } from '../../route-import/route-table.js';
import type { Column, Screen } from '../screen/screen.js';
import type { AppliedRoutes } from './routes-apply.js';

/** Returns the options of every command that changes routes. */
export const targetOptions = (): readonly Option[] => [
  new Option('--out <folder>', 'folder of the rules (default: PORTARIA_ROUTES_DIR)'),
  new Option('--nginx-conf <file>', 'check with this rendered main configuration of NGINX'),
  new Option('--no-check', 'skip the check by the NGINX of this machine'),
  new Option('--reload', 'reload NGINX afterwards'),
  new Option('--dry-run', 'show what would change, without changing it'),
];

export interface RouteChangesSummary extends AppliedRoutes {
  readonly api: string;
  readonly dryRun: boolean;
  readonly changes: readonly RouteChange[];
  readonly leftOut: readonly LeftOut[];
}

/** Writes scopes as `cob.read + pix.read | cob.all`: all scopes of one side are needed. */
export const routeScopesInWords = (scopes: Route['scopes'] | null): string =>
  (scopes ?? []).map((all) => (all.length === 0 ? 'any token' : all.join(' + '))).join(' | ');

const columns: readonly Column<RouteChange>[] = [
  { head: 'change', cell: ({ change }) => change },
  { head: 'method', cell: ({ method }) => method },
  { head: 'path', cell: ({ path }) => path },
  { head: 'needs', cell: ({ scopes }) => routeScopesInWords(scopes) },
  { head: 'before', cell: ({ before }) => routeScopesInWords(before) },
];

export const printRouteChanges = (screen: Screen, summary: RouteChangesSummary): void => {
  if (screen.json(summary)) return;
  print(screen, summary);
  for (const sentence of endOf(summary)) screen.print(sentence);
};

/** Writes what an import would change. */
export const printComparison = (
  screen: Screen,
  comparison: NextImportComparison & { readonly api: string },
): void => {
  if (screen.json(comparison)) return;
  print(screen, comparison);
  screen.print(`${comparison.unchanged} rules stay as they are. To make the changes, run:`);
  screen.print(`  ${comparison.command}`);
};

const print = (screen: Screen, { changes, leftOut, notes }: ImportComparison): void => {
  screen.list(changes, columns);
  for (const { method, path, why } of leftOut) screen.print(`Left out: ${method} ${path}: ${why}.`);
  for (const note of notes) screen.print(note);
};

const endOf = ({ api, dryRun, files, checked, reloaded }: RouteChangesSummary): readonly string[] => {
  const unasked = checked === 'no' ? ['NGINX did not check the files. Run nginx -t on its machine.'] : [];
  if (dryRun) return [...unasked, 'Dry run: nothing was written.'];
  if (files.every(({ state }) => state === 'unchanged') && !reloaded)
    return [`The files of ${api} are up to date.`];
  const next = reloaded
    ? 'NGINX reloads now; requests in progress are finished.'
    : 'Next, test and reload NGINX (or add --reload).';
  return [...unasked, `The application uses the rules within a second. ${next}`];
};

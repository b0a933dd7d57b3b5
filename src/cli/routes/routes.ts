import type { Command } from 'commander';
import { routeChanges } from '../../route-import/route-changes.js';
import { type Route, type RouteTable } from '../../route-import/route-table.js';
import type { CliContext } from '../cli-context.js';
import { explain } from '../help.js';
import type { Column } from '../screen/screen.js';
import { type ApplyOptions, applyRoutes } from './routes-apply.js';
import { addDiff } from './routes-diff.js';
import { filesOf } from './routes-folder.js';
import { addImport } from './routes-import.js';
import { printRouteChanges, routeScopesInWords, targetOptions } from './routes-print.js';
import { routesTarget, tableNamed, type TargetOptions } from './routes-target.js';

/**
 * `portaria routes`.
 *
 * This folder owns the commands that make the route table of NGINX from OpenAPI documents; it must never replace a
 * table by one that opens a route without a warning.
 */
export const addRoutesCommands = (program: Command, context: CliContext): void => {
  const noun = program
    .command('routes')
    .helpCommand(false)
    .description('protect APIs from their OpenAPI documents');
  addImport(noun, context);
  addDiff(noun, context);
  addList(noun, context);
  addShow(noun, context);
  addRemove(noun, context);
};

const tableColumns: readonly Column<RouteTable>[] = [
  { head: 'api', cell: ({ api }) => api },
  { head: 'title', cell: ({ title }) => title },
  { head: 'version', cell: ({ version }) => version },
  { head: 'upstream', cell: ({ upstream }) => upstream },
  { head: 'audience', cell: ({ audiences }) => audiences },
  { head: 'bound', cell: ({ requireBound }) => (requireBound ? 'yes' : '') },
  { head: 'rules', cell: ({ routes }) => routes.length },
];

const routeColumns = ({ scopeMap }: RouteTable): readonly Column<Route>[] => [
  { head: 'method', cell: ({ method }) => method },
  { head: 'path', cell: ({ path }) => path },
  { head: 'needs', cell: ({ scopes }) => routeScopesInWords(scopes) },
  {
    head: 'covered by',
    cell: ({ scopes }) =>
      Object.keys(scopeMap).filter((scope) =>
        scopes.some((all) => all.some((one) => scopeMap[scope]?.includes(one))),
      ),
  },
];

const outOption = ['--out <folder>', 'folder of the rules (default: PORTARIA_ROUTES_DIR)'] as const;

const addList = (noun: Command, context: CliContext): void => {
  const list = noun
    .command('list')
    .description('list the protected APIs')
    .option(...outOption)
    .action(async (options: TargetOptions) => {
      const tables = await routesTarget(context, options).folder.tables();
      const screen = context.screen();
      if (!screen.json(tables.map(({ routes, ...table }) => ({ ...table, rules: routes.length }))))
        screen.list(tables, tableColumns);
    });
  explain(list, { examples: ['portaria routes list'] });
};

const addShow = (noun: Command, context: CliContext): void => {
  const show = noun
    .command('show <name>')
    .description('list the rules of an API and the scopes they need')
    .option(...outOption)
    .action(async (name: string, options: TargetOptions) => {
      const table = tableNamed(name, await routesTarget(context, options).folder.tables());
      const screen = context.screen();
      if (!screen.json(table)) screen.list(table.routes, routeColumns(table));
    });
  explain(show, {
    details: [
      '"covered by" has the scopes of the platform that contain what a rule needs (--scope-map of the import).',
    ],
    examples: ['portaria routes show pix'],
  });
};

const addRemove = (noun: Command, context: CliContext): void => {
  const remove = noun.command('remove <name>').description('remove an API: the gateway rejects its requests');
  for (const option of targetOptions()) remove.addOption(option);
  remove.action(async (name: string, options: TargetOptions & ApplyOptions) => {
    const target = routesTarget(context, options);
    const table = tableNamed(name, await target.folder.tables());
    const wanted = filesOf(table.api).map((file) => ({ file, text: null }));
    const applied = await applyRoutes(target, { api: table.api, wanted }, options);
    printRouteChanges(context.screen(), {
      ...applied,
      api: table.api,
      dryRun: options.dryRun === true,
      changes: routeChanges(table, null),
      leftOut: [],
    });
  });
  explain(remove, {
    examples: ['portaria routes remove pix --dry-run', 'portaria routes remove pix --reload'],
  });
};

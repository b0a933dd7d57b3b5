import type { Command } from 'commander';
import { assertUsable } from '../route-import/assert-usable.js';
import { type ImportedRoutes, importRoutes } from '../route-import/import-routes.js';
import { coverageChanges, routeChanges } from '../route-import/route-changes.js';
import type { RouteTable } from '../route-import/route-table.js';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';
import { collectValues, textOf } from './inputs.js';
import { type ApplyOptions, applyRoutes } from './routes-apply.js';
import { filesOf } from './routes-folder.js';
import { printRouteChanges, targetOptions } from './routes-print.js';
import { routesTarget, type TargetOptions } from './routes-target.js';

interface ImportOptions extends TargetOptions, ApplyOptions {
  readonly upstream: string;
  readonly name?: string;
  readonly scopeMap?: string;
  readonly basePath?: string;
  readonly upstreamCa?: string;
  readonly leaveOut?: readonly string[];
  readonly allowUnscoped?: true;
  readonly audience?: readonly string[];
  readonly requireBound?: true;
}

/** `portaria routes import`. */
export const addImport = (noun: Command, context: CliContext): void => {
  const verb = noun
    .command('import <file>')
    .description("make an API's rules of its OpenAPI document (YAML or JSON; - reads the standard input)")
    .requiredOption('--upstream <url>', 'where the API answers, such as http://127.0.0.1:9000')
    .option('--name <name>', "of the API; without it, made from the document's title")
    .option('--scope-map <file>', 'which scopes of the API each scope of the platform covers (JSON or YAML)')
    .option('--base-path <path>', 'what stands before every path of the document, such as /pix/v2')
    .option('--upstream-ca <file>', 'of an https API: PEM file of its authorities, on the machine of NGINX')
    .option(
      '--leave-out <operation>',
      'make no rule of it, such as "GET /status"; may be given several times',
      collectValues,
    )
    .option(
      '--audience <name>',
      'the tokens for it have this audience (default: PORTARIA_AUDIENCE); may be given several times',
      collectValues,
    )
    .option('--require-bound', 'take only tokens that are bound to the certificate of the connection')
    .option('--allow-unscoped', 'where no scope is asked for, let every token pass');
  for (const option of targetOptions()) verb.addOption(option);
  verb.action((file: string, options: ImportOptions) => run(context, file, options));
  explain(verb, {
    details: [
      'Every operation needs the OAuth 2.0 scopes that it declares; what has no rule, the gateway refuses. Operations for which the ' +
        'document names another server are left out. Nothing out of the document is opened.',
      'Three files are written, or none: the table, which the application reads within a second, and two for NGINX, which is asked ' +
        'first whether it accepts them. docs/how-to/api-owner/import-openapi.md',
    ],
    examples: [
      'portaria routes import openapi.yaml --upstream http://127.0.0.1:9000 --dry-run',
      'portaria routes import pix.yaml --name pix \\\n    --upstream http://127.0.0.1:9000 --scope-map map.json --reload',
    ],
    next: ['portaria routes list'],
  });
};

const run = async (context: CliContext, file: string, options: ImportOptions): Promise<void> => {
  const imported = importRoutes({
    ...options,
    audiences: options.audience,
    document: await textOf(file, context.host.terminal, 'document'),
    scopeMap: options.scopeMap && (await textOf(options.scopeMap, context.host.terminal, 'scope map')),
  });
  const { table, files } = imported;
  const target = routesTarget(context, options);
  const before = (await target.folder.tables()).find(({ api }) => api === table.api) ?? null;
  const own = filesOf(table.api);
  const others = (await target.folder.tableFiles()).filter(({ file: other }) => !own.includes(other));
  assertUsable(imported, others);
  const applied = await applyRoutes(target, { api: table.api, wanted: files }, options);
  printRouteChanges(context.screen(), {
    ...applied,
    api: table.api,
    dryRun: options.dryRun === true,
    changes: routeChanges(before, table),
    leftOut: imported.leftOut,
    notes: [...notesOn(before, imported), ...applied.notes],
  });
};

const notesOn = (before: RouteTable | null, { table, notes }: ImportedRoutes): readonly string[] => [
  ...(before && before.upstream !== '' && before.upstream !== table.upstream
    ? [`The API is at ${table.upstream} now, and was at ${before.upstream}.`]
    : []),
  ...tokenNotes(before, table),
  ...(before ? coverageChanges(before.scopeMap, table.scopeMap) : []),
  ...notes,
];

/** Says which tokens open the API, where that is not the default or was different before. */
const tokenNotes = (before: RouteTable | null, after: RouteTable): readonly string[] => {
  const [was, is] = [before ? tokensInWords(before) : usualTokens, tokensInWords(after)];
  if (is === was) return is === usualTokens ? [] : [`It takes ${is}.`];
  return [`It takes ${is}${before ? `, and took ${was}` : ''}.`];
};

const usualTokens = 'tokens for the audience of PORTARIA_AUDIENCE';

const tokensInWords = ({ audiences, requireBound }: RouteTable): string => {
  const tokens = audiences.length > 0 ? `tokens for the audience ${audiences.join(' or ')}` : usualTokens;
  return requireBound ? `${tokens}, bound to a certificate` : tokens;
};

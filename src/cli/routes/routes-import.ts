import type { Command } from 'commander';
import { assertUsable } from '../../route-import/assert-usable.js';
import { compareImport } from '../../route-import/compare-import.js';
import { importRoutes } from '../../route-import/import-routes.js';
import { scopeMapField } from '../../route-import/scope-map.js';
import type { CliContext } from '../cli-context.js';
import { explain } from '../help.js';
import { collectValues, textOf } from '../inputs.js';
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
    .description('create the rules of an API from its OpenAPI document')
    .requiredOption('--upstream <url>', 'address of the API, such as http://127.0.0.1:9000')
    .option('--name <name>', "name of the API (default: from the document's title)")
    .option('--scope-map <file>', 'map scopes of the platform to scopes of the API (JSON or YAML)')
    .option('--base-path <path>', 'prefix of every path of the document, such as /pix/v2')
    .option('--upstream-ca <file>', 'for an API over https: PEM file of its CAs, on the NGINX machine')
    .option('--leave-out <operation>', 'skip an operation, such as "GET /status"; repeatable', collectValues)
    .option(
      '--audience <name>',
      'accept tokens for this audience; repeatable (default: PORTARIA_AUDIENCE)',
      collectValues,
    )
    .option('--require-bound', 'accept only tokens bound to the client certificate')
    .option('--allow-unscoped', 'accept any token where the document asks for no scope');
  for (const option of targetOptions()) verb.addOption(option);
  verb.action((file: string, options: ImportOptions) => run(context, file, options));
  explain(verb, {
    details: [
      'The document is YAML or JSON; - reads standard input. Every operation needs the OAuth 2.0 scopes that it declares. The ' +
        'gateway rejects requests without a rule. Operations for which the document names another server are left out. ' +
        'References to other documents are not followed.',
      'The command writes three files or none: the table, which the application reads within a second, and two for NGINX, ' +
        'which checks them first. See docs/how-to/api-owner/import-openapi.md.',
    ],
    examples: [
      'portaria routes import openapi.yaml --upstream http://127.0.0.1:9000 --dry-run',
      'portaria routes import pix.yaml --name pix \\\n    --upstream http://127.0.0.1:9000 --scope-map ./pix/scopes.json --reload',
    ],
    next: ['portaria routes list'],
  });
};

const run = async (context: CliContext, file: string, options: ImportOptions): Promise<void> => {
  const imported = importRoutes({
    ...options,
    audiences: options.audience,
    document: await textOf(file, context.platform.terminal, 'document'),
    scopeMap: options.scopeMap && (await textOf(options.scopeMap, context.platform.terminal, scopeMapField)),
  });
  const { table, files } = imported;
  const target = routesTarget(context, options);
  const before = (await target.folder.tables()).find(({ api }) => api === table.api) ?? null;
  const own = filesOf(table.api);
  const others = (await target.folder.tableFiles()).filter(({ file: other }) => !own.includes(other));
  assertUsable(imported, others);
  const comparison = compareImport(before, imported);
  const applied = await applyRoutes(target, { api: table.api, wanted: files }, options);
  printRouteChanges(context.screen(), {
    ...applied,
    api: table.api,
    dryRun: options.dryRun === true,
    ...comparison,
    notes: [...comparison.notes, ...applied.notes],
  });
};

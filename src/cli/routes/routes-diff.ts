import type { Command } from 'commander';
import { assertUsable } from '../../route-import/assert-usable.js';
import { compareNextImport } from '../../route-import/next-import.js';
import { readMapping } from '../../route-import/read-mapping.js';
import { scopeMapField } from '../../route-import/scope-map.js';
import type { CliContext } from '../cli-context.js';
import { explain } from '../help.js';
import { collectValues, textOf } from '../inputs.js';
import { filesOf } from './routes-folder.js';
import { printComparison } from './routes-print.js';
import { routesTarget, tableNamed, type TargetOptions } from './routes-target.js';

interface DiffOptions extends TargetOptions {
  readonly upstream?: string;
  readonly scopeMap?: string;
  readonly basePath?: string;
  readonly leaveOut?: readonly string[];
  readonly allowUnscoped?: true;
  readonly audience?: readonly string[];
  readonly requireBound?: true;
}

/** `portaria routes diff`. */
export const addDiff = (noun: Command, context: CliContext): void => {
  const verb = noun
    .command('diff <name> <file>')
    .description('compare a new OpenAPI document with the rules of an API')
    .option('--out <folder>', 'folder of the rules (default: PORTARIA_ROUTES_DIR)')
    .option('--base-path <path>', 'prefix of every path of the document, such as /pix/v2')
    .option('--scope-map <file>', 'the scope map of the import (default: the one in force)')
    .option('--upstream <url>', 'address of the API (default: the one in force)')
    .option('--leave-out <operation>', 'skip an operation, such as "GET /status"; repeatable', collectValues)
    .option('--audience <name>', 'audience of the tokens; repeatable (default: as in force)', collectValues)
    .option('--require-bound', 'accept only bound tokens (default: as in force)')
    .option('--allow-unscoped', 'accept any token where the document asks for no scope')
    .action((name: string, file: string, options: DiffOptions) => run(context, { name, file }, options));
  explain(verb, {
    details: [
      'It shows what "routes import" would add, remove and change, and writes nothing. NGINX does not check anything. ' +
        'Options that you leave out are as in the last import. The table does not keep --base-path and --leave-out: give ' +
        'them as in the import.',
    ],
    examples: ['portaria routes diff pix new-openapi.yaml --base-path /pix/v2'],
    next: ['portaria routes import new-openapi.yaml --name pix --upstream http://127.0.0.1:9000 --dry-run'],
  });
};

const run = async (
  context: CliContext,
  { name, file }: { readonly name: string; readonly file: string },
  { out, audience, ...options }: DiffOptions,
): Promise<void> => {
  const { terminal } = context.platform;
  const { folder } = routesTarget(context, { ...(out !== undefined && { out }) });
  const before = tableNamed(name, await folder.tables());
  const own = filesOf(name);
  const others = (await folder.tableFiles()).filter(({ file: other }) => !own.includes(other));
  const document = readMapping(await textOf(file, terminal, 'document'), 'document');
  const { scopeMap: mapFile } = options;
  const scopeMap = mapFile
    ? readMapping(await textOf(mapFile, terminal, scopeMapField), scopeMapField)
    : undefined;
  const comparison = compareNextImport(
    before,
    document,
    { ...options, audiences: audience, scopeMap },
    (imported) => assertUsable(imported, others),
  );
  printComparison(context.screen(), { api: name, ...comparison });
};

import type { Command } from 'commander';
import type { CliContext } from '../cli-context.js';
import { daysOption, defaultExpiringDays, limitMax, limitOption } from '../inputs.js';
import type { Column } from './screen.js';

/** `ExpiringList`: what differs between the lists of what expires. */
interface ExpiringList<Row> {
  readonly description: string;
  readonly columns: readonly Column<Row>[];
  readonly endOf: (row: Row) => Date;
  /** Returns everything that expires within so many days, in any order. */
  readonly find: (days: number) => Promise<readonly Row[]>;
  /** A row in `--json`; without it, the row as it is. */
  readonly inJson?: (row: Row) => object;
}

interface Options {
  readonly days: number;
  readonly limit?: number;
}

/** Adds `expiring` to a noun: a list of what expires soon, the first to end first. */
export const addExpiringList = <Row>(
  noun: Command,
  context: CliContext,
  { description, columns, endOf, find, inJson }: ExpiringList<Row>,
): Command =>
  noun
    .command('expiring')
    .description(description)
    .option('--days <days>', 'list what expires within this many days', daysOption, defaultExpiringDays)
    .option('--limit <number>', `list at most this many, up to ${String(limitMax)}`, limitOption)
    .action(async ({ days, limit }: Options) => {
      const found = await find(days);
      const shown = found
        .toSorted((one, other) => endOf(one).getTime() - endOf(other).getTime())
        .slice(0, limit);
      const screen = context.screen();
      if (screen.json(inJson ? shown.map(inJson) : shown)) return;
      screen.list(shown, columns);
      if (found.length > shown.length)
        screen.print(`Shown: ${String(shown.length)} of ${String(found.length)}. For more, raise --limit.`);
    });

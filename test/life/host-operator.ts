import { blocksOf } from '../support/pasted-page.js';
import type { DebianMachine } from './debian-machine.js';

/** What an operator writes instead of what a page says: each must be there, so that the page cannot change unseen. */
export type Instead = readonly (readonly [string, string])[];

/** `HostOperator`: follows pages on a machine, block by block, and prints what was done: the transcript. */
export class HostOperator {
  constructor(private readonly machine: DebianMachine) {}

  /** Runs one block of commands below a heading of a page. Resolves to what it printed. */
  async follow(page: string, heading: string, index: number, instead: Instead = []): Promise<string> {
    const blocks = await blocksOf(`docs/${page}.md`, heading);
    const block = blocks[index];
    if (block === undefined)
      throw new Error(`${page} has no block ${String(index)} under "${heading}": ${blocks.join('---\n')}`);
    const commands = instead.reduce((text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`"${from}" is not in this block of ${page}:\n${text}`);
      return text.replaceAll(from, to);
    }, block);
    return this.run(commands, 5 * 60_000);
  }

  /** Runs commands of no block, and prints them as well. */
  async run(commands: string, within?: number): Promise<string> {
    print(commands.trim().replaceAll(/^/gm, '$ '));
    const output = await this.machine.sh(`exec 2>&1\n${commands}`, within);
    print(output.trimEnd());
    return output;
  }
}

/** Returns the cell of a column in the first table of an output, as programs get it: separated by tabs. */
export const cellOf = (output: string, column: string): string => {
  const lines = output.split('\n').map((line) => line.split('\t'));
  const head = lines.findIndex((cells) => cells.includes(column));
  const cell = lines[head + 1]?.[lines[head]?.indexOf(column) ?? -1];
  if (cell === undefined) throw new Error(`no column ${column} in:\n${output}`);
  return cell;
};

const print = (text: string): void => {
  if (text !== '') process.stdout.write(`${text}\n`);
};

import { Help } from 'commander';
import stringWidth from 'string-width';
import type { Terminal } from './terminal.js';

export type Cell = string | number | boolean | Date | null | readonly string[];

/** A column of a table. `short` is how many characters are enough on a person's screen. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Cell;
  readonly short?: number;
  /** Never shortened in a person's table: it is what the reader looks for or copies. */
  readonly whole?: true;
  /**
   * For a stream on a person's screen: the following rows are not known yet. Longer cells exceed
   * it.
   */
  readonly width?: number;
  /**
   * Sentences, which are wrapped on a person's screen. Values that are copied and pasted must not
   * be wrapped.
   */
  readonly prose?: true;
}

const columnsMin = 80;
const gap = 2;

/**
 * Shows results: as a table to a person, separated by tabs to a program, and as JSON when it was
 * asked for.
 *
 * This folder owns input and output: tables, questions and files; it must never let a control character out of the
 * database reach a terminal.
 */
export class Screen {
  constructor(
    private readonly terminal: Terminal,
    private readonly asJson: boolean,
    /** Nothing is cut: lines may be longer than the screen. */
    private readonly wide = false,
  ) {}

  /** Whether a person's screen has fewer columns than a table needs; the table then has fewer. */
  isNarrowerThan(columns: number): boolean {
    return !this.wide && this.terminal.columns !== null && this.terminal.columns < columns;
  }

  /** Writes JSON and returns `true` when it was asked for; then nothing else may be shown. */
  json(value: unknown): boolean {
    if (this.asJson) this.terminal.out(`${escapeNonAscii(JSON.stringify(value, null, 2))}\n`);
    return this.asJson;
  }

  list<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): void {
    if (this.terminal.columns === null) {
      const lines = [
        columns.map(({ head }) => head),
        ...rows.map((row) => columns.map(({ cell }) => formatExactly(cell(row)))),
      ];
      this.terminal.out(lines.map((cells) => `${cells.join('\t')}\n`).join(''));
      return;
    }
    if (rows.length === 0) {
      this.terminal.out('none\n');
      return;
    }
    const heads = columns.map(({ head }) => head.toUpperCase());
    const cells = rows.map((row) =>
      columns.map(({ cell, short }) => shorten(readable(cell(row)), this.wide ? undefined : short)),
    );
    const fixed = columns.map(({ whole = false }) => whole);
    const room = this.wide ? Number.POSITIVE_INFINITY : Math.max(this.terminal.columns, columnsMin);
    this.terminal.out(`${tableOf([heads, ...cells], fixed, room)}\n`);
  }

  /**
   * Writes rows as they come, for work that takes long: the head at once, JSON as an object on each
   * line.
   */
  stream<Row>(columns: readonly Column<Row>[]): (row: Row) => void {
    const forPeople = this.terminal.columns !== null;
    const padded = (cells: readonly string[]): string =>
      cells.map((cell, index) => cell.padEnd(columns[index]?.width ?? 0)).join(' '.repeat(gap));
    const show = (cells: readonly string[]): void => {
      this.terminal.out(`${forPeople ? padded(cells).trimEnd() : cells.join('\t')}\n`);
    };
    if (!this.asJson) show(columns.map(({ head }) => (forPeople ? head.toUpperCase() : head)));
    return (row) => {
      if (this.asJson) this.terminal.out(`${escapeNonAscii(JSON.stringify(row))}\n`);
      else show(columns.map(({ cell }) => formatExactly(cell(row))));
    };
  }

  /** Shows one thing: a line for each field to a person, a table of one row to a program. */
  record<Row>(row: Row, columns: readonly Column<Row>[]): void {
    if (this.terminal.columns === null) {
      this.list([row], columns);
      return;
    }
    const width = Math.max(...columns.map(({ head }) => head.length));
    const room = this.terminal.columns - width - gap;
    const lines = columns.map(({ head, cell, prose }) => {
      const text = readable(cell(row));
      const shown = prose
        ? new Help().boxWrap(text, room).replaceAll('\n', `\n${' '.repeat(width + gap)}`)
        : text;
      return `${head.padEnd(width + gap)}${shown}\n`;
    });
    this.terminal.out(lines.join(''));
  }

  /** Shows a text of the gateway's own as it is: PEM. */
  text(text: string): void {
    this.terminal.out(text);
  }

  /** Shows a heading between the parts of one answer. */
  heading(text: string): void {
    this.terminal.out(this.terminal.columns === null ? '\n' : `\n${text}\n`);
  }

  /** Resolves when what was shown is written: to why it could not be, or `null`. */
  written(): Promise<Error | null> {
    return this.terminal.written();
  }

  /** Says in words what happened. A program that asked for JSON has this in the data. */
  print(sentence: string): void {
    if (!this.asJson) this.terminal.note(`${escapeControlCharacters(sentence)}\n`);
  }

  /** Says what a person must know whatever the output format is. */
  warn(sentence: string): void {
    this.terminal.note(`${escapeControlCharacters(sentence)}\n`);
  }
}

/**
 * Replaces control characters. Names come from outside, above all from certificates: they must not
 * control the terminal or break the columns.
 */
export const escapeControlCharacters = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );

/**
 * Escapes what JSON itself leaves as it is: C1 controls, directions of writing, line separators.
 */
const escapeNonAscii = (json: string): string =>
  json.replace(/[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  );

const isList = (cell: Cell): cell is readonly string[] => Array.isArray(cell);

/** Writes a cell for programs: nothing is rounded. */
const formatExactly = (cell: Cell): string => {
  if (cell === null) return '';
  if (cell instanceof Date) return cell.toISOString();
  return escapeControlCharacters(isList(cell) ? cell.join(' ') : String(cell));
};

/** Writes a cell for people: times to the second, in UTC. */
const readable = (cell: Cell): string => {
  if (cell instanceof Date) return `${cell.toISOString().slice(0, 19)}Z`;
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  return formatExactly(cell) || '-';
};

const shorten = (text: string, length: number | undefined): string =>
  length === undefined ? text : text.slice(0, length);

const tableOf = (cells: readonly string[][], fixed: readonly boolean[], columnsMax: number): string => {
  const natural = (cells[0] ?? []).map(
    (_, index) => Math.max(...cells.map((row) => stringWidth(row[index] ?? ''))) + gap,
  );
  const widths = fitWidths(natural, fixed, columnsMax);
  const line = (row: readonly string[]): string =>
    row.map((cell, index) => padCell(cell, widths[index] ?? 0)).join('');
  return cells.map((row) => line(row).trimEnd()).join('\n');
};

/** Fills a cell up to the width of its column, of which the gap is a part. */
const padCell = (cell: string, width: number): string => {
  const text = truncate(cell, width - gap);
  return text + ' '.repeat(Math.max(width - stringWidth(text), gap));
};

const ellipsis = '…';
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Cuts between whole characters: an accent or half an emoji must not be left alone. */
const truncate = (text: string, room: number): string => {
  if (stringWidth(text) <= room) return text;
  let fitting = '';
  for (const { segment } of characters.segment(text)) {
    if (stringWidth(fitting + segment) > room - stringWidth(ellipsis)) break;
    fitting += segment;
  }
  return fitting + ellipsis;
};

/** A column that is shortened keeps this many characters, of which the last is the ellipsis. */
const shortenedMin = 3;

/**
 * Takes from the widest column that may be shortened until all columns fit, or none can be shortened
 * any more: then the lines are longer than the screen.
 */
const fitWidths = (natural: readonly number[], fixed: readonly boolean[], columnsMax: number): number[] => {
  const widths = [...natural];
  const mayBeCut = (width: number, index: number): boolean =>
    fixed[index] !== true && width > shortenedMin + gap;
  let excess = widths.reduce((sum, width) => sum + width, 0) - gap - columnsMax;
  for (; excess > 0; excess -= 1) {
    const widest = Math.max(...widths.filter(mayBeCut));
    const index = widths.findIndex((width, each) => width === widest && mayBeCut(width, each));
    if (index < 0) return widths;
    widths[index] = widest - 1;
  }
  return widths;
};

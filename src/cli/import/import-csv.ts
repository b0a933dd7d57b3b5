import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { ManagementError } from '../../core/shared/management-error.js';
import { invalid } from '../../management/fields.js';
import type { ImportRecord } from './import-line.js';

type Row = ReadonlyMap<string, string>;

/** The columns, by their names without case, blanks, `_` and `-`. */
const columns = [
  ...['account', 'name', 'taxid', 'scopes', 'networks', 'taxidoncertificate'],
  ...['clientid', 'label', 'credentialscopes', 'expiresat', 'contracts', 'secret', 'digest'],
  ...['certificate', 'shared'],
] as const;
type ColumnName = (typeof columns)[number];

/** As people head their sheets. */
const otherNames: Readonly<Record<string, ColumnName>> = { cnpj: 'taxid', clientsecret: 'secret' };

interface ParsedRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads accounts from a table with a heading: one account with one credential, and at most one
 * certificate, in each row. Throws `ManagementError('invalid')` when the file is no such table.
 */
export async function* csvRecords(lines: AsyncIterable<string>): AsyncGenerator<ImportRecord> {
  let heading: readonly ColumnName[] | null = null;
  let before = 0;
  for await (const { record, info } of rowsOf(lines)) {
    const line = before + 1;
    before = info.lines;
    if (!heading) heading = headingOf(record);
    else {
      const names = heading;
      yield { line, text: record.join(' '), value: () => accountIn(rowOf(names, record)) };
    }
  }
  if (!heading) throw invalid('file', 'is empty. Its first line must name the columns');
}

async function* rowsOf(lines: AsyncIterable<string>): AsyncGenerator<ParsedRow> {
  const { first, all } = await withFirst(lines);
  const parser = parse({
    bom: true,
    delimiter: delimiterIn(first),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  try {
    const rows: AsyncIterable<ParsedRow> = Readable.from(ended(all)).pipe(parser);
    yield* rows;
  } catch (error) {
    // The parser's own message repeats the cell, which may be a secret.
    if (error instanceof CsvError)
      throw new ManagementError('invalid', `file: ${problemOf(error)}`, 'file', { cause: error });
    throw error;
  }
}

const problemOf = (error: CsvError): string => {
  const { lines } = z.object({ lines: z.number().optional() }).parse(error);
  const where = lines === undefined ? '' : ` (line ${String(lines)})`;
  return error.code === 'CSV_QUOTE_NOT_CLOSED'
    ? `the opening quote of a cell is not closed${where}`
    : `is not CSV: a quote is in the middle of a cell${where}`;
};

const withFirst = async (
  lines: AsyncIterable<string>,
): Promise<{ first: string; all: AsyncIterable<string> }> => {
  const iterator = lines[Symbol.asyncIterator]();
  const next = await iterator.next();
  const first = next.done ? '' : next.value;
  return {
    first,
    all: {
      async *[Symbol.asyncIterator]() {
        if (!next.done) yield first;
        yield* { [Symbol.asyncIterator]: () => iterator };
      },
    },
  };
};

async function* ended(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

/** Spreadsheets write semicolons where the comma is the decimal sign, as in Brazil. */
const delimiterIn = (heading: string): string => {
  const found = [';', '\t', ','].map((sign) => ({ sign, count: heading.split(sign).length }));
  return found.reduce((most, one) => (one.count > most.count ? one : most)).sign;
};

const headingOf = (cells: readonly string[]): readonly ColumnName[] =>
  cells.map((cell) => {
    const name = cell.toLowerCase().replace(/[\s_-]/g, '');
    const known = columns.find((column) => column === name) ?? otherNames[name];
    if (known) return known;
    // A file without a heading has a secret in this place.
    const shown = /^[A-Za-z_ -]{1,24}$/.test(cell) ? ` "${cell}"` : '';
    throw invalid(
      'file',
      `the first line has an unknown column${shown}. Known columns: ${columns.join(', ')}`,
    );
  });

const rowOf = (heading: readonly ColumnName[], cells: readonly string[]): Row => {
  if (cells.length !== heading.length)
    throw invalid(
      'the line',
      `has ${String(cells.length)} cells, but the first line names ${String(heading.length)}`,
    );
  return new Map(heading.map((name, index) => [name, cells[index] ?? '']));
};

const accountIn = (row: Row): unknown => {
  const cell = (name: ColumnName): string | undefined => {
    const text = row.get(name)?.trim();
    return text === '' ? undefined : text;
  };
  const list = (name: ColumnName): string[] | undefined => cell(name)?.split(/[\s,;]+/);
  const given = (fields: Readonly<Record<string, unknown>>): object =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return given({
    account:
      cell('account') ??
      given({
        name: cell('name'),
        taxId: taxIdIn(cell('taxid')),
        scopes: list('scopes'),
        networks: list('networks'),
        taxIdOnCertificate: truth(cell('taxidoncertificate')),
      }),
    credentials: [
      given({
        clientId: cell('clientid'),
        label: cell('label'),
        scopes: list('credentialscopes'),
        expiresAt: cell('expiresat'),
        contracts: list('contracts'),
        secrets: [secretIn(row)],
      }),
    ],
    certificates: [cell('certificate')].filter((pem) => pem !== undefined),
    shared: truth(cell('shared')),
  });
};

const secretIn = (row: Row): object => {
  const digest = row.get('digest')?.trim() ?? '';
  return digest === '' ? { secret: row.get('secret') ?? '' } : { digest };
};

const truth = (text: string | undefined): boolean | string | undefined =>
  text === undefined ? undefined : ({ true: true, false: false }[text.toLowerCase()] ?? text);

/** A spreadsheet that takes a CNPJ for a number loses digits of it. */
const taxIdIn = (text: string | undefined): string | undefined => {
  if (text === undefined || !/^(\d{1,13}|\d[.,]\d+E\+?\d+)$/i.test(text)) return text;
  throw invalid(
    'tax id',
    'has fewer than 14 digits, because the spreadsheet treated it as a number. Format the column as text and enter it again',
  );
};

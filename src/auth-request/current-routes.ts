import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DeploymentError } from '../core/shared/deployment-error.js';
import type { MonotonicClock } from '../core/shared/durations.js';
import { errorMessageOf } from '../core/shared/error-message.js';
import { joinRoutes } from '../route-import/join-routes.js';
import { type RouteFile, tableBytesMax, tableFileSuffix } from '../route-import/route-file.js';
import type { RouteTable } from '../route-import/route-table.js';
import { type RouteRule, ruleOf } from './route-rule.js';
import { RouteTree } from './route-tree.js';

const nothing = new RouteTree();

/** A table that is in force, and the file that it is from. */
export interface TableInForce {
  readonly table: RouteTable;
  /** SHA-256 of the file, in hex. */
  readonly digest: string;
  readonly changedAt: Date;
}

/** What surrounds the routes: the clock, the digest of a text, and the default audience. */
export interface RoutesContext {
  readonly monotonicClock: MonotonicClock;
  /** SHA-256 of a text, in hex. */
  readonly sha256: (text: string) => string;
  /** The audience of the tokens that open an API whose table names none. */
  readonly audience: string;
}

/**
 * The route table in memory, from the files that `portaria routes import` writes. The files are
 * checked again and again. A file that cannot be used leaves the previous table in force: a missing
 * rule would close an API, and a guessed one would open it.
 */
export class CurrentRoutes {
  #tree = nothing;
  #seen: string | null = null;
  #broken: { readonly seen: string; readonly reason: unknown } | null = null;
  #loadedAtMs: number | null = null;
  #tables: readonly TableInForce[] = [];
  #problem: string | null = null;

  constructor(
    /** `null` when nothing is protected. */
    private readonly folder: string | null,
    private readonly context: RoutesContext,
  ) {}

  get tree(): RouteTree {
    return this.#tree;
  }

  /** Returns the milliseconds since the table in force was read; `null` when there is none. */
  get stalenessMs(): number | null {
    return this.#loadedAtMs === null ? null : this.context.monotonicClock() - this.#loadedAtMs;
  }

  /** Returns the number of rules in force. */
  get count(): number {
    return this.#tables.reduce((sum, { table }) => sum + table.routes.length, 0);
  }

  /** Returns the tables in force, by the names of their files. */
  get tables(): readonly TableInForce[] {
    return this.#tables;
  }

  /** Returns one digest of all tables in force; `null` before they were read, and without a folder. */
  get digest(): string | null {
    if (this.#loadedAtMs === null) return null;
    return this.context.sha256(this.#tables.map(({ table, digest }) => `${table.api} ${digest}\n`).join(''));
  }

  /** Returns what is wrong with the current files in the folder; `null` when they can be used. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Returns whether the current files in the folder can be used. */
  get isSound(): boolean {
    return this.#problem === null;
  }

  /**
   * Reads the files if one of them changed. Throws `DeploymentError` with every problem, and the previous
   * table stays in force.
   */
  async reloadIfChanged(): Promise<void> {
    if (this.folder === null) return;
    try {
      await this.readIfChanged(this.folder);
      this.#problem = null;
    } catch (error) {
      this.#problem = errorMessageOf(error);
      throw new DeploymentError(`The routes in PORTARIA_ROUTES_DIR cannot be used:\n${this.#problem}`);
    }
  }

  private async readIfChanged(folder: string): Promise<void> {
    const names = (await readdir(folder)).filter((name) => name.endsWith(tableFileSuffix)).sort();
    const states = await Promise.all(names.map((name) => stateOf(join(folder, name))));
    const seen = names.map((name, index) => `${name} ${states[index]?.text ?? ''}`).join('\n');
    if (seen === this.#seen) return;
    // Files with errors are not read again every second, because a table may be large.
    if (seen === this.#broken?.seen) throw this.#broken.reason;
    try {
      await this.read(folder, names, states);
      this.#seen = seen;
    } catch (reason) {
      this.#broken = { seen, reason };
      throw reason;
    }
  }

  private async read(folder: string, names: readonly string[], states: readonly FileState[]): Promise<void> {
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    const files = names.map((file, index) => ({ file, text: texts[index] ?? '' }));
    const tables = tablesIn(files);
    this.#tree = new RouteTree(tables.flatMap((table) => rulesOf(table, this.context.audience)));
    // One table for each file, in the same order.
    this.#tables = tables.map((table, index) => ({
      table,
      digest: this.context.sha256(texts[index] ?? ''),
      changedAt: states[index]?.changedAt ?? new Date(0),
    }));
    this.#loadedAtMs = this.context.monotonicClock();
  }
}

interface FileState {
  readonly text: string;
  readonly changedAt: Date;
}

/**
 * Returns a state that changes with every way of writing the file; another file under the same name
 * has another inode.
 */
const stateOf = async (path: string): Promise<FileState> => {
  const { size, mtime, mtimeMs, ctimeMs, ino } = await stat(path);
  if (size > tableBytesMax) throw new Error(`  - ${path}: is larger than ${tableBytesMax} bytes`);
  return { text: [size, mtimeMs, ctimeMs, ino].join(' '), changedAt: mtime };
};

const tablesIn = (files: readonly RouteFile[]): readonly RouteTable[] => {
  const joined = joinRoutes(files);
  if ('tables' in joined) return joined.tables;
  throw new Error(joined.problems.map((problem) => `  - ${problem}`).join('\n'));
};

/** Returns the rules of a table, for which the audience is the one of the tokens that open it by default. */
const rulesOf = (table: RouteTable, audience: string): readonly RouteRule[] => {
  const audiences = table.audiences.length > 0 ? table.audiences : [audience];
  return table.routes.map((route) => ruleOf({ ...table, audiences }, route));
};

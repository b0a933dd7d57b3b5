import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { MonotonicClock } from '../core/shared/durations.js';
import { errorMessageOf } from '../core/shared/error-message.js';
import { StartupError } from '../core/shared/startup-error.js';
import { joinRoutes } from '../route-import/join-routes.js';
import { type RouteFile, tableBytesMax, tableEnding } from '../route-import/route-file.js';
import { type RouteRule, ruleOf } from './route-rule.js';
import { RouteTree } from './route-tree.js';

const nothing = new RouteTree();

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
  #count = 0;
  #problem: string | null = null;

  constructor(
    /** `null` when nothing is protected. */
    private readonly folder: string | null,
    private readonly monotonicClock: MonotonicClock,
    /** The audience of the tokens that open an API whose table names none. */
    private readonly audience: string,
  ) {}

  get tree(): RouteTree {
    return this.#tree;
  }

  /** Returns the milliseconds since the table in force was read; `null` when there is none. */
  get ageMs(): number | null {
    return this.#loadedAtMs === null ? null : this.monotonicClock() - this.#loadedAtMs;
  }

  /** Returns the number of rules in force. */
  get count(): number {
    return this.#count;
  }

  /** Returns whether the current files in the folder can be used. */
  get isSound(): boolean {
    return this.#problem === null;
  }

  /**
   * Reads the files if one of them changed. Throws `StartupError` with every problem, and the previous
   * table stays in force.
   */
  async reloadIfChanged(): Promise<void> {
    if (this.folder === null) return;
    try {
      await this.readIfChanged(this.folder);
      this.#problem = null;
    } catch (error) {
      this.#problem = errorMessageOf(error);
      throw new StartupError(`The routes in PORTARIA_ROUTES_DIR cannot be used:\n${this.#problem}`);
    }
  }

  private async readIfChanged(folder: string): Promise<void> {
    const names = (await readdir(folder)).filter((name) => name.endsWith(tableEnding)).sort();
    const states = await Promise.all(names.map((name) => stateOf(join(folder, name))));
    const seen = names.map((name, index) => `${name} ${states[index] ?? ''}`).join('\n');
    if (seen === this.#seen) return;
    // Files with errors are not read again every second, because a table may be large.
    if (seen === this.#broken?.seen) throw this.#broken.reason;
    try {
      await this.read(folder, names);
      this.#seen = seen;
    } catch (reason) {
      this.#broken = { seen, reason };
      throw reason;
    }
  }

  private async read(folder: string, names: readonly string[]): Promise<void> {
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    const rules = rulesOf(
      names.map((file, index) => ({ file, text: texts[index] ?? '' })),
      this.audience,
    );
    this.#tree = new RouteTree(rules);
    this.#count = rules.length;
    this.#loadedAtMs = this.monotonicClock();
  }
}

/**
 * Returns a state that changes with every way of writing the file; another file under the same name
 * has another inode.
 */
const stateOf = async (path: string): Promise<string> => {
  const { size, mtimeMs, ctimeMs, ino } = await stat(path);
  if (size > tableBytesMax) throw new Error(`  - ${path}: is larger than ${tableBytesMax} bytes`);
  return [size, mtimeMs, ctimeMs, ino].join(' ');
};

const rulesOf = (files: readonly RouteFile[], audience: string): readonly RouteRule[] => {
  const joined = joinRoutes(files);
  if ('problems' in joined) throw new Error(joined.problems.map((problem) => `  - ${problem}`).join('\n'));
  return joined.tables.flatMap((table) => {
    const audiences = table.audiences.length > 0 ? table.audiences : [audience];
    return table.routes.map((route) => ruleOf({ ...table, audiences }, route));
  });
};

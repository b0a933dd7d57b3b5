import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Unusable } from '../core/unusable.js';
import { parseRouteFile } from './route-file.js';
import { joinRoutes, RouteTable } from './route-table.js';

const ending = '.routes.json';
const bytesMax = 4 * 1024 * 1024;
const nothing = new RouteTable();

/**
 * The route table in memory, from the files that `portaria routes import` writes. Looked at again and again: a file that
 * cannot be used leaves the table of before in force, since a hole in it would close an API, and a guess would open one.
 */
export class RoutesFolder {
  #table = nothing;
  #seen: string | null = null;
  #loadedAtMs: number | null = null;
  #count = 0;
  #problem: string | null = null;

  constructor(
    /** `null`: nothing is protected. */
    private readonly folder: string | null,
    private readonly stopwatch: () => number,
  ) {}

  get table(): RouteTable {
    return this.#table;
  }

  /** How long ago the table in force was read, in milliseconds; `null`: there is none. */
  get ageMs(): number | null {
    return this.#loadedAtMs === null ? null : this.stopwatch() - this.#loadedAtMs;
  }

  /** How many rules are in force. */
  get count(): number {
    return this.#count;
  }

  /** Whether what lies in the folder now can be used. */
  get isSound(): boolean {
    return this.#problem === null;
  }

  /** Reads the files if one of them changed. Throws `Unusable` with every problem; the table of before stays in force. */
  async look(): Promise<void> {
    if (this.folder === null) return;
    try {
      await this.readIfChanged(this.folder);
      this.#problem = null;
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
      throw new Unusable(`The routes in PORTARIA_ROUTES_DIR cannot be used:\n${this.#problem}`);
    }
  }

  private async readIfChanged(folder: string): Promise<void> {
    const names = (await readdir(folder)).filter((name) => name.endsWith(ending)).sort();
    const states = await Promise.all(names.map((name) => stateOf(join(folder, name))));
    const seen = names.map((name, place) => `${name} ${states[place] ?? ''}`).join('\n');
    if (seen === this.#seen) return;
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    const { table, count } = tableOf(names.map((name, place) => [name, texts[place] ?? '']));
    this.#table = table;
    this.#count = count;
    this.#seen = seen;
    this.#loadedAtMs = this.stopwatch();
  }
}

/** Changes with every way of writing a file; another file under the same name has another inode. */
const stateOf = async (path: string): Promise<string> => {
  const { size, mtimeMs, ctimeMs, ino } = await stat(path);
  if (size > bytesMax) throw new Error(`  - ${path}: is larger than ${bytesMax} bytes`);
  return [size, mtimeMs, ctimeMs, ino].join(' ');
};

const tableOf = (files: readonly (readonly [string, string])[]): { table: RouteTable; count: number } => {
  const parsed = files.map(([name, text]) => parseRouteFile(name, text));
  const problems = parsed.flatMap((one) => ('problems' in one ? one.problems : []));
  const joined = joinRoutes(parsed.flatMap((one) => ('file' in one ? [one.file] : [])));
  if ('problems' in joined) throw problemsError([...problems, ...joined.problems]);
  if (problems.length > 0) throw problemsError(problems);
  return joined;
};

const problemsError = (problems: readonly string[]): Error =>
  new Error(problems.map((problem) => `  - ${problem}`).join('\n'));

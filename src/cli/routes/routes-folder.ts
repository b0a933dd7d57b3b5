import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorMessageOf } from '../../core/shared/error-message.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { readRouteTable } from '../../route-import/read-route-table.js';
import { isTableFile, type RouteFile, tableFileSuffix } from '../../route-import/route-file.js';
import type { RouteTable } from '../../route-import/route-table.js';
import { replaceFile } from '../deployment/replace-file.js';

/** `DesiredRouteFile`: a file as it shall become; `null`: it shall be removed. */
export interface DesiredRouteFile {
  readonly file: string;
  readonly text: string | null;
}

export interface RouteFileState {
  readonly file: string;
  readonly state: 'written' | 'removed' | 'unchanged';
}

/** Returns the three files of an API. */
export const filesOf = (api: string): readonly string[] => [
  `${api}.upstream.conf`,
  `${api}.locations.conf`,
  `${api}${tableFileSuffix}`,
];

/**
 * The folder `PORTARIA_ROUTES_DIR`, which NGINX and the application read: route tables, and NGINX's
 * files for them.
 *
 * Must never: leave the files of an API half written. The application reads them every second,
 * NGINX when it reloads.
 */
export class RoutesFolder {
  constructor(readonly path: string) {}

  /**
   * Resolves to every API's table. Throws `ManagementError` for a folder or a file that cannot be
   * read.
   */
  async tables(): Promise<readonly RouteTable[]> {
    return (await this.tableFiles()).map(readRouteTable);
  }

  /**
   * Resolves to the tables as they are written. Throws `ManagementError` for a folder or a file
   * that cannot be read.
   */
  async tableFiles(): Promise<readonly RouteFile[]> {
    return this.filesAmong((await this.names()).filter((file) => isTableFile({ file })).sort());
  }

  /** Resolves to NGINX's files, except those of one API. */
  async confsBut(api: string): Promise<readonly RouteFile[]> {
    const names = (await this.names()).filter(
      (name) => /\.(upstream|locations)\.conf$/.test(name) && !filesOf(api).includes(name),
    );
    return this.filesAmong(names);
  }

  /** Resolves to what `put` would do. */
  async plan(wanted: readonly DesiredRouteFile[]): Promise<readonly RouteFileState[]> {
    return Promise.all(
      wanted.map(async ({ file, text }) => {
        if ((await this.textOf(file)) === text) return { file, state: 'unchanged' };
        return { file, state: text === null ? 'removed' : 'written' };
      }),
    );
  }

  /**
   * Writes all files or none. NGINX's files come first; when `check` rejects, the previous files
   * are restored, and `put` rejects with the same error. The table comes last, because the
   * application uses it at once. Files that are right already are not touched.
   */
  async put(
    wanted: readonly DesiredRouteFile[],
    check: () => Promise<void>,
  ): Promise<readonly RouteFileState[]> {
    const states = await this.plan(wanted);
    const changed = wanted.filter((_, index) => states[index]?.state !== 'unchanged');
    await this.make();
    const previous = await Promise.all(
      changed.map(async ({ file }) => ({ file, text: await this.textOf(file) })),
    );
    try {
      for (const file of changed) if (!isTableFile(file)) await this.write(file);
      await check();
      for (const file of changed) if (isTableFile(file)) await this.write(file);
    } catch (error) {
      for (const file of previous) await this.write(file);
      throw error;
    }
    return states;
  }

  private async filesAmong(names: readonly string[]): Promise<readonly RouteFile[]> {
    return Promise.all(names.map(async (file) => ({ file, text: (await this.textOf(file)) ?? '' })));
  }

  private async names(): Promise<readonly string[]> {
    try {
      return await readdir(this.path);
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return [];
      throw this.unusable(cause);
    }
  }

  /** Resolves to `null` when there is no such file. */
  private async textOf(file: string): Promise<string | null> {
    try {
      return await readFile(join(this.path, file), 'utf8');
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return null;
      throw this.unusable(cause);
    }
  }

  private async write({ file, text }: DesiredRouteFile): Promise<void> {
    try {
      if (text === null) await rm(join(this.path, file), { force: true });
      else await replaceFile(join(this.path, file), text);
    } catch (cause) {
      throw this.unusable(cause);
    }
  }

  /** Creates only the folder itself: a mistyped path would create a whole tree. */
  private async make(): Promise<void> {
    if (await stat(this.path).catch(() => null)) return;
    try {
      await mkdir(this.path, { mode: 0o755 });
    } catch (cause) {
      if (codeOf(cause) !== 'ENOENT') throw this.unusable(cause);
      throw new ManagementError(
        'invalid',
        `--out: the folder ${dirname(this.path)} does not exist`,
        '--out',
        {
          cause,
        },
      );
    }
  }

  private unusable(cause: unknown): ManagementError {
    const words = errorMessageOf(cause);
    return new ManagementError('refused', `--out: ${this.path} cannot be used: ${words}`, '--out', { cause });
  }
}

const codeOf = (cause: unknown): unknown =>
  cause instanceof Error && 'code' in cause ? cause.code : undefined;

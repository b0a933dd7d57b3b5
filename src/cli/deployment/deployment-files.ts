import { chown, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorMessageOf } from '../../core/shared/error-message.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { type FileOwner, makeFile } from './make-file.js';
import { replaceFile } from './replace-file.js';

/**
 * Folder of everything that `init` creates, except `.env`, which Docker Compose reads from the
 * folder of its own file.
 */
export const deploymentFolder = '.deployment';

/** Returns the path of a file that NGINX's container sees. */
export const pathInNginxFolder = (name: string): string => join(deploymentFolder, 'nginx', name);

/** Returns the path of a file that docker-compose.yml mounts as a secret. */
export const pathInSecretsFolder = (name: string): string => join(deploymentFolder, 'secrets', name);

/**
 * What became of one file: it was created, completed with lines that it lacked, or kept. `note` is
 * what its owner should know about it, as the predicate of a sentence whose subject is the file.
 */
export interface DeploymentFile {
  readonly file: string;
  readonly state: 'created' | 'completed' | 'kept';
  readonly what: string;
  readonly note: string | null;
}

/**
 * A file that must exist: its path below the folder, what it is, and what to write when it is
 * missing.
 */
export interface DesiredFile {
  readonly file: string;
  readonly what: string;
  readonly make: () => Promise<string> | string;
}

/**
 * Creates files that only their owner may read, and only where there is none: an overwritten master
 * key or a replaced certificate cannot be restored.
 */
export class DeploymentFiles {
  readonly all: DeploymentFile[] = [];

  constructor(
    private readonly folder: string,
    private readonly owner: FileOwner,
  ) {}

  /** Resolves to the file's text, kept or new. */
  async ensure(wanted: DesiredFile, noteOn: (text: string) => string | null = () => null): Promise<string> {
    const existing = await this.read(wanted.file);
    const text = existing ?? (await wanted.make());
    if (existing === null) await this.write(wanted.file, text);
    const { file, what } = wanted;
    this.all.push({ file, what, state: existing === null ? 'created' : 'kept', note: noteOn(text) });
    return text;
  }

  /** Creates a file that other programs write too, or adds the lines that it lacks. */
  async complete({ file, what, make }: DesiredFile, missing: string): Promise<void> {
    const before = await this.read(file);
    if (before === null) await this.write(file, `${await make()}${missing}`);
    else if (missing !== '')
      await this.replace(file, `${before}${/[^\n]$/.test(before) ? '\n' : ''}${missing}`);
    const state = before === null ? 'created' : missing === '' ? 'kept' : 'completed';
    this.all.push({ file, what, state, note: null });
  }

  /** @throws ManagementError when only one of the two exists: a new one would not belong to it */
  async assertBothOrNone(one: string, other: string): Promise<void> {
    const [first, second] = [await this.read(one), await this.read(other)];
    if ((first === null) === (second === null)) return;
    const [there, missing] = first === null ? [other, one] : [one, other];
    throw new ManagementError(
      'conflict',
      `${there} exists, but ${missing} does not. Provide it, or remove both`,
    );
  }

  /** Resolves to `null` when there is no such file. */
  async read(file: string): Promise<string | null> {
    try {
      return await readFile(join(this.folder, file), 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw toUnusableFile(file, error);
    }
  }

  private async replace(file: string, text: string): Promise<void> {
    await replaceFile(join(this.folder, file), text).catch((error: unknown) => {
      throw toUnusableFile(file, error);
    });
  }

  private async write(file: string, text: string): Promise<void> {
    const path = join(this.folder, file);
    try {
      await this.makeFolder(dirname(file));
      await makeFile(path, text, this.owner);
    } catch (error) {
      throw toUnusableFile(file, error);
    }
  }

  private async makeFolder(folder: string): Promise<void> {
    if (folder === '.') return;
    await this.makeFolder(dirname(folder));
    const path = join(this.folder, folder);
    try {
      await mkdir(path, { mode: 0o700 });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
      throw error;
    }
    if (this.owner) await chown(path, this.owner.uid, this.owner.gid);
  }
}

const toUnusableFile = (file: string, cause: unknown): ManagementError =>
  new ManagementError(
    'refused',
    `${file}: ${errorMessageOf(cause)}`,
    null,
    cause instanceof Error ? { cause } : undefined,
  );

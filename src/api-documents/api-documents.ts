import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type ApiDocumentName = 'admin' | 'self-service' | 'tokens';

/** An OpenAPI document as it is served. */
export interface ApiDocument {
  readonly text: string;
  /** Changes with the text, and is the same in every process. */
  readonly tag: string;
}

/** The OpenAPI documents in a folder. Each is read when it is first asked for, and kept. */
export class ApiDocuments {
  readonly #read = new Map<ApiDocumentName, ApiDocument>();

  constructor(private readonly folder: string) {}

  /** Throws when the file cannot be read. */
  async read(name: ApiDocumentName): Promise<ApiDocument> {
    const known = this.#read.get(name);
    if (known) return known;
    const text = await readFile(join(this.folder, `${name}.json`), 'utf8');
    const document = { text, tag: createHash('sha256').update(text).digest('base64url') };
    this.#read.set(name, document);
    return document;
  }
}

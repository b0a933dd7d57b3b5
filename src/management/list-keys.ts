import type { Books } from '../core/books.js';
import type { RingKey } from '../core/signing-key.js';

/** The signing keys, oldest first, without their material. */
export class ListKeys {
  constructor(private readonly books: Books) {}

  run(): Promise<readonly RingKey[]> {
    return this.books.read((books) => books.keys());
  }
}

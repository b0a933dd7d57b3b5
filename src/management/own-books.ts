import { type BookReader, type BookRevoker, Books, type BookWriter } from '../core/books.js';
import type { Owner } from '../core/own-account.js';
import { ownBook } from './own-book.js';

/**
 * The books as one account may see them: its own things, and nothing else is there. Around all books that self-service gets, so
 * that no use case can forget whose things they are; another account's id is answered as one that does not exist,
 * by the same words.
 */
export class OwnBooks extends Books {
  constructor(
    private readonly books: Books,
    private readonly owner: Owner,
  ) {
    super();
  }

  read<T>(work: (books: BookReader) => Promise<T>): Promise<T> {
    return this.books.read((books) => work(ownBook(books, this.owner)));
  }

  change<T>(work: (books: BookWriter) => Promise<T>): Promise<T> {
    return this.books.change((books) => work(ownBook(books, this.owner)));
  }

  rehearse<T>(work: (books: BookWriter) => Promise<T>): Promise<T> {
    return this.books.rehearse((books) => work(ownBook(books, this.owner)));
  }

  revoke<T>(work: (books: BookRevoker) => Promise<T>): Promise<T> {
    return this.books.revoke((books) => work(ownBook(books, this.owner)));
  }
}

import { type BookReader, type BookRevoker, Books, type BookWriter } from '../core/books.js';
import { ManagementError } from '../core/management-error.js';

/**
 * The same books, from which nobody can take the last operator who can get a token with `admin:write`: after that nobody could
 * manage by the admin API any more. Around all books that can be written, so that no use case can forget it, by
 * whichever door it comes. Two who take away at once wait for each other, or each would count on the other's operator.
 */
export class KeepAnOperator extends Books {
  constructor(private readonly books: Books) {
    super();
  }

  read<T>(work: (books: BookReader) => Promise<T>): Promise<T> {
    return this.books.read(work);
  }

  /** What adds takes no operator away. */
  change<T>(work: (books: BookWriter) => Promise<T>): Promise<T> {
    return this.books.change(work);
  }

  rehearse<T>(work: (books: BookWriter) => Promise<T>): Promise<T> {
    return this.books.rehearse(work);
  }

  revoke<T>(work: (books: BookRevoker) => Promise<T>): Promise<T> {
    return this.books.revoke(async (books) => {
      await books.holdOperators();
      const wasThereOne = await books.isAnyOperatorAble();
      const result = await work(books);
      if (wasThereOne && !(await books.isAnyOperatorAble())) throw lastOne();
      return result;
    });
  }
}

const lastOne = (): ManagementError =>
  new ManagementError(
    'refused',
    'operator: after this nobody could get a token with admin:write any more; give another operator a credential and a ' +
      'certificate first',
    'operator',
  );

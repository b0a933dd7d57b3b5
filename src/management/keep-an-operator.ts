import {
  type BookReader,
  type BookRevoker,
  Books,
  type BookWriter,
  type OperatorQuestion,
} from '../core/books.js';
import { ManagementError } from '../core/management-error.js';

/** Whoever is left for a moment only, with a secret or a certificate that is about to end, is nobody: in this time another is made. */
const daysToSpare = 7;

/**
 * The same books, from which nobody can take the last operator who can get a token with `admin:write`: after that nobody could
 * manage by the admin API any more. Around all books that can be written, so that no use case can forget it, by
 * whichever door it comes. Two who take away at once wait for each other, or each would count on the other's operator.
 */
export class KeepAnOperator extends Books {
  constructor(
    private readonly books: Books,
    /** From where the change comes, so that nobody shuts himself out by networks; `null`: from the command line, which stays. */
    private readonly from: string | null,
  ) {
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
      const questions = [{}, { from: this.from }, { afterDays: daysToSpare }];
      const before = await ableFor(books, questions);
      const result = await work(books);
      const after = await ableFor(books, questions);
      if (before.some((wasThereOne, place) => wasThereOne && !after[place])) throw lastOne();
      return result;
    });
  }
}

const ableFor = async (books: BookReader, questions: readonly OperatorQuestion[]): Promise<boolean[]> => {
  const able: boolean[] = [];
  for (const question of questions) able.push(await books.isAnyOperatorAble(question));
  return able;
};

const lastOne = (): ManagementError =>
  new ManagementError(
    'refused',
    'operator: after this nobody could get a token with admin:write any more, from where this comes and for a week; give another ' +
      'operator a credential and a certificate first',
    'operator',
  );

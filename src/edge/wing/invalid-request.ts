/** One thing that is wrong with a request. */
export interface FieldProblem {
  /** A field of the body or of the query, or a header. */
  readonly field: string;
  /** In words that follow the field. */
  readonly message: string;
}

/** One body can have thousands of problems. */
const keptCharactersMax = 500;

/** A request that cannot be understood, with everything that is wrong with it. */
export class InvalidRequest extends Error {
  /** In words that may be kept for ever. */
  readonly lasting: string;

  constructor(
    readonly problems: readonly FieldProblem[],
    /** The same without anything that the caller wrote, such as the names of fields that are not known. */
    toKeep: readonly FieldProblem[] = problems,
  ) {
    super(wordsOf(problems));
    this.name = 'InvalidRequest';
    this.lasting = wordsOf(toKeep).slice(0, keptCharactersMax);
  }
}

const wordsOf = (problems: readonly FieldProblem[]): string =>
  problems.map(({ field, message }) => `${field}: ${message}`).join('; ');

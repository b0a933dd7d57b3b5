/** One problem with a request. */
export interface FieldProblem {
  /** A field of the body or of the query, or a header. */
  readonly field: string;
  /** The problem, in words that follow the name of the field. */
  readonly message: string;
}

/** A limit, because one body can have thousands of problems. */
const recordedCharactersMax = 500;

/** Thrown for a request that cannot be understood, with every problem. */
export class InvalidRequest extends Error {
  /** The problems in words that may be logged, and stored permanently. */
  readonly recorded: string;

  constructor(
    readonly problems: readonly FieldProblem[],
    /**
     * The same problems without anything that the caller wrote, such as the names of unknown
     * fields.
     */
    toRecord: readonly FieldProblem[] = problems,
  ) {
    super(joinProblems(problems));
    this.name = 'InvalidRequest';
    this.recorded = joinProblems(toRecord).slice(0, recordedCharactersMax);
  }
}

const joinProblems = (problems: readonly FieldProblem[]): string =>
  problems.map(({ field, message }) => `${field}: ${message}`).join('; ');

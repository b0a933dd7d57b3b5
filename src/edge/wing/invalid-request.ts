/** One thing that is wrong with a request. */
export interface FieldProblem {
  /** A field of the body or of the query, or a header. */
  readonly field: string;
  /** In words that follow the field. */
  readonly message: string;
}

/** A request that cannot be understood, with everything that is wrong with it. */
export class InvalidRequest extends Error {
  constructor(readonly problems: readonly FieldProblem[]) {
    super(problems.map(({ field, message }) => `${field}: ${message}`).join('; '));
    this.name = 'InvalidRequest';
  }
}

/** The change was made before, under the same key: nothing was done now. Not a failure; the caller answers as he did then. */
export class AlreadyDone extends Error {
  constructor(
    /** What `Once.outcomeOf` said of the first result. */
    readonly outcome: unknown,
  ) {
    super('this was done already, under the same key');
    this.name = 'AlreadyDone';
  }
}

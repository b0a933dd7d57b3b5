/**
 * `DocumentationLinks`: the pages that explain an error, by its code. The addresses are stable: programs
 * and tickets keep them.
 */
export class DocumentationLinks {
  /** `base`: the address of the documentation; `null`: no answer carries a link. */
  constructor(private readonly base: string | null) {}

  ofError(code: string): string | null {
    return this.base === null ? null : `${this.base}/reference/errors/${code}`;
  }
}

export const noLinks = new DocumentationLinks(null);

import type { Type } from '@nestjs/common';
import type { ContractTerms } from '../auth/decide-grant.js';
import type { ContractName } from '../core/credential.js';
import type { Refusal } from '../core/refusal.js';

/** An answer in a contract's own words. `body` becomes JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What a contract's own document says of its tokens. */
export interface PublishedTerms extends Pick<ContractTerms, 'typs'> {
  /** Those that it may be configured to. */
  readonly algorithms: ContractTerms['algorithms'];
  /** `accountAndClient` where it says nothing. */
  readonly names?: ContractTerms['names'];
}

/** One wire contract: all that the rest of the product needs to know of its folder. */
export interface Contract {
  readonly name: ContractName;
  /** Everything that is answered in this contract's words. */
  readonly paths: readonly string[];
  /** Those of them where a client says who it is: refusals there go on record. */
  readonly recordedPaths: readonly string[];
  /** Those of them that take form-encoded bodies as well as JSON. */
  readonly formPaths?: readonly string[];
  /** Those of them that read a body by its looks, whatever its Content-Type: form or JSON, they get its text. */
  readonly textPaths?: readonly string[];
  readonly controllers: readonly Type[];
  /** What they need that is the contract's own. */
  readonly providers?: readonly Type[];
  /** Its tokens as published; absent where none are given. */
  readonly tokens?: PublishedTerms;
  /** `scheme`: of the header `Authorization`, in lower case; `null`: there was none. */
  readonly answer: (refusal: Refusal, requestId: string, scheme: string | null) => Answer;
}

/**
 * The contracts that are on. A path that belongs to none is answered in the words of the first, the main one.
 */
export class Contracts {
  constructor(
    private readonly main: Contract,
    private readonly others: readonly Contract[] = [],
  ) {}

  of(path: string): Contract {
    return this.others.find((contract) => contract.paths.includes(path)) ?? this.main;
  }

  get formPaths(): string[] {
    return [this.main, ...this.others].flatMap((contract) => contract.formPaths ?? []);
  }

  get textPaths(): string[] {
    return [this.main, ...this.others].flatMap((contract) => contract.textPaths ?? []);
  }
}

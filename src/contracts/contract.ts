import type { Type } from '@nestjs/common';
import type { ContractTerms } from '../auth/grant-policy.js';
import type { ContractName } from '../core/credentials/credential.js';
import type { Refusal } from '../core/refusals/refusal.js';
import type { TokenHooks } from './token-controllers.js';

/** An answer in a contract's own words. `body` becomes JSON. */
export interface ContractAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What a contract's own document says of its tokens, and of the endpoint that gives them. */
export interface PublishedTerms extends Pick<ContractTerms, 'typs'> {
  readonly endpoint: TokenHooks;
  /** Those that it may be configured to. */
  readonly algorithms: ContractTerms['algorithms'];
  /** `accountAndClient` where it says nothing. */
  readonly claims?: ContractTerms['claims'];
}

/** One wire contract: all that the rest of the product needs to know of its folder. */
export interface Contract {
  readonly name: ContractName;
  /** Gives no tokens and stands around those that do: on while any of these signs RS256. */
  readonly isAround?: true;
  /** Everything that is answered in this contract's words. As routes are written: `:name` is any one segment. */
  readonly paths: readonly string[];
  /** Those of them where a client says who it is: refusals there go on record. */
  readonly recordedPaths: readonly string[];
  /** Those of them that take form-encoded bodies as well as JSON. */
  readonly formPaths?: readonly string[];
  /** Those of them that read a body by its looks, whatever its Content-Type: form or JSON, they get its text. */
  readonly textPaths?: readonly string[];
  /** Beside the token endpoint. */
  readonly controllers?: readonly Type[];
  /** What they need that is the contract's own. */
  readonly providers?: readonly Type[];
  /** Its tokens as published; absent where none are given. */
  readonly tokens?: PublishedTerms;
  /** `scheme`: of the header `Authorization`, in lower case; `null`: there was none. */
  readonly answer: (refusal: Refusal, requestId: string, scheme: string | null) => ContractAnswer;
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
    const route = this.routeOf(path);
    return this.others.find((contract) => contract.paths.includes(route)) ?? this.main;
  }

  /** How the route is written that answers a path; one that none answers is its own. */
  routeOf(path: string): string {
    return this.all.flatMap(({ paths }) => paths).find((route) => answers(route, path)) ?? path;
  }

  takesForms(path: string): boolean {
    const route = this.routeOf(path);
    return this.all.some(({ formPaths }) => formPaths?.includes(route));
  }

  get textPaths(): string[] {
    return this.all.flatMap((contract) => contract.textPaths ?? []);
  }

  private get all(): readonly Contract[] {
    return [this.main, ...this.others];
  }
}

const answers = (route: string, path: string): boolean => {
  const [wanted, asked] = [route.split('/'), path.split('/')];
  const isSame = (segment: string, place: number): boolean =>
    segment.startsWith(':') ? asked[place] !== '' : segment === asked[place];
  return wanted.length === asked.length && wanted.every(isSame);
};

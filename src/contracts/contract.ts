import type { Type } from '@nestjs/common';
import type { ContractSettings } from '../auth/grant-policy.js';
import type { ContractName } from '../core/credentials/credential.js';
import type { Refusal } from '../core/refusals/refusal.js';
import type { DocumentationLinks } from '../core/shared/documentation-links.js';
import type { ClientTokenEndpoint, TokenEndpointDefinition } from './token-controllers.js';

/** `ContractResponse`: a response in the format of one contract. `body` becomes JSON. */
export interface ContractResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * `PublishedSettings`: what the contract's own document says of its tokens, and of the endpoint that
 * issues them.
 */
export interface PublishedSettings extends Pick<ContractSettings, 'typs'> {
  readonly endpoint: TokenEndpointDefinition;
  /** The algorithms that the contract may be configured to use. */
  readonly algorithms: ContractSettings['algorithms'];
  /** `defaultClaims` by default. */
  readonly claims?: ContractSettings['claims'];
}

/**
 * `Contract`: one wire contract, with all that the rest of the product needs to know of its folder.
 *
 * This folder owns the wire contracts, each in a folder of its own with its paths, formats and
 * error responses. It must never read the database, decide about a client or sign anything. The fast
 * path (`fast-path.ts`) calls the parts of `src/auth` that do, since it has to run before Nest's
 * pipeline (docs/adr/0034-one-straight-path.md).
 */
export interface Contract {
  readonly name: ContractName;
  /**
   * Issues no tokens, but serves those that are issued: enabled while any contract signs with a key
   * that is published.
   */
  readonly issuesNoTokens?: true;
  /** Every path that this contract answers, as routes are written: `:name` is any one segment. */
  readonly paths: readonly string[];
  /** The paths where clients authenticate: refusals there are recorded. */
  readonly pathsWithRecordedRefusals: readonly string[];
  /** The paths that take form-encoded bodies as well as JSON. */
  readonly formPaths?: readonly string[];
  /**
   * The paths that recognise the format of a body by its content and not by its Content-Type (form
   * or JSON): they get its text.
   */
  readonly textPaths?: readonly string[];
  /** The controllers besides the token endpoint. */
  readonly controllers?: readonly Type[];
  /** Those that change what a client may do: processes that serve management have them. */
  readonly managementControllers?: readonly Type[];
  /** The contract's own providers that these controllers need. */
  readonly providers?: readonly Type[];
  /** The contract's tokens as published; absent where it issues none. */
  readonly tokens?: PublishedSettings;
  /**
   * `scheme` is that of the header `Authorization`, in lower case; `null` without the header. `links` is
   * for contracts whose published bodies leave room for a hint.
   */
  readonly errorResponse: (
    refusal: Refusal,
    requestId: string,
    scheme: string | null,
    links: DocumentationLinks,
  ) => ContractResponse;
}

/**
 * The enabled contracts. A path that belongs to none is answered in the format of the first, the
 * main one.
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

  /**
   * Returns the pattern of the route that answers a path; a path without a route is returned as it
   * is.
   */
  routeOf(path: string): string {
    return this.all.flatMap(({ paths }) => paths).find((route) => answers(route, path)) ?? path;
  }

  takesForms(path: string): boolean {
    const route = this.routeOf(path);
    return this.all.some(({ formPaths }) => formPaths?.includes(route));
  }

  /** Every path without a parameter. */
  get endpoints(): readonly string[] {
    return this.all.flatMap(({ paths }) => paths).filter((path) => !path.includes(':'));
  }

  get textPaths(): string[] {
    return this.all.flatMap((contract) => contract.textPaths ?? []);
  }

  /** The routes of the token endpoints, each with its contract. */
  get tokenRoutes(): ReadonlyMap<string, ContractName> {
    return new Map(
      this.all.flatMap(({ name, tokens }) => (tokens ? [[tokens.endpoint.path, name] as const] : [])),
    );
  }

  /** The token endpoints of clients, whether they authenticate with a secret or with a registered key, by route. */
  get clientEndpoints(): ReadonlyMap<string, ClientTokenEndpoint> {
    return new Map(
      this.all.flatMap(({ tokens }) =>
        tokens?.endpoint.issuesTo === 'clients' ? [[tokens.endpoint.path, tokens.endpoint] as const] : [],
      ),
    );
  }

  private get all(): readonly Contract[] {
    return [this.main, ...this.others];
  }
}

const answers = (route: string, path: string): boolean => {
  const [wanted, requested] = [route.split('/'), path.split('/')];
  const isSame = (segment: string, index: number): boolean =>
    segment.startsWith(':') ? requested[index] !== '' : segment === requested[index];
  return wanted.length === requested.length && wanted.every(isSame);
};

import type { AuthRequestDecider } from '../auth-request/auth-request.js';
import type { CurrentRoutes, TableInForce } from '../auth-request/current-routes.js';
import type {
  DocumentComparison,
  NewDocument,
  RuleChange,
} from '../core/protected-apis/document-comparison.js';
import type { ApiRule, KnownApis, ProtectedApi } from '../core/protected-apis/protected-api.js';
import { ProtectedApis } from '../core/protected-apis/protected-apis.js';
import type { RequestDecision, RequestQuestion } from '../core/protected-apis/request-check.js';
import { DeploymentError } from '../core/shared/deployment-error.js';
import { ManagementError } from '../core/shared/management-error.js';
import { assertUsable } from '../route-import/assert-usable.js';
import { compareNextImport } from '../route-import/next-import.js';
import type { RouteChange } from '../route-import/route-changes.js';
import { tableFileSuffix } from '../route-import/route-file.js';
import { routeTableText } from '../route-import/route-table.js';
import type { DocumentParser } from './document-parser.js';
import { RequestChecker } from './request-checker.js';
import { audiencesOf, toApiRule, toProtectedApi } from './shown-tables.js';

/** The folder of the route tables, as this process reads it. */
export interface KnownRoutes {
  readonly routes: CurrentRoutes;
  /** Whether `PORTARIA_ROUTES_DIR` is set. */
  readonly isConfigured: boolean;
  /** Whether a job of this process reloads the tables that changed, because NGINX asks the process. */
  readonly hasReloadJob: boolean;
  /** The audience of the tokens that open an API whose table names none. */
  readonly audience: string;
}

/** The protected APIs by the route tables of this machine. */
export class ProtectedApisInFolder extends ProtectedApis {
  readonly #checker: RequestChecker;

  constructor(
    private readonly known: KnownRoutes,
    decider: AuthRequestDecider,
    private readonly parser: DocumentParser,
  ) {
    super();
    this.#checker = new RequestChecker(decider, known.routes);
  }

  async list(): Promise<KnownApis> {
    const tables = await this.tables();
    const { digest, problem } = this.known.routes;
    return { apis: tables.map((table) => toProtectedApi(table, this.known.audience)), digest, problem };
  }

  async show(name: string): Promise<ProtectedApi> {
    return toProtectedApi(await this.tableOf(name), this.known.audience);
  }

  async rules(name: string): Promise<readonly ApiRule[]> {
    const { table } = await this.tableOf(name);
    return table.routes.map((route) => toApiRule(table, route));
  }

  async check(name: string, question: RequestQuestion): Promise<RequestDecision> {
    const { table } = await this.tableOf(name);
    return this.#checker.check(question, audiencesOf(table, this.known.audience));
  }

  async compare(
    name: string,
    { document: text, scopeMap: mapText, ...wanted }: NewDocument,
  ): Promise<DocumentComparison> {
    const before = await this.tableOf(name);
    const { document, scopeMap } = await this.parser.parse({ document: text, scopeMap: mapText });
    const others = this.known.routes.tables
      .filter(({ table }) => table.api !== name)
      .map(({ table }) => ({ file: `${table.api}${tableFileSuffix}`, text: routeTableText(table) }));
    const { changes, leftOut, notes, unchanged, command } = withFieldNames(() =>
      compareNextImport(before.table, document, { ...wanted, scopeMap }, (imported) =>
        assertUsable(imported, others),
      ),
    );
    return {
      digest: before.digest,
      counts: { ...countsOf(changes), unchanged },
      changes: changes.map(changeShown),
      ...{ leftOut, notes, command },
    };
  }

  private async tableOf(name: string): Promise<TableInForce> {
    const table = (await this.tables()).find(({ table: { api } }) => api === name);
    if (table) return table;
    throw new ManagementError('not_found', 'name: there is no protected API with this name', 'name');
  }

  /** Resolves to the tables in force. Files that cannot be used leave the previous ones in force, as for NGINX. */
  private async tables(): Promise<readonly TableInForce[]> {
    const { routes, isConfigured, hasReloadJob } = this.known;
    if (!isConfigured)
      throw new ManagementError(
        'refused',
        'this process does not know the protected APIs: PORTARIA_ROUTES_DIR is not set. Set it to the folder that ' +
          'portaria routes import writes to, and restart the process',
      );
    if (!hasReloadJob) await routes.reloadIfChanged().catch(ignoreUnusable);
    return routes.tables;
  }
}

/** What the import calls its input, by the names of the fields here. */
const fieldNames: Readonly<Record<string, string>> = {
  '--upstream': 'upstream',
  '--base-path': 'basePath',
  '--audience': 'audiences',
  '--leave-out': 'leaveOut',
  'scope map': 'scopeMap',
};

/** Does what may throw an error of the import, and names the field in it that the caller knows. */
const withFieldNames = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    const field = error instanceof ManagementError && error.field !== null ? error.field : '';
    const name = fieldNames[field];
    if (!(error instanceof ManagementError) || name === undefined) throw error;
    const message = error.message.replace(`${field}:`, `${name}:`);
    throw new ManagementError(error.code, message, name, { cause: error });
  }
};

/** The problem is in the list, with the tables that are in force. */
const ignoreUnusable = (error: unknown): void => {
  if (!(error instanceof DeploymentError)) throw error;
};

const changeNames = { '+': 'added', '-': 'removed', '~': 'changed' } as const satisfies Record<
  RouteChange['change'],
  RuleChange['change']
>;

const countsOf = (changes: readonly RouteChange[]): Record<RuleChange['change'], number> => {
  const counts = { added: 0, removed: 0, changed: 0 };
  for (const { change } of changes) counts[changeNames[change]] += 1;
  return counts;
};

const changeShown = ({ change, method, path, scopes, before }: RouteChange): RuleChange => ({
  ...{ change: changeNames[change], method, path },
  before: change === '-' ? scopes : before,
  after: change === '-' ? null : scopes,
});

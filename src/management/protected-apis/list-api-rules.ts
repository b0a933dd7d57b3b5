import type { ApiRule } from '../../core/protected-apis/protected-api.js';
import type { ProtectedApis } from '../../core/protected-apis/protected-apis.js';

export interface ApiRuleQuery {
  readonly api: string;
  /** A part of a method, path or scope, in any case; left out: all rules. */
  readonly contains?: string;
}

/** A rule with its place in the table, by which a list continues. */
export interface PlacedRule extends ApiRule {
  readonly id: string;
}

/** Lists the rules of an API. */
export class ListApiRules {
  constructor(private readonly apis: ProtectedApis) {}

  /** Throws `ManagementError('not_found')`. */
  async run({ api, contains = '' }: ApiRuleQuery): Promise<readonly PlacedRule[]> {
    const wanted = contains.toLowerCase();
    const rules = await this.apis.rules(api);
    return rules
      .map((rule, index) => ({ id: String(index + 1), ...rule }))
      .filter(({ method, path, scopes, coveredBy }) =>
        [method, path, `${method} ${path}`, ...scopes.flat(), ...coveredBy].some((text) =>
          text.toLowerCase().includes(wanted),
        ),
      );
  }
}

import { areAmbiguous, overlap, type PathTemplate, pathTemplate, shapeOf } from './path-template.js';
import type { RouteTable } from './route-table.js';

interface Rule {
  readonly api: string;
  readonly method: string;
  readonly template: PathTemplate;
}

/**
 * Returns every reason why requests cannot be decided by these tables together, as sentences that
 * name both rules; an empty list when there is none.
 */
export const clashesAmong = (tables: readonly RouteTable[]): readonly string[] => {
  const rules = tables.flatMap(({ api, routes }) =>
    routes.map(({ method, path }): Rule => ({ api, method, template: pathTemplate(path) })),
  );
  return [...twice(rules), ...overlapping(rules)];
};

const twice = (rules: readonly Rule[]): readonly string[] => {
  const seen = new Map<string, Rule>();
  return rules.flatMap((rule) => {
    const key = `${rule.method} ${shapeOf(rule.template)}`;
    const before = seen.get(key);
    seen.set(key, rule);
    return before ? [`${nameOf(rule)} is there twice, also as ${nameOf(before)}`] : [];
  });
};

/**
 * Finds paths that one request could match both, without one of them being the more concrete in
 * every segment: NGINX, the API and this application could each choose another one. Paths of two
 * APIs must not overlap at all: a request could be decided by the rule of one API and sent to the
 * other.
 */
const overlapping = (rules: readonly Rule[]): readonly string[] => {
  const paths = [...new Map(rules.map((rule) => [`${rule.api} ${shapeOf(rule.template)}`, rule])).values()];
  return paths.flatMap((one, index) =>
    paths
      .slice(index + 1)
      .filter((other) => isClash(one, other))
      .map((other) => `${nameOf(one)} and ${nameOf(other)} could both be meant by one request`),
  );
};

const isClash = (one: Rule, other: Rule): boolean =>
  one.api === other.api ? areAmbiguous(one.template, other.template) : overlap(one.template, other.template);

const nameOf = ({ api, method, template }: Rule): string => `${api}: ${method} ${template.text}`;

import { ambiguous, overlap, type PathTemplate, pathTemplate, shapeOf } from './path-template.js';
import type { RouteTable } from './route-table.js';

interface Rule {
  readonly api: string;
  readonly method: string;
  readonly template: PathTemplate;
}

/** Every reason not to judge requests by these tables together, as sentences that name both rules; none: they are sound. */
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
 * Paths that one request could match both, without one of them being the more concrete everywhere: NGINX, the API and we
 * could each pick another. Of two APIs none may overlap at all: a request could be judged by the rule of one and sent to the other.
 */
const overlapping = (rules: readonly Rule[]): readonly string[] => {
  const paths = [...new Map(rules.map((rule) => [`${rule.api} ${shapeOf(rule.template)}`, rule])).values()];
  return paths.flatMap((one, place) =>
    paths
      .slice(place + 1)
      .filter((other) => isClash(one, other))
      .map((other) => `${nameOf(one)} and ${nameOf(other)} could both be meant by one request`),
  );
};

const isClash = (one: Rule, other: Rule): boolean =>
  one.api === other.api ? ambiguous(one.template, other.template) : overlap(one.template, other.template);

const nameOf = ({ api, method, template }: Rule): string => `${api}: ${method} ${template.text}`;

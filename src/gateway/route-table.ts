import { ambiguous, decoded } from './raw-path.js';
import type { RouteFile } from './route-file.js';
import { type RouteRule, ruleOf } from './route-rule.js';

/** The rules of one path, by method. */
export type Operations = ReadonlyMap<string, RouteRule>;

interface Node {
  readonly literals: Map<string, Node>;
  /** The same, folded: by what a server that does not mind capitals and escapes would call them. */
  readonly folded: Set<string>;
  parameter: Node | null;
  readonly operations: Map<string, RouteRule>;
}

const newNode = (): Node => ({
  literals: new Map(),
  folded: new Set(),
  parameter: null,
  operations: new Map(),
});

/** All rules, for matching: a tree of segments, in which a concrete one is tried before a parameter. */
export class RouteTable {
  readonly #root = newNode();

  constructor(rules: readonly RouteRule[] = []) {
    for (const rule of rules) this.add(rule);
  }

  /**
   * The operations of the path; `null`: no rule names it. Throws `Refusal('malformed_request')` for a segment that we read
   * as a parameter and a server behind us might read as the concrete one beside it.
   */
  operationsOf(segments: readonly string[]): Operations | null {
    return find(this.#root, segments, 0);
  }

  private add(rule: RouteRule): void {
    let node = this.#root;
    for (const segment of segmentsOf(rule.path)) node = child(node, segment);
    node.operations.set(rule.method, rule);
  }
}

const find = (node: Node, segments: readonly string[], place: number): Operations | null => {
  const segment = segments[place];
  if (segment === undefined) return node.operations.size > 0 ? node.operations : null;
  const literal = node.literals.get(segment);
  const found = literal ? find(literal, segments, place + 1) : null;
  if (found || !node.parameter || segment === '') return found;
  if (!literal && node.folded.has(decoded(segment).toLowerCase()))
    throw ambiguous('a segment that is almost one of the routes');
  decoded(segment);
  return find(node.parameter, segments, place + 1);
};

const child = (node: Node, segment: string): Node => {
  if (isParameter(segment)) return (node.parameter ??= newNode());
  const known = node.literals.get(segment) ?? newNode();
  node.literals.set(segment, known);
  node.folded.add(segment.toLowerCase());
  return known;
};

const segmentsOf = (path: string): string[] => path.slice(1).split('/');
const isParameter = (segment: string): boolean => segment.startsWith('{');

/** Joins the files of all APIs. Throws nothing: every problem is in the answer, and with one there is no table. */
export const joinRoutes = (
  files: readonly RouteFile[],
): { readonly table: RouteTable; readonly count: number } | { readonly problems: readonly string[] } => {
  const rules = files.flatMap(({ api, routes, scopeMap }) =>
    routes.map((route) => ruleOf(api, route, scopeMap)),
  );
  const problems = [...twice(rules), ...clashes(rules)];
  return problems.length > 0 ? { problems } : { table: new RouteTable(rules), count: rules.length };
};

const shapeOf = (path: string): string =>
  segmentsOf(path)
    .map((segment) => (isParameter(segment) ? '{}' : segment))
    .join('/');

const twice = (rules: readonly RouteRule[]): string[] => {
  const seen = new Map<string, RouteRule>();
  return rules.flatMap((rule) => {
    const key = `${rule.method} ${shapeOf(rule.path)}`;
    const before = seen.get(key);
    seen.set(key, rule);
    return before ? [`${nameOf(rule)} is there twice, also as ${nameOf(before)}`] : [];
  });
};

/**
 * Paths that one request could match both, without one of them being the more concrete everywhere: NGINX, the API and we
 * could each pick another. Of two APIs none may overlap at all: a request could be judged by the rule of one and sent to the other.
 */
const clashes = (rules: readonly RouteRule[]): string[] => {
  const byShape = new Map(rules.map((rule) => [`${rule.api} ${shapeOf(rule.path)}`, rule]));
  const paths = [...byShape.values()].map((rule) => ({ rule, segments: segmentsOf(rule.path) }));
  return paths.flatMap((one, place) =>
    paths
      .slice(place + 1)
      .filter((other) => isClash(one, other))
      .map(({ rule }) => `${nameOf(one.rule)} and ${nameOf(rule)} could both be meant by one request`),
  );
};

interface Path {
  readonly rule: RouteRule;
  readonly segments: readonly string[];
}

const isClash = (one: Path, other: Path): boolean => {
  if (one.segments.length !== other.segments.length) return false;
  let [oneIsConcrete, otherIsConcrete] = [false, false];
  for (const [place, segment] of one.segments.entries()) {
    const beside = other.segments[place] ?? '';
    if (isParameter(segment) && !isParameter(beside)) otherIsConcrete = true;
    else if (!isParameter(segment) && isParameter(beside)) oneIsConcrete = true;
    else if (!isParameter(segment) && segment !== beside) return false;
  }
  return one.rule.api !== other.rule.api || (oneIsConcrete && otherIsConcrete);
};

const nameOf = ({ api, method, path }: RouteRule): string => `${api}: ${method} ${path}`;

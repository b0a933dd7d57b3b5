import { ambiguousPath, decoded } from './raw-target.js';
import type { RouteRule } from './route-rule.js';

/** The rules of one path, by method. */
export type RulesByMethod = ReadonlyMap<string, RouteRule>;

interface Node {
  readonly literals: Map<string, Node>;
  /**
   * The literal segments in lower case, as a server that ignores case and decodes escapes would
   * read them.
   */
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

/**
 * All rules, for matching: a tree of segments, in which a literal segment is tried before a
 * parameter.
 */
export class RouteTree {
  readonly #root = newNode();

  constructor(rules: readonly RouteRule[] = []) {
    for (const rule of rules) this.add(rule);
  }

  /**
   * Finds the operations of a path; `null` when no rule has it. Throws
   * `Refusal('malformed_request')` for a segment that is read as a parameter here and that the
   * API's server might read as the literal segment beside it.
   */
  operationsOf(segments: readonly string[]): RulesByMethod | null {
    return find(this.#root, segments, 0);
  }

  private add(rule: RouteRule): void {
    let node = this.#root;
    for (const segment of segmentsOf(rule.path)) node = child(node, segment);
    node.operations.set(rule.method, rule);
  }
}

const find = (node: Node, segments: readonly string[], index: number): RulesByMethod | null => {
  const segment = segments[index];
  if (segment === undefined) return node.operations.size > 0 ? node.operations : null;
  const literal = node.literals.get(segment);
  const found = literal ? find(literal, segments, index + 1) : null;
  if (found || !node.parameter || segment === '') return found;
  if (!literal && node.folded.has(decoded(segment).toLowerCase()))
    throw ambiguousPath('a segment that is almost one of the routes');
  decoded(segment);
  return find(node.parameter, segments, index + 1);
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

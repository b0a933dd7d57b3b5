/**
 * Parses YAML and JSON. A document of the size that APIs have takes seconds, so a thread does it where
 * an event loop answers requests (`src/protected-apis/document-thread.ts`). Node runs that thread out of the
 * source too, so this file and what it imports name files by `.ts`.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { isMapping, type Mapping } from './mapping.ts';
import { shown } from './shown.ts';

/** A mapping, or why the text is none, in words that follow its name. */
export type ParsedMapping = { readonly mapping: Mapping } | { readonly problem: string };

const documentBytesMax = 10 * 1024 * 1024;

/**
 * The limit for anchors and aliases together. Each alias is looked up among all of them, so the
 * time grows with the square of their number.
 */
const marksMax = 2_000;
/**
 * The limit for aliases of things that contain aliases themselves: without it, ten lines expand to
 * a billion items ("billion laughs").
 */
const aliasCountMax = 10_000;

const options = {
  // The library's own check compares every pair of keys: 10 MB of them would take hours.
  // `repeatedKeyIn` checks the keys instead.
  uniqueKeys: false,
  stringKeys: true,
  merge: true,
  resolveKnownTags: false,
  // Pretty errors repeat the file, which may be the wrong one: a private key, a list of secrets.
  prettyErrors: false,
  // Not `silent`, with which a second document would be dropped without an error.
  logLevel: 'error',
} as const;

/**
 * Parses a text in YAML or JSON (which is YAML 1.2) that is a mapping. Nothing that the text names
 * is opened or run.
 *
 * Returns a problem for everything else, which includes more than 10 MB, two documents, a key that
 * occurs twice (each reader would use a different one), and aliases that expand without end.
 */
export const parseMapping = (text: string): ParsedMapping => {
  if (Buffer.byteLength(text) > documentBytesMax) return { problem: 'is larger than 10 MB' };
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { ...options, lineCounter: lines });
    const problem = problemOf(document, lines);
    if (problem !== null) return { problem };
    const value: unknown = document.toJS({ maxAliasCount: aliasCountMax });
    return isMapping(value)
      ? { mapping: value }
      : { problem: 'must be a mapping in YAML or JSON, such as an OpenAPI document' };
  } catch (error) {
    // The document is nested deeper than the stack allows, or has an alias of nothing, or too many
    // aliases of aliases.
    const isDeep = error instanceof RangeError;
    return { problem: isDeep ? 'is nested too deeply' : 'has YAML aliases that cannot be followed' };
  }
};

const problemOf = (document: Document, lines: LineCounter): string | null => {
  const [error] = document.errors;
  if (error) return `is neither YAML nor JSON: ${describeError(error)} at ${locationOf(error.pos[0], lines)}`;
  let marks = 0;
  let problem: string | null = null;
  visit(document, {
    Node: (_key, node) => {
      if (isAlias(node) || node.anchor !== undefined) marks += 1;
      if (marks > marksMax) problem = `has more than ${marksMax} YAML anchors and aliases`;
      else if (isMap(node)) problem = repeatedKeyIn(node, lines);
      return problem === null ? undefined : visit.BREAK;
    },
  });
  return problem;
};

const describeError = ({ code }: YAMLError): string => code.toLowerCase().replaceAll('_', ' ');

const locationOf = (offset: number, lines: LineCounter): string => {
  const { line, col } = lines.linePos(offset);
  return `line ${line}, column ${col}`;
};

const repeatedKeyIn = (map: YAMLMap, lines: LineCounter): string | null => {
  const seen = new Set<string>();
  for (const { key } of map.items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    // Two merge keys are two things to merge.
    if (name === '<<') continue;
    if (seen.has(name))
      return `has the key "${shown(name)}" twice, again at ${locationOf(key.range?.[0] ?? 0, lines)}`;
    seen.add(name);
  }
  return null;
};

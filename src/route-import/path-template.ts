/**
 * A path of the route table: each segment as it is in the request line, or `null` for a parameter,
 * which is one segment.
 */
export interface PathTemplate {
  readonly text: string;
  readonly segments: readonly (string | null)[];
}

/** Much less than the 4 kB that NGINX accepts for one word of its configuration. */
const charactersMax = 500;
const segmentsMax = 30;

/**
 * The `pchar` of RFC 3986 section 3.3 without `;`, which the gateway refuses in every path, and
 * `%`, which allows two spellings.
 */
const literal = /^[A-Za-z0-9._~!$&'()*+,=:@-]*$/;
const parameter = /^\{[^{}]+\}$/;

/**
 * Reads a template, or returns what is wrong with it: the predicate of a sentence whose subject is
 * the path.
 */
export const readPathTemplate = (text: string): PathTemplate | string => {
  const problem = problemOf(text);
  if (problem !== null) return problem;
  const segments = text.split('/').slice(1);
  return { text, segments: segments.map((segment) => (parameter.test(segment) ? null : segment)) };
};

/**
 * Reads a path of a table that was checked before. Throws `Error` for anything else, because a rule
 * must not be lost.
 */
export const pathTemplate = (text: string): PathTemplate => {
  const template = readPathTemplate(text);
  if (typeof template === 'string') throw new Error(`a path of a route table ${template}`);
  return template;
};

const problemOf = (text: string): string | null => {
  if (!text.startsWith('/')) return 'does not begin with a slash';
  if (text.length > charactersMax) return `is longer than ${charactersMax} characters`;
  const segments = text.split('/').slice(1);
  if (segments.length > segmentsMax) return `has more than ${segmentsMax} segments`;
  for (const [index, segment] of segments.entries()) {
    const problem = problemOfSegment(segment, index === segments.length - 1);
    if (problem !== null) return problem;
  }
  return null;
};

const problemOfSegment = (segment: string, last: boolean): string | null => {
  if (segment === '')
    return last ? null : 'has an empty segment (//), which the gateway rejects in every request';
  if (segment === '.' || segment === '..')
    return 'has a dot segment, which the gateway rejects in every request';
  if (parameter.test(segment)) return null;
  if (/[{}]/.test(segment)) {
    return 'has a parameter that is not a whole segment. Programs match such a path in different ways, so no rule can protect it';
  }
  if (literal.test(segment)) return null;
  return "has characters that a request line encodes or the gateway rejects. Use only letters, digits and - . _ ~ ! $ & ' ( ) * + , = : @";
};

/** Returns whether some path matches both templates. */
export const overlap = (one: PathTemplate, other: PathTemplate): boolean =>
  one.segments.length === other.segments.length && overlapsPrefix(one.segments, other.segments);

/**
 * Returns whether some path at or below `prefix` matches the template, as far as the segments of
 * `prefix` go.
 */
export const overlapsPrefix = (
  segments: readonly (string | null)[],
  prefix: readonly (string | null)[],
): boolean => prefix.every((segment, index) => alike(segments[index], segment));

const alike = (one: string | null | undefined, other: string | null): boolean => {
  if (one === undefined) return false;
  // A parameter is never empty.
  if (one === null) return other !== '';
  return other === null ? one !== '' : one === other;
};

/** Returns whether the two match exactly the same paths, such as `/a/{x}` and `/a/{y}`. */
export const sameShape = (one: PathTemplate, other: PathTemplate): boolean => shapeOf(one) === shapeOf(other);

/** Returns a text that is the same for two templates that match exactly the same paths. */
export const shapeOf = ({ segments }: PathTemplate): string =>
  segments.map((segment) => segment ?? '{}').join('/');

/**
 * Returns whether each template is the more concrete one in some segment, so that it is undecided
 * which of them a path belongs to: `/a/{x}/b` and `/a/c/{y}`.
 */
export const areAmbiguous = (one: PathTemplate, other: PathTemplate): boolean =>
  overlap(one, other) && isConcreter(one, other) && isConcreter(other, one);

const isConcreter = (one: PathTemplate, other: PathTemplate): boolean =>
  one.segments.some((segment, index) => segment !== null && other.segments[index] === null);

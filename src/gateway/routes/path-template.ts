/** A path of the route table: each segment as it stands in the request line, or `null` for a parameter, which is one segment. */
export interface PathTemplate {
  readonly text: string;
  readonly segments: readonly (string | null)[];
}

/** Much less than what NGINX takes for one word of its configuration (4 kB). */
const charactersMax = 500;
const segmentsMax = 30;

/** `pchar` of RFC 3986 section 3.3 without what the gateway refuses in every path (`;`) and what may be written in two ways (`%`). */
const literal = /^[A-Za-z0-9._~!$&'()*+,=:@-]*$/;
const parameter = /^\{[^{}]+\}$/;

/** The template, or what is wrong with it, as the predicate of a sentence whose subject is the path. */
export const readPathTemplate = (text: string): PathTemplate | string => {
  const problem = problemOf(text);
  if (problem !== null) return problem;
  const segments = text.split('/').slice(1);
  return { text, segments: segments.map((segment) => (parameter.test(segment) ? null : segment)) };
};

/** That of a table's path, which was read before. Throws `Error` for a text that is none: a rule must not be lost. */
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
  for (const [place, segment] of segments.entries()) {
    const problem = problemOfSegment(segment, place === segments.length - 1);
    if (problem !== null) return problem;
  }
  return null;
};

const problemOfSegment = (segment: string, last: boolean): string | null => {
  if (segment === '')
    return last ? null : 'has an empty segment (//), which the gateway refuses in every request';
  if (segment === '.' || segment === '..')
    return 'has a dot segment, which the gateway refuses in every request';
  if (parameter.test(segment)) return null;
  if (/[{}]/.test(segment)) {
    return 'has a parameter that is not a whole segment: what it matches is read in different ways, so it is not protected by a rule';
  }
  if (literal.test(segment)) return null;
  return "has characters that a request line encodes or the gateway refuses; only letters, digits and - . _ ~ ! $ & ' ( ) * + , = : @ may stand there";
};

/** Whether some path matches both. */
export const overlap = (one: PathTemplate, other: PathTemplate): boolean =>
  one.segments.length === other.segments.length && beginAlike(one.segments, other.segments);

/** Whether some path below or at `prefix` matches the template, as far as the segments of `prefix` go. */
export const beginAlike = (
  segments: readonly (string | null)[],
  prefix: readonly (string | null)[],
): boolean => prefix.every((segment, place) => alike(segments[place], segment));

const alike = (one: string | null | undefined, other: string | null): boolean => {
  if (one === undefined) return false;
  // A parameter is never empty.
  if (one === null) return other !== '';
  return other === null ? one !== '' : one === other;
};

/** Whether the two match the very same paths: `/a/{x}` and `/a/{y}`. */
export const sameShape = (one: PathTemplate, other: PathTemplate): boolean => shapeOf(one) === shapeOf(other);

/** The same for two templates that match the very same paths. */
export const shapeOf = ({ segments }: PathTemplate): string =>
  segments.map((segment) => segment ?? '{}').join('/');

/** Whether each is the more concrete one somewhere, so that nobody can say whose a path is: `/a/{x}/b` and `/a/c/{y}`. */
export const ambiguous = (one: PathTemplate, other: PathTemplate): boolean =>
  overlap(one, other) && isConcreter(one, other) && isConcreter(other, one);

const isConcreter = (one: PathTemplate, other: PathTemplate): boolean =>
  one.segments.some((segment, place) => segment !== null && other.segments[place] === null);

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/** A response, as far as an example shows it. */
interface ExampleResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The headers that an example has. */
const shownHeaders = ['content-type', 'etag', 'idempotency-replayed'];

/** What is new in every run, by its form, and of which length and alphabet its place in an example is. */
const changing: readonly (readonly [RegExp, (hash: string) => string])[] = [
  [/\b[0-9a-f]{64}\b/g, (hash) => hash],
  [/\b[0-9a-f]{32}\b/g, (hash) => hash.slice(0, 32)],
  [/\b[0-9a-f]{16}\b/g, (hash) => hash.slice(0, 16)],
  [/(?<=account-\d+-|"pepper":")[0-9a-f]{8}\b/g, (hash) => hash.slice(0, 8)],
  [
    /\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g,
    (hash) => `0198c7b2-4f00-7000-8000-${hash.slice(0, 12)}`,
  ],
  [
    /\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g,
    (hash) => `4e5f6071-0000-4000-8000-${hash.slice(0, 12)}`,
  ],
  [/(?<="serial(?:Number)?":")[0-9A-F]+/g, (hash) => hash.slice(0, 32).toUpperCase()],
  [
    /(?<="(?:n|x|y|x5t#S256)":"|^etag: "|"kind":"certificate","subject":")[\w-]{43,}/g,
    (hash) => Buffer.from(hash, 'hex').toString('base64url'),
  ],
];

/** What an example leaves out, and what is a secret. */
const shortened: readonly (readonly [RegExp, string])[] = [
  [/(-----BEGIN [A-Z ]+-----)[^-]*(-----END)/g, '$1\\nMIIB...\\n$2'],
  [/(?<="zip":")[^"]+/g, 'UEsDBAoAAAAAAA=='],
  [/(?<="password":")[^"]+/g, 'gopher unlit crayon sprout'],
  [/\bwhsec_[A-Za-z0-9+/]{43}=/g, 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='],
  [/\bptr_[\w-]{43}/g, 'ptr_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.signature'],
  [/(?<="iat":)\d+/g, '1796040000'],
  [/(?<="exp":)\d+/g, '1796043600'],
  [/(?<="sessionEndsInSeconds":)\d+/g, '28200'],
  [/(?<="daysLeft":)\d+/g, '365'],
  [/(?<="host":)"[^"]+"/g, '"portaria-0"'],
  // A process shows its route tables a moment after it started.
  [/(?<="tables":)"[^"]+"/g, '"same"'],
  [/(?<="version":")\d+\.\d+\.\d+[^"]*/g, '1.0.0'],
  [/(?<="roundTripMs":)[\d.]+/g, '0.4'],
  // It is written behind the response.
  [/(?<="lastUsedAt":)(?:null|"[^"]+")/g, '"2026-11-29T12:00:00.000Z"'],
];

const times = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(\d{3})?Z/g;

/** Gives what has passed one instant and what is to come another, so that an example reads as one. */
const withoutTimes = (text: string): string =>
  text.replace(times, (time, micros: string | undefined) => {
    const day = Date.parse(time.slice(0, 23).concat('Z')) > Date.now() + 60_000 ? '2027-11-29' : '2026-11-29';
    return `${day}T12:00:00.000${micros === undefined ? '' : '000'}Z`;
  });

/**
 * Returns what compares a response with its golden file, after everything that is new in every run was replaced: the
 * documents have these responses as examples.
 */
export const recorderOf = (folder: string) => {
  const seen = new Map<string, string>();
  const places = new Set<string>();
  const placeOf = (found: string, toPlace: (hash: string) => string): string => {
    // What replaced a longer text is left alone by the shorter forms.
    if (places.has(found)) return found;
    const hash = createHash('sha256')
      .update(`example ${String(seen.size)}`)
      .digest('hex');
    const place = seen.get(found) ?? toPlace(hash);
    seen.set(found, place);
    places.add(place);
    return place;
  };
  const stable = (text: string): string => {
    const short = shortened.reduce((rest, [form, instead]) => rest.replace(form, instead), text);
    return changing.reduce(
      (rest, [form, toPlace]) => rest.replace(form, (found) => placeOf(found, toPlace)),
      withoutTimes(short),
    );
  };
  return async (name: string, { status, headers, body }: ExampleResponse): Promise<void> => {
    // The name says what is promised: a refusal must not become the example of a success.
    const [, promised] = /(?:^|[/-])([1-5]\d\d)(?:-|$)/.exec(name) ?? [];
    expect([name, promised === undefined ? status < 300 : promised === String(status)]).toEqual([name, true]);
    const lines = shownHeaders.flatMap((header) =>
      headers[header] === undefined ? [] : [`${header}: ${String(headers[header])}`],
    );
    const text = `${String(status)}\n${lines.map(stable).join('\n')}\n\n${stable(body)}\n`;
    await expect(text).toMatchFileSnapshot(`golden/${folder}/${name}.http`);
  };
};

interface OperationsDocument {
  readonly paths: Record<string, Record<string, { readonly operationId: string }>>;
}

/** Returns the operations of a document that no golden file shows. */
export const withoutExample = (name: string): string[] => {
  const file = join(import.meta.dirname, `../../docs/openapi/${name}.json`);
  const document = JSON.parse(readFileSync(file, 'utf8')) as OperationsDocument;
  const shown = readdirSync(join(import.meta.dirname, 'golden', name)).map((one) => one.replace('.http', ''));
  return Object.values(document.paths)
    .flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId))
    .filter((id) => !shown.includes(id));
};

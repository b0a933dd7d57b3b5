import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A response that a test compares byte by byte: the example of an operation. */
export interface GoldenResponse {
  readonly name: string;
  readonly status: string;
  readonly mediaType: string;
  readonly body: unknown;
}

const repository = join(import.meta.dirname, '../../..');
const ending = '.http';

/** Reads the golden files of a folder of the repository: status, headers, an empty line, the body. */
export const goldenResponsesIn = (folder: string): readonly GoldenResponse[] =>
  readdirSync(join(repository, folder))
    .filter((file) => file.endsWith(ending))
    .sort()
    .map((file) => readGolden(join(repository, folder, file), file.slice(0, -ending.length)));

const readGolden = (file: string, name: string): GoldenResponse => {
  const [head = '', ...rest] = readFileSync(file, 'utf8').split('\n\n');
  const [status = '', ...headers] = head.split('\n');
  const mediaType = headers.find((line) => line.startsWith('content-type: ')) ?? '';
  const [, type = ''] = /^content-type: ([^;]+)/.exec(mediaType) ?? [];
  const text = rest.join('\n\n').trim();
  return { name, status, mediaType: type, body: type.endsWith('json') ? JSON.parse(text) : text };
};

/** Returns `examples` of a media type: the golden responses with this status, by name; nothing without any. */
export const examplesOf = (
  golden: readonly GoldenResponse[],
  status: string,
  mediaType: string,
): { readonly examples?: Record<string, { readonly value: unknown }> } => {
  const fitting = golden.filter((one) => one.status === status && one.mediaType === mediaType);
  if (fitting.length === 0) return {};
  return { examples: Object.fromEntries(fitting.map(({ name, body }) => [name, { value: body }])) };
};

import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Beside the bundle, and in the repository, from the compiled files or from the sources. */
const places = ['openapi', '../../../docs/openapi', '../../docs/openapi'];

/** Returns the folder of the OpenAPI documents. */
export const apiDocumentsFolder = (): string => {
  const folders = places.map((place) => join(import.meta.dirname, place));
  return folders.find((folder) => existsSync(join(folder, 'tokens.json'))) ?? folders[0] ?? '';
};

/**
 * The thread that parses OpenAPI documents and scope maps: seconds of work for a large one, beside the event loop that
 * answers token requests. Node runs this file as it is, out of the source too, so it and what it imports name
 * files by `.ts`.
 */
import { parentPort } from 'node:worker_threads';
import { parseMapping } from '../route-import/parse-mapping.ts';

parentPort?.on('message', (texts: readonly string[]) => {
  parentPort?.postMessage(texts.map(parseMapping));
});

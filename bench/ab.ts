/** The load: ApacheBench speaks mutual TLS and is cheap, so that what is measured is not the load itself. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../src/cli/local/processes.js';

export interface Load {
  readonly url: string;
  /** Certificate and key in one file. */
  readonly clientPem: string;
  /** Same connection for all requests, or a handshake for each. */
  readonly keepAlive: boolean;
  readonly connections: number;
  /** It ends after this time or this many requests, whichever comes first. */
  readonly seconds: number;
  readonly requestsMax?: number;
  /** Answers that are no 2xx are what is wanted (a flood of bad requests). */
  readonly refused?: true;
  readonly contentType?: string;
}

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** NGINX replaces the body by one account's of many (see front.ts): this one only makes it a POST. */
const placeholderBody = '{}';
const requestsMax = 400_000;

const numberIn = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);

const argumentsFor = (load: Load, bodyFile: string): string[] => [
  '-q',
  '-l', // tokens differ in length
  ...(load.keepAlive ? ['-k'] : []),
  '-c',
  String(load.connections),
  '-t',
  String(load.seconds),
  '-n', // after -t, which sets it to 50,000
  String(load.requestsMax ?? requestsMax),
  '-E',
  load.clientPem,
  '-p',
  bodyFile,
  '-T',
  load.contentType ?? 'application/json',
  load.url,
];

/**
 * Sends a load and waits for its end.
 *
 * @throws Error when a request failed, or was answered with something else than 2xx (unless `refused`): a figure about
 *   errors is no figure
 */
export const applyLoad = async (ab: string, folder: string, load: Load): Promise<LoadResult> => {
  const bodyFile = join(folder, 'body');
  await writeFile(bodyFile, placeholderBody);
  const { stdout } = await run(ab, argumentsFor(load, bodyFile));
  const requests = numberIn(stdout, /^Complete requests:\s+(\d+)/m);
  const failed = numberIn(stdout, /^Failed requests:\s+(\d+)/m);
  const others = numberIn(stdout, /^Non-2xx responses:\s+(\d+)/m);
  if (requests === 0 || failed > 0 || (others > 0 && !load.refused)) {
    throw new Error(
      `${load.url}: ${String(requests)} requests, ${String(failed)} failed, ${String(others)} not 2xx:\n${stdout}`,
    );
  }
  return {
    requests,
    perSecond: numberIn(stdout, /^Requests per second:\s+([\d.]+)/m),
    p50Ms: numberIn(stdout, /^\s+50%\s+(\d+)/m),
    p99Ms: numberIn(stdout, /^\s+99%\s+(\d+)/m),
  };
};

/**
 * A load. ApacheBench speaks mutual TLS and is cheap, so that the load itself is not what is
 * measured.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../src/cli/deployment/programs.js';

export interface Load {
  readonly url: string;
  /** Certificate and key in one file. */
  readonly clientPem: string;
  /** The same connections for all requests, or a handshake for each. */
  readonly keepAlive: boolean;
  readonly connections: number;
  /** The load ends after this time or this many requests, whichever comes first. */
  readonly seconds: number;
  readonly requestsMax?: number;
  /**
   * Set for a flood of bad requests: none of them may be answered with 2xx. NGINX's log shows which
   * statuses they got.
   */
  readonly refused?: true;
  readonly contentType?: string;
  /** With it the load is a GET with this header `Authorization`. */
  readonly authorization?: string;
}

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * NGINX replaces the body by that of one of many accounts (see bench-proxy.ts): this one only makes the
 * request a POST.
 */
const placeholderBody = '{}';
const requestsMax = 400_000;

/** What ab prints at its end. */
export interface AbReport extends LoadResult {
  readonly failed: number;
  /** Answers that were not 2xx. */
  readonly others: number;
}

const numberIn = (text: string, pattern: RegExp): number => {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`ab did not say ${pattern.source}:\n${text}`);
  return Number(found);
};

/**
 * Reads the report.
 *
 * @throws Error when a line is missing: a 0 in its place would count as a figure
 */
export const readReport = (text: string): AbReport => ({
  requests: numberIn(text, /^Complete requests:\s+(\d+)/m),
  failed: numberIn(text, /^Failed requests:\s+(\d+)/m),
  // ab leaves out this line, and only this one, when there is nothing to report.
  others: text.includes('Non-2xx responses:') ? numberIn(text, /^Non-2xx responses:\s+(\d+)/m) : 0,
  perSecond: numberIn(text, /^Requests per second:\s+([\d.]+)/m),
  p50Ms: numberIn(text, /^\s+50%\s+(\d+)/m),
  p99Ms: numberIn(text, /^\s+99%\s+(\d+)/m),
});

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
  ...(load.authorization === undefined
    ? ['-p', bodyFile, '-T', load.contentType ?? 'application/json']
    : ['-H', `Authorization: ${load.authorization}`]),
  load.url,
];

/**
 * Sends a load and waits for its end.
 *
 * @throws Error when a request failed, or was answered with anything but 2xx (for `refused`: with
 * 2xx): a figure that includes errors is not a figure
 */
export const applyLoad = async (ab: string, folder: string, load: Load): Promise<LoadResult> => {
  const bodyFile = join(folder, 'body');
  await writeFile(bodyFile, placeholderBody);
  const { stdout } = await run(ab, argumentsFor(load, bodyFile));
  const report = readReport(stdout);
  const { requests, failed, others } = report;
  if (requests === 0 || failed > 0 || others !== (load.refused ? requests : 0)) {
    throw new Error(
      `${load.url}: ${String(requests)} requests, ${String(failed)} failed, ${String(others)} not 2xx:\n${stdout}`,
    );
  }
  return report;
};

/** Returns the version from `ab -V`. */
export const abVersion = async (ab: string): Promise<string> => {
  const { stdout } = await run(ab, ['-V']);
  return /ApacheBench, Version (\S+)/.exec(stdout)?.[1] ?? 'of an unknown version';
};

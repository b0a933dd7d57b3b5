import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FaultName, faultNames } from './faults.js';

/** The variable with the folder for results. Without it, tests write none. */
export const resultsVariable = 'PORTARIA_FAULTS_RESULTS';

/** `FaultResult`: what one run of one fault found. */
export interface FaultResult {
  readonly fault: FaultName;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** How many times the fault was made. */
  readonly rounds: number;
  /** Requests by the status of their response; `no answer` for a connection that was refused or reset. */
  readonly requests: Readonly<Record<string, number>>;
  /** Tokens that clients received, and those of them without a record; null where no token is requested. */
  readonly tokens: { readonly received: number; readonly withoutRecord: number } | null;
  readonly slowestMs: number | null;
  /** The longest time from the end of the fault to the next token. */
  readonly backAfterMs: number | null;
  /** Figures that only this fault has. */
  readonly notes: readonly string[];
  /** `null` when the test passed; else why not. */
  readonly problem: string | null;
  /** Why the fault was not made on this machine. */
  readonly skipped: string | null;
}

const fileOf = (folder: string, fault: FaultName): string =>
  join(folder, `${fault.replaceAll(/\W+/g, '-')}.json`);

export const writeResult = (folder: string, result: FaultResult): Promise<void> =>
  writeFile(fileOf(folder, result.fault), JSON.stringify(result));

/** Only `writeResult` writes these files. */
const parseResult: (text: string) => FaultResult = JSON.parse;

/** Returns what the tests of a run wrote, in the order of the list of faults. */
export const readResults = async (folder: string): Promise<readonly FaultResult[]> => {
  const texts = await Promise.all(
    (await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8')),
  );
  return texts
    .map((text) => parseResult(text))
    .sort((one, other) => faultNames.indexOf(one.fault) - faultNames.indexOf(other.fault));
};

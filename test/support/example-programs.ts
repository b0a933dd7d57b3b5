import { execFile } from 'node:child_process';

/** The Node that runs npm, where npm started the tests: a merchant's is often older than the product's. */
export const merchantsNode = process.env['npm_node_execpath'] ?? process.execPath;

/** What a program that has ended printed. */
export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const withinMs = 120_000;

/** A proxy of this machine must not come between two of its own ports; the rest is what the interpreters need. */
const machine = { PATH: process.env['PATH'], HOME: process.env['HOME'] };

/** Runs an example with the variables of `.portaria/demo.env`. */
export const runExample = (
  [program = '', ...words]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Finished> =>
  new Promise((resolve) => {
    execFile(program, words, { env: { ...machine, ...env }, timeout: withinMs }, (error, out, err) => {
      const code = typeof error?.code === 'number' ? error.code : error ? 127 : 0;
      // `go run` says at the end how the program ended.
      resolve({ code, out, err: program === 'go' ? err.replace(/exit status \d+\n$/, '') : err });
    });
  });

/** Whether the examples of a language are skipped, and the words for the names of their tests that say why. */
export interface Skipped {
  readonly skipped: boolean;
  readonly because: string;
}

/** Skips the examples of a language, loudly, if this machine cannot run them; unless PORTARIA_REQUIRE_EXAMPLES is set. */
export const skippedWithout = async (
  language: string,
  probe: readonly string[],
  required = process.env['PORTARIA_REQUIRE_EXAMPLES'] === '1',
): Promise<Skipped> => {
  if ((await runExample(probe, {})).code === 0 || required) return { skipped: false, because: '' };
  const reason = `${probe.join(' ')} fails here: the examples in ${language} cannot be run`;
  process.stderr.write(`SKIPPED: ${reason}\n`);
  return { skipped: true, because: ` (${reason})` };
};

/** How to find out that this machine can run the examples of a language. */
export const probes = {
  curl: ['curl', '--version'],
  Node: [merchantsNode, '-v'],
  Python: ['python3', '-c', 'import requests'],
  PHP: ['php', '-r', 'exit(function_exists("curl_init") ? 0 : 1);'],
  // Started from source, which takes a compiler and not a mere runtime.
  Java: ['javac', '--release', '17', '-version'],
  Go: ['go', 'version'],
  'C#': ['dotnet', '--version'],
} as const;

/** The quick compiler, for a program that lives a second. */
export const java = ['java', '-XX:TieredStopAtLevel=1'] as const;

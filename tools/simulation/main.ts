import { Command, InvalidArgumentError, Option } from 'commander';
import type { ClientModel, GatewayModel, Scenario } from './model.js';
import { processesNeeded } from './processes-needed.js';
import { simulate } from './simulate.js';
import { asTable } from './table.js';

const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
};
const notNegative = (text: string): number => {
  const value = Number(text);
  if (text === '' || !(value >= 0)) throw new InvalidArgumentError('It must be a number, 0 or above.');
  return value;
};

interface Flags extends GatewayModel, Omit<ClientModel, 'jitterSeconds' | 'isPatient'> {
  readonly jitter: boolean;
  readonly retryAfter: boolean;
  readonly jitterSeconds: number;
  readonly seconds: number;
  readonly seed: number;
  readonly allWithin?: number;
  readonly json?: boolean;
}

const scenarioOf = (start: Scenario['start'], flags: Flags): Scenario => ({
  start,
  seconds: flags.seconds,
  seed: flags.seed,
  gateway: flags,
  clients: {
    ...flags,
    jitterSeconds: flags.jitter ? flags.jitterSeconds : 0,
    isPatient: flags.retryAfter,
  },
});

const needText = (needed: number | null, within: number): string =>
  needed === null
    ? `More processes do not help to give everybody a token within ${String(within)} s: raise --proxy-cores or --database-tokens.\n`
    : `${String(needed)} processes give everybody a token within ${String(within)} s.\n`;

const run = (start: Scenario['start'], flags: Flags): void => {
  const scenario = scenarioOf(start, flags);
  const outcome = simulate(scenario);
  const { allWithin } = flags;
  const needed =
    allWithin === undefined
      ? undefined
      : processesNeeded({ ...scenario, seconds: Math.max(allWithin, 1) + 1 }, ({ served }) =>
          served.all === null ? false : served.all <= allWithin,
        );
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ scenario, outcome, processesNeeded: needed }, null, 2)}\n`);
    return;
  }
  process.stdout.write(asTable(scenario, outcome));
  if (allWithin !== undefined && needed !== undefined) process.stdout.write(needText(needed, allWithin));
};

const startOf = (text: string): Scenario['start'] => {
  if (text === 'steady' || text === 'restart') return text;
  throw new InvalidArgumentError('It must be steady or restart.');
};

const option = (flags: string, description: string, value: number, parse = positive): Option =>
  new Option(flags, description).argParser(parse).default(value);

/** Figures of one machine: docs/explanation/scaling.md says how they were measured. */
const gatewayOptions: readonly Option[] = [
  option('--processes <n>', 'processes of the application', 4),
  option('--tokens-per-process <n>', 'tokens a second that one process issues', 3900),
  option('--database-tokens <n>', 'tokens a second that one primary records', 15_000),
  option('--proxy-cores <n>', 'cores of all NGINX machines', 16),
  option('--handshakes-per-core <n>', 'full handshakes a second on one core of NGINX', 950),
  option('--backlog-per-core <n>', 'connections that wait for one core of NGINX', 511),
  option('--queue-per-process <n>', 'requests that wait in one process before it answers 503', 4096),
  option('--wait-seconds-max <n>', 'wait after which a request gets a 503', 5),
  option('--retry-after-seconds <n>', 'Retry-After of 429 and 503', 1),
  option('--address-rate <n>', 'PORTARIA_RATE_PER_ADDRESS', 50),
  option('--address-burst <n>', 'PORTARIA_BURST_PER_ADDRESS', 200),
];
const clientOptions: readonly Option[] = [
  option('--clients <n>', 'clients, each with one token', 10_000_000),
  option('--group <n>', 'clients that act as one; 1 is exact and slow', 100),
  option('--clients-per-address <n>', 'clients behind one address', 1),
  option('--lifetime-seconds <n>', 'lifetime of a token', 1800),
  option('--early-seconds <n>', 'a token is renewed this long before it expires', 300),
  option('--jitter-seconds <n>', 'or up to this much earlier, at random', 30, notNegative),
  option('--call-seconds <n>', 'mean time between the calls of a program without a token', 10),
  option('--timeout-seconds <n>', 'time after which a client without a response gives up', 10),
];

const program = new Command('npm run simulate --')
  .description(
    'Simulates clients that renew their tokens, against a model of the gateway. It sends no traffic.',
  )
  .argument(
    '<scenario>',
    'steady: tokens of all ages; restart: no client has a token, and all ask at once',
    startOf,
  )
  .option('--no-jitter', 'clients renew and repeat at the same moment, not at random ones')
  .option('--no-retry-after', 'clients ask again each second, and never give up')
  .option(
    '--all-within <seconds>',
    'also find how many processes give everybody a token in this time',
    positive,
  )
  .option('--json', 'JSON instead of a table')
  .action(run);
for (const one of [...gatewayOptions, ...clientOptions]) program.addOption(one);
program
  .addOption(option('--seconds <n>', 'simulated time', 3600))
  .addOption(option('--seed <n>', 'the same seed gives the same result', 1));
program.parse();

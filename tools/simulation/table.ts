import { acceptRate, issuingRate, type Scenario, steadyRate } from './model.js';
import type { Outcome, Period } from './tally.js';

const count = (value: number): string => Math.round(value).toLocaleString('en-US');
const seconds = (value: number | null): string => (value === null ? 'not reached' : `${value.toFixed(1)} s`);

const lineOf = (period: Period): string => {
  const perSecond = (value: number): string => count(value / period.seconds).padStart(11);
  return [
    `${String(Math.round(period.fromSeconds))} s`.padStart(8),
    ...[period.requests, period.tokens, period.unavailable, period.limited, period.unanswered].map(perSecond),
    count(period.waiting).padStart(10),
    count(period.withoutToken).padStart(12),
  ].join(' ');
};

const heads = ['from', 'requests/s', 'tokens/s', '503/s', '429/s', 'no answer/s', 'waiting', 'no token'];
const widths = [8, 11, 11, 11, 11, 11, 10, 12];

/** The gateway and the clients of a scenario, in one paragraph. */
const describe = ({ gateway, clients }: Scenario): string[] => [
  `${count(clients.clients)} clients, ${String(gateway.processes)} processes.`,
  `NGINX accepts ${count(acceptRate(gateway))} connections a second; processes and database issue ${count(issuingRate(gateway))} tokens a second.`,
  `In steady state, the clients need ${count(steadyRate(clients))} tokens a second.`,
];

/** Writes an outcome for a person's screen. */
export const asTable = (scenario: Scenario, outcome: Outcome): string => {
  const { served, wait } = outcome;
  return [
    ...describe(scenario),
    '',
    heads.map((head, index) => head.padStart(widths[index] ?? 0)).join(' '),
    ...outcome.periods.filter(({ requests, waiting }) => requests + waiting > 0).map(lineOf),
    '',
    `requests          ${count(outcome.requests)}; at most ${count(outcome.peakPerSecond)} in a second`,
    `tokens            ${count(outcome.tokens)}`,
    `503               ${count(outcome.unavailable)}`,
    `429               ${count(outcome.limited)}`,
    `no answer         ${count(outcome.unanswered)}`,
    `waiting time      ${seconds(wait.median)} in the middle, ${seconds(wait.p99)} p99, ${seconds(wait.longest)} at most`,
    `have a token      half after ${seconds(served.half)}, 99 % after ${seconds(served.most)}, all after ${seconds(served.all)}`,
    `without a token   ${count(outcome.withoutToken)} at the end; ${count(outcome.secondsWithoutToken)} client seconds in all`,
    '',
  ].join('\n');
};

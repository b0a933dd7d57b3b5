import { AddressLimits } from './address-limits.js';
import { Calendar } from './calendar.js';
import { acceptRate, issuingRate, type Scenario, stepSeconds } from './model.js';
import { generator } from './random.js';
import { type Outcome, Tally } from './tally.js';
import { WaitingLine } from './waiting-line.js';

/** Of the client packages: attempts of one call, the wait that ends it, and the pause after a failed renewal. */
const attemptsMax = 5;
const waitedSecondsMax = 60;
const pauseSeconds = 10;
const retryJitterSeconds = 0.25;

const steps = (seconds: number): number => Math.max(1, Math.round(seconds / stepSeconds));

/** One run: clients ask, the gateway accepts, queues, issues and refuses, in steps of 100 ms. */
class Simulation {
  readonly #random: () => number;
  readonly #groups: number;
  readonly #steps: number;
  readonly #calendar: Calendar;
  /** Connections that NGINX has not accepted yet. */
  readonly #backlog: WaitingLine;
  readonly #line: WaitingLine;
  readonly #limits: AddressLimits;
  readonly #tally: Tally;
  /** The step in which the token of a group expires. */
  readonly #expires: Int32Array;
  readonly #attempts: Uint8Array;
  readonly #waited: Float32Array;
  /** How many tokens expire in each step, if they are not renewed. */
  readonly #expiring: Int32Array;
  #withToken = 0;
  #issuable = 0;
  #acceptable = 0;

  constructor(private readonly scenario: Scenario) {
    const { clients, gateway, seconds, seed } = scenario;
    this.#random = generator(seed);
    this.#groups = Math.ceil(clients.clients / clients.group);
    this.#steps = steps(seconds);
    this.#calendar = new Calendar(this.#steps, this.#groups);
    const lineOf = (places: number): WaitingLine =>
      new WaitingLine(Math.max(1, Math.min(Math.ceil(places / clients.group), this.#groups)));
    this.#backlog = lineOf(gateway.backlogPerCore * gateway.proxyCores);
    this.#line = lineOf(gateway.queuePerProcess * gateway.processes);
    this.#limits = new AddressLimits(gateway, clients, this.#groups);
    this.#tally = new Tally(this.#groups * clients.group, Math.max(1, seconds / 60));
    this.#expires = new Int32Array(this.#groups);
    this.#attempts = new Uint8Array(this.#groups);
    this.#waited = new Float32Array(this.#groups);
    this.#expiring = new Int32Array(this.#steps + 1);
  }

  run(): Outcome {
    for (let group = 0; group < this.#groups; group += 1) this.#begin(group);
    for (let step = 0; step < this.#steps; step += 1) this.#step(step);
    return this.#tally.outcome();
  }

  #begin(group: number): void {
    if (this.scenario.start === 'restart') {
      this.#calendar.add(0, group);
      return;
    }
    const renewAfter = this.#renewAfterSeconds();
    const age = this.#random() * renewAfter;
    this.#hold(group, -age, renewAfter - age);
  }

  #step(step: number): void {
    const { clients, gateway } = this.scenario;
    const perStep = stepSeconds / clients.group;
    // What is not used is lost; the fraction of a group is carried over.
    this.#acceptable = (this.#acceptable % 1) + acceptRate(gateway) * perStep;
    this.#issuable = (this.#issuable % 1) + issuingRate(gateway) * perStep;
    this.#withToken -= this.#expiring[step] ?? 0;
    this.#calendar.take(step, (group) => this.#ask(group, step));
    this.#accept(step);
    this.#serve(step);
    const withoutToken = (this.#groups - this.#withToken) * clients.group;
    const waiting = (this.#backlog.length + this.#line.length) * clients.group;
    this.#tally.endStep(step, waiting, withoutToken);
  }

  #ask(group: number, step: number): void {
    this.#tally.requests(step, this.scenario.clients.group);
    if (!this.#backlog.push(group, step)) this.#noAnswer(group, step, step);
  }

  #accept(step: number): void {
    const { clients } = this.scenario;
    while (this.#backlog.length > 0) {
      const since = this.#backlog.firstSince();
      if ((step - since) * stepSeconds > clients.timeoutSeconds) {
        this.#noAnswer(this.#backlog.shift(), since, step);
        continue;
      }
      if (this.#acceptable < 1) return;
      this.#acceptable -= 1;
      const group = this.#backlog.shift();
      if (!this.#limits.passes(group, step)) {
        this.#tally.period(step).limited += clients.group;
        this.#retry(group, step);
      } else if (!this.#line.push(group, since)) {
        this.#tally.period(step).unavailable += clients.group;
        this.#retry(group, step);
      }
    }
  }

  /** The client waits until its time is over. */
  #noAnswer(group: number, since: number, step: number): void {
    const { group: size, timeoutSeconds } = this.scenario.clients;
    this.#tally.period(step).unanswered += size;
    this.#callAgain(group, Math.max(step, since + steps(timeoutSeconds)));
  }

  #serve(step: number): void {
    const { clients, gateway } = this.scenario;
    while (this.#line.length > 0) {
      const waited = step - this.#line.firstSince();
      if (waited * stepSeconds > gateway.waitSecondsMax) {
        this.#tally.period(step).unavailable += clients.group;
        this.#retry(this.#line.shift(), step);
        continue;
      }
      if (this.#issuable < 1) return;
      this.#issuable -= 1;
      const group = this.#line.shift();
      this.#tally.period(step).tokens += clients.group;
      this.#tally.waited(waited, clients.group);
      this.#endPrevious(group, step);
      this.#hold(group, step * stepSeconds, this.#renewAfterSeconds());
    }
  }

  #renewAfterSeconds(): number {
    const { lifetimeSeconds, earlySeconds, jitterSeconds } = this.scenario.clients;
    return lifetimeSeconds - earlySeconds - jitterSeconds * this.#random();
  }

  /** A token that is still valid is replaced, and does not expire any more. */
  #endPrevious(group: number, step: number): void {
    const expires = this.#expires[group] ?? 0;
    if (expires <= step) return;
    this.#withToken -= 1;
    if (expires <= this.#steps) this.#expiring[expires] = (this.#expiring[expires] ?? 0) - 1;
  }

  #hold(group: number, issuedSeconds: number, renewInSeconds: number): void {
    const expires = steps(issuedSeconds + this.scenario.clients.lifetimeSeconds);
    this.#expires[group] = expires;
    this.#withToken += 1;
    if (expires <= this.#steps) this.#expiring[expires] = (this.#expiring[expires] ?? 0) + 1;
    this.#attempts[group] = 0;
    this.#waited[group] = 0;
    this.#calendar.add(steps(Math.max(0, issuedSeconds) + renewInSeconds), group);
  }

  /** After 429 and 503. */
  #retry(group: number, step: number): void {
    const { clients, gateway } = this.scenario;
    if (!clients.isPatient) {
      this.#calendar.add(step + steps(1), group);
      return;
    }
    const attempts = (this.#attempts[group] ?? 0) + 1;
    const waited = (this.#waited[group] ?? 0) + gateway.retryAfterSeconds;
    if (attempts === attemptsMax || waited > waitedSecondsMax) {
      this.#callAgain(group, step);
      return;
    }
    this.#attempts[group] = attempts;
    this.#waited[group] = waited;
    const seconds = gateway.retryAfterSeconds + retryJitterSeconds * this.#jitter();
    this.#calendar.add(step + steps(seconds), group);
  }

  /** The call failed: with a token that is valid, the client pauses; without, its program calls again. */
  #callAgain(group: number, step: number): void {
    this.#attempts[group] = 0;
    this.#waited[group] = 0;
    const { callSeconds, isPatient } = this.scenario.clients;
    const without = isPatient ? 2 * callSeconds * this.#jitter() : 1;
    const pause = (this.#expires[group] ?? 0) > step ? pauseSeconds : without;
    this.#calendar.add(step + steps(pause), group);
  }

  #jitter(): number {
    return this.scenario.clients.jitterSeconds > 0 ? this.#random() : 0.5;
  }
}

/** Runs a scenario. The same one gives the same outcome. */
export const simulate = (scenario: Scenario): Outcome => new Simulation(scenario).run();

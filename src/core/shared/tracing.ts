import type { SpanAttributeName, SpanName } from './span-catalog.js';

/** The ids of a span, in hexadecimal digits. */
export interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

export type SpanAttributes = Readonly<Partial<Record<SpanAttributeName, string | number>>>;

/** A request, as its span shows it: the route is a template, never a path. */
export interface TracedAnswer {
  readonly method: string;
  /** `null`: the request has none. */
  readonly route: string | null;
  readonly status: number;
  readonly attributes: SpanAttributes;
}

/** The trace of a sampled request. */
export interface RequestTrace {
  readonly ids: SpanIds;
  /** Runs `work`, whose steps become spans of this trace. */
  run<T>(work: () => T): T;
  end(answer: TracedAnswer): void;
}

/** A step of a request. */
export interface TracedStep<T = unknown> {
  readonly name: SpanName;
  /** The name of its span, where the catalog names only the kind of it. */
  readonly shownAs?: string;
  readonly attributes?: SpanAttributes;
  /** What the result adds. */
  readonly attributesOf?: (result: T | Awaited<T>) => SpanAttributes;
  /** Whether another system does it. */
  readonly isClient?: boolean;
}

/** Spans that were ended since the start. */
export interface SpanLoad {
  readonly exported: number;
  readonly dropped: Readonly<Record<SpanDropReason, number>>;
  readonly waiting: number;
}

/**
 * Why a span was dropped: too many waited, or the collector did not take it.
 */
export const spanDropReasons = ['queue_full', 'export_failed'] as const;
type SpanDropReason = (typeof spanDropReasons)[number];

/** Makes spans of what a request does. A process without tracing has none, and asks nothing of it. */
export abstract class Tracing {
  abstract get load(): SpanLoad;

  /** Returns `null` for a request that is not sampled. Headers that are malformed count as absent. */
  abstract startRequest(sent: {
    readonly method: string;
    readonly traceparent: string;
    readonly tracestate: string;
  }): RequestTrace | null;

  /** Runs `work` as a step of the request that is being served; outside of a sampled one, just runs it. */
  abstract step<T>(step: TracedStep<T>, work: () => T): T;

  /** Notes which request a member of a batch comes from. */
  abstract noteMember(member: object): void;

  /** Runs `work` for all these members, in a trace of its own that is linked to their requests. */
  abstract batch<T>(statement: string, members: readonly object[], work: () => Promise<T>): Promise<T>;

  /** Exports what waits, for `msMax` at most, and stops. */
  abstract close(msMax: number): Promise<void>;
}

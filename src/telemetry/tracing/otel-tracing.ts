import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { parseTraceParent, TraceState } from '@opentelemetry/core';
import type { TracerProvider } from '@opentelemetry/sdk-trace';
import {
  type RequestTrace,
  type SpanIds,
  type SpanLoad,
  type TracedAnswer,
  type TracedStep,
  Tracing,
} from '../../core/shared/tracing.js';
import { type ActiveSpan, activeSpan } from './active-span.js';
import type { BoundedSpanQueue } from './bounded-span-queue.js';
import { errorTypeOf } from './error-type.js';
import type { Sampler } from './sampler.js';

/** Of one request: an import of thousands of accounts must not fill the queue alone. */
const spansPerRequestMax = 200;
/** The longest that the W3C recommends to carry. */
const traceStateCharactersMax = 512;

/** Makes the spans with OpenTelemetry's SDK. */
export class OtelTracing extends Tracing {
  readonly #members = new WeakMap<object, ActiveSpan>();

  constructor(
    private readonly provider: TracerProvider,
    private readonly tracer: Tracer,
    private readonly sampler: Sampler,
    private readonly queue: BoundedSpanQueue,
  ) {
    super();
  }

  get load(): SpanLoad {
    return this.queue.load;
  }

  startRequest({
    method,
    traceparent,
    tracestate,
  }: Parameters<Tracing['startRequest']>[0]): RequestTrace | null {
    const parent = traceparent === '' ? null : parseTraceParent(traceparent);
    const isSampled = parent !== null && (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
    if (!this.sampler.takes(parent && { isSampled })) return null;
    const span = this.tracer.startSpan(
      method,
      { kind: SpanKind.SERVER },
      parent ? trace.setSpanContext(ROOT_CONTEXT, parentOf(parent, tracestate)) : ROOT_CONTEXT,
    );
    return new OtelRequestTrace({ span, budget: { left: spansPerRequestMax } });
  }

  step<T>({ name, shownAs, attributes, attributesOf, isClient = false }: TracedStep<T>, work: () => T): T {
    const parent = activeSpan.getStore();
    if (!parent || parent.budget.left <= 0) return work();
    parent.budget.left -= 1;
    const span = this.tracer.startSpan(
      shownAs ?? name,
      { kind: isClient ? SpanKind.CLIENT : SpanKind.INTERNAL, attributes: { ...attributes } },
      trace.setSpan(ROOT_CONTEXT, parent.span),
    );
    return inSpan({ span, budget: parent.budget }, work, attributesOf);
  }

  noteMember(member: object): void {
    const active = activeSpan.getStore();
    if (active) this.#members.set(member, active);
  }

  batch<T>(statement: string, members: readonly object[], work: () => Promise<T>): Promise<T> {
    const linked = members.flatMap((member) => this.#members.get(member)?.span ?? []);
    if (linked.length === 0) return work();
    const span = this.tracer.startSpan(
      statement,
      {
        kind: SpanKind.CLIENT,
        links: linked.map((of) => ({ context: of.spanContext() })),
        attributes: {
          'db.system.name': 'postgresql',
          'db.query.summary': statement,
          'db.operation.batch.size': members.length,
        },
      },
      ROOT_CONTEXT,
    );
    for (const of of linked) of.addLink({ context: span.spanContext() });
    return inSpan({ span, budget: { left: 0 } }, work);
  }

  async close(msMax: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, msMax);
    });
    // A collector that is down at the end costs the last spans, and no error.
    await Promise.race([this.provider.shutdown().catch(() => undefined), late]);
    clearTimeout(timer);
  }
}

class OtelRequestTrace implements RequestTrace {
  constructor(private readonly active: ActiveSpan) {}

  get ids(): SpanIds {
    return this.active.span.spanContext();
  }

  run<T>(work: () => T): T {
    return activeSpan.run(this.active, work);
  }

  end({ method, route, status, attributes }: TracedAnswer): void {
    const { span } = this.active;
    span.updateName(route === null ? method : `${method} ${route}`);
    const known: Attributes = {
      ...attributes,
      'http.request.method': method,
      'http.response.status_code': status,
    };
    if (route !== null) known['http.route'] = route;
    span.setAttributes(known);
    if (status >= 500) fail(span, String(status));
    span.end();
  }
}

/** Its own flag does not count, which says nothing of our decision. A state that is too long is dropped. */
const parentOf = (parent: SpanContext, tracestate: string): SpanContext => ({
  ...parent,
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
  ...(tracestate !== '' &&
    tracestate.length <= traceStateCharactersMax && { traceState: new TraceState(tracestate) }),
});

/** Runs `work`, and ends the span with it: at once, or when its promise is settled. */
const inSpan = <T>(active: ActiveSpan, work: () => T, attributesOf?: TracedStep<T>['attributesOf']): T => {
  const { span } = active;
  try {
    const result = activeSpan.run(active, work);
    // The promise itself is returned, so that tracing adds no turn to what waits for it.
    void endWith(span, result, attributesOf);
    return result;
  } catch (thrown) {
    fail(span, errorTypeOf(thrown));
    span.end();
    throw thrown;
  }
};

/** Never rejects. A result that is no promise ends the span before this returns. */
const endWith = async <T>(
  span: Span,
  result: T,
  attributesOf: TracedStep<T>['attributesOf'],
): Promise<void> => {
  try {
    const settled = result instanceof Promise ? await result : result;
    if (attributesOf) span.setAttributes(attributesOf(settled));
  } catch (thrown) {
    fail(span, errorTypeOf(thrown));
  }
  span.end();
};

/** The message of an error stays out: it may repeat what a client sent. */
const fail = (span: Span, errorType: string): void => {
  span.setAttribute('error.type', errorType);
  span.setStatus({ code: SpanStatusCode.ERROR });
};

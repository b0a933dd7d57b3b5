import { AsyncLocalStorage } from 'node:async_hooks';
import type { Span } from '@opentelemetry/api';

/** The span that the running code belongs to. */
export interface ActiveSpan {
  readonly span: Span;
  /** How many more spans the trace of this request may get. */
  readonly budget: { left: number };
}

/** Loads nothing of OpenTelemetry: the log asks it as well. */
export const activeSpan = new AsyncLocalStorage<ActiveSpan>();

/**
 * Returns the ids for a log line, named as OpenTelemetry names them in logs that are JSON. A timer that
 * a request started may log long after it: then its trace has ended.
 */
export const traceFieldsOfLog = (): { trace_id?: string; span_id?: string } => {
  const span = activeSpan.getStore()?.span;
  if (!span?.isRecording()) return {};
  const { traceId, spanId } = span.spanContext();
  return { trace_id: traceId, span_id: spanId };
};

import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type Span,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { errorMessageOf } from '../../core/shared/error-message.js';
import type { SpanLoad } from '../../core/shared/tracing.js';

/** About two megabytes. */
const waitingMax = 2048;
const batchMax = 512;
const exportEveryMs = 2000;
/**
 * Longer than the exporter's own time, which starts again with every byte of a response. The SDK would go on after
 * 30 s without a word, and leave the connection open.
 */
const exportMsMax = 15_000;
/** The most exports at once: the queue is emptied when the process stops, beside the export that is under way. */
export const exportsMax = waitingMax / batchMax + 1;
const reasonCharactersMax = 200;

/** What is logged of the export. */
export interface ExportEvents {
  readonly failed: (why: string) => void;
  readonly worked: () => void;
}

/**
 * Spans on their way to the collector: a queue with an end, and a count of everything that left it. A
 * collector that is down or slow costs the spans, never a request.
 *
 * The queue of the SDK is bounded as well, but does not say what it dropped. This one is never fuller
 * than that may be.
 */
export class BoundedSpanQueue implements SpanProcessor {
  readonly #batches: BatchSpanProcessor;
  readonly #dropped = { queue_full: 0, export_failed: 0 };
  #exported = 0;
  /** Ended, and not yet given to the exporter. */
  #waiting = 0;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly events: ExportEvents,
    /** Ends the connections to the collector. */
    private readonly disconnect: () => void,
  ) {
    this.#batches = new BatchSpanProcessor({
      exporter: {
        export: (spans, done) => {
          this.export(spans, done);
        },
        shutdown: () => exporter.shutdown(),
      },
      maxQueueSize: waitingMax,
      maxExportBatchSize: batchMax,
      scheduledDelayMillis: exportEveryMs,
    });
  }

  get load(): SpanLoad {
    return { exported: this.#exported, dropped: { ...this.#dropped }, waiting: this.#waiting };
  }

  onStart(): void {
    // Nothing is added to a span at its start.
  }

  onEnd(span: Span & ReadableSpan): void {
    if (this.#waiting >= waitingMax) {
      this.#dropped.queue_full += 1;
      return;
    }
    this.#waiting += 1;
    this.#batches.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.#batches.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#batches.shutdown();
  }

  private export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#waiting -= spans.length;
    const timer = setTimeout(() => {
      finish({ code: ExportResultCode.FAILED, error: new Error('the collector did not end its response') });
      this.disconnect();
    }, exportMsMax).unref();
    let isFinished = false;
    const finish = (result: ExportResult): void => {
      if (isFinished) return;
      isFinished = true;
      clearTimeout(timer);
      this.count(spans.length, result);
      done(result);
    };
    this.exporter.export(spans, finish);
  }

  private count(spans: number, { code, error }: ExportResult): void {
    if (code === ExportResultCode.SUCCESS) {
      this.#exported += spans;
      this.events.worked();
    } else {
      this.#dropped.export_failed += spans;
      this.events.failed(reasonOf(error));
    }
  }
}

/** The collector's own words stay out of the log: it was sent a key, and may repeat it. */
const reasonOf = (error: Error | undefined): string => {
  const status = error && 'code' in error && typeof error.code === 'number' ? error.code : null;
  if (status !== null) return `the collector answered with status ${String(status)}`;
  return (error ? errorMessageOf(error) : 'the collector did not take the spans').slice(
    0,
    reasonCharactersMax,
  );
};

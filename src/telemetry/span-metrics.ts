import { spanDropReasons, type SpanLoad } from '../core/shared/tracing.js';
import { type CollectedMetric, one } from './collected-metric.js';

/** Without traces the series are absent. */
export const spanMetrics = ({
  spans,
}: {
  readonly spans: (() => SpanLoad) | null;
}): readonly CollectedMetric[] => [
  {
    name: 'portaria_spans_exported_total',
    type: 'counter',
    help: 'Spans that the collector of traces took. Absent without traces.',
    samples: () => (spans ? one(spans().exported) : []),
  },
  {
    name: 'portaria_spans_dropped_total',
    type: 'counter',
    help: 'Spans that were dropped, by reason: queue_full (2,048 waited), export_failed (the collector did not take them). Absent without traces.',
    labelNames: ['reason'],
    samples: () =>
      spans ? spanDropReasons.map((reason) => ({ labels: { reason }, value: spans().dropped[reason] })) : [],
  },
  {
    name: 'portaria_spans_waiting',
    help: 'Spans waiting for their export. Absent without traces.',
    samples: () => (spans ? one(spans().waiting) : []),
  },
];

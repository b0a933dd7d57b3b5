import { Counter, Gauge, type Registry } from 'prom-client';

/** One series of a metric. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric whose values are read when the metrics are requested. */
export interface CollectedMetric {
  readonly name: string;
  readonly help: string;
  /** A counter only rises, and its name ends in `_total`. */
  readonly type?: 'counter';
  readonly labelNames?: readonly string[];
  readonly samples: () => readonly Sample[];
}

/** Returns the samples of a metric without labels. */
export const one = (value: number): readonly Sample[] => [{ labels: {}, value }];

/** Adds a metric to a registry. */
export const addCollectedMetric = (registry: Registry, metric: CollectedMetric): void => {
  const { name, help, labelNames = [], samples } = metric;
  const settings = { name, help, labelNames: [...labelNames], registers: [registry] };
  if (metric.type === 'counter') {
    new Counter({
      ...settings,
      collect() {
        this.reset();
        for (const { labels, value } of samples()) this.inc(labels, value);
      },
    });
    return;
  }
  new Gauge({
    ...settings,
    collect() {
      this.reset();
      for (const { labels, value } of samples()) this.set(labels, value);
    },
  });
};

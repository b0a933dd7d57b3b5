import { Counter, Gauge, type Registry } from 'prom-client';

/** One series of a metric. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric whose values are read when the metrics are requested. */
export interface Measured {
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
export const addMeasured = (registry: Registry, measured: Measured): void => {
  const { name, help, labelNames = [], samples } = measured;
  const settings = { name, help, labelNames: [...labelNames], registers: [registry] };
  if (measured.type === 'counter') {
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

import type { Panel, Query, Step } from './grafana.js';

/** The series of the processes that the viewer chose. */
export const of = 'job=~"$job", instance=~"$instance"';
/** A query and the name of its lines. */
export const query = (expr: string, legend: string): Query => ({ expr, legend });

/** Lines over time. */
export const graph = (panel: Omit<Panel, 'kind' | 'steps'>): Panel => ({ ...panel, kind: 'timeseries' });

type Stat = Omit<Panel, 'kind' | 'queries' | 'stacked'> & { readonly expr: string };
/** One number, with a colour. */
export const stat = ({ expr, ...panel }: Stat): Panel => ({
  ...panel,
  kind: 'stat',
  queries: [query(expr, '')],
});

/** Green below the first number, red from the second. */
export const worseFrom = (warning: number, critical: number): Step[] => [
  { from: 0, color: 'green' },
  { from: warning, color: 'orange' },
  { from: critical, color: 'red' },
];
/** Red below 1. */
export const mustBeOne: Step[] = [
  { from: 0, color: 'red' },
  { from: 1, color: 'green' },
];

/** Outcomes that are the gateway's fault; every other rejection is about the request. */
export const failed = 'unavailable|overloaded|too_slow|changed_meanwhile|internal';
/** Token requests per second, with a further filter such as `, outcome="issued"`. */
export const tokenRequests = (filter: string): string =>
  `rate(portaria_token_requests_total{${of}${filter}}[$__rate_interval])`;
/** The time within which this share of the requests is answered. */
export const quantile = (share: number, metric: string, by: string): string =>
  `histogram_quantile(${String(share)}, sum by (${by}) (rate(${metric}_bucket{${of}}[$__rate_interval])))`;

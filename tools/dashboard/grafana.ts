/** The part of Grafana's dashboard format (schema 41) that the dashboard of Portaria uses. */

/** What a panel shows its numbers in; Grafana's own names. */
export type Unit =
  | 'short'
  | 's'
  | 'd'
  | 'reqps'
  | 'ops'
  | 'percentunit'
  | 'bytes'
  | 'none'
  | 'dateTimeFromNow'
  | 'bool_yes_no';

/** One line, or one family of lines, of a panel. */
export interface Query {
  /** PromQL; `$job` and `$instance` are the dashboard's choices. */
  readonly expr: string;
  /** The name of a line: text with `{{label}}`. */
  readonly legend: string;
}

/** From this value on, a stat is shown in this colour. */
export interface Step {
  readonly from: number;
  readonly color: 'green' | 'orange' | 'red';
}

export interface Panel {
  readonly title: string;
  /** One sentence: what to look for. Grafana shows it beside the title. */
  readonly description: string;
  readonly kind: 'timeseries' | 'stat';
  readonly unit: Unit;
  readonly queries: readonly Query[];
  /** Colours of a stat; the first is for everything below the second. */
  readonly steps?: readonly Step[];
  /** Whether the lines lie on top of each other, because only their sum has a meaning. */
  readonly stacked?: true;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

const datasource = { type: 'prometheus', uid: '${datasource}' } as const;
const columns = 24;
const height = { stat: 4, timeseries: 8 } as const;

/** Panels of a row have the same width; stats stand six beside each other, others three. */
const widthOf = ({ kind }: Panel): number => (kind === 'stat' ? 4 : 8);

const thresholdsOf = (steps: readonly Step[] = [{ from: 0, color: 'green' }]): object => ({
  mode: 'absolute',
  steps: steps.map(({ from, color }, index) => ({ value: index === 0 ? null : from, color })),
});

const lines = (stacked: boolean): object => ({
  drawStyle: 'line',
  lineWidth: 1,
  fillOpacity: stacked ? 30 : 0,
  showPoints: 'never',
  stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
});

const optionsOf = {
  stat: {
    colorMode: 'value',
    graphMode: 'area',
    reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
  },
  timeseries: {
    legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
    tooltip: { mode: 'multi', sort: 'desc' },
  },
} as const;

interface Place {
  readonly id: number;
  readonly x: number;
  readonly y: number;
}

const panelOf = (panel: Panel, { id, x, y }: Place): object => ({
  id,
  title: panel.title,
  description: panel.description,
  type: panel.kind,
  datasource,
  gridPos: { h: height[panel.kind], w: widthOf(panel), x, y },
  targets: panel.queries.map(({ expr, legend }, index) => ({
    refId: String.fromCodePoint(65 + index),
    datasource,
    expr,
    legendFormat: legend,
    range: true,
  })),
  fieldConfig: {
    defaults: {
      unit: panel.unit,
      min: panel.unit === 's' || panel.unit === 'd' ? undefined : 0,
      thresholds: thresholdsOf(panel.steps),
      color: { mode: panel.kind === 'stat' ? 'thresholds' : 'palette-classic' },
      ...(panel.kind === 'timeseries' && { custom: lines(panel.stacked ?? false) }),
    },
    overrides: [],
  },
  options: optionsOf[panel.kind],
});

/** Lays out rows from the top, and the panels of each from the left. */
const laidOut = (rows: readonly Row[]): object[] => {
  const panels: object[] = [];
  let y = 0;
  for (const { title, panels: own } of rows) {
    panels.push({
      ...{ id: panels.length + 1, title, type: 'row', collapsed: false, panels: [] },
      gridPos: { h: 1, w: columns, x: 0, y },
    });
    y += 1;
    let x = 0;
    let tallest = 0;
    for (const panel of own) {
      if (x + widthOf(panel) > columns) {
        x = 0;
        y += tallest;
        tallest = 0;
      }
      panels.push(panelOf(panel, { id: panels.length + 1, x, y }));
      x += widthOf(panel);
      tallest = Math.max(tallest, height[panel.kind]);
    }
    y += tallest;
  }
  return panels;
};

/** A list of values of a label to choose from; all at first. */
const choice = (name: string, label: string, query: string): object => ({
  ...{ name, label, type: 'query', datasource, query, refresh: 2, sort: 1 },
  ...{ multi: true, includeAll: true, allValue: '.*', current: { text: 'All', value: '$__all' } },
});

/** Returns a dashboard as Grafana imports and provisions it. */
export const dashboardOf = (rows: readonly Row[]): object => ({
  uid: 'portaria',
  title: 'Portaria',
  description: 'Tokens, protected APIs, database, processes and what expires.',
  tags: ['portaria'],
  schemaVersion: 41,
  editable: true,
  graphTooltip: 1,
  refresh: '30s',
  time: { from: 'now-6h', to: 'now' },
  templating: {
    list: [
      { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' },
      choice('job', 'Job', 'label_values(portaria_build_info, job)'),
      choice('instance', 'Process', 'label_values(portaria_build_info{job=~"$job"}, instance)'),
    ],
  },
  annotations: {
    list: [
      {
        ...{ name: 'Restarts', enable: true, iconColor: 'orange', datasource },
        expr: 'changes(process_start_time_seconds{job=~"$job", instance=~"$instance"}[2m]) > 0',
        titleFormat: '{{instance}} started',
      },
    ],
  },
  panels: laidOut(rows),
});

/**
 * Draws a plot: reads `{ title, xName, logBase, points }` from its input, and writes an SVG with tokens a
 * second on the left and p99 on the right, one line for each series. Both axes below are logarithmic, with marks at powers of `logBase`.
 */
import { text } from 'node:stream/consumers';
import * as echarts from 'echarts';

const { title, xName, logBase, points } = JSON.parse(await text(process.stdin));
const names = [...new Set(points.map(({ series }) => series))];
const halves = [
  { name: 'tokens a second', left: '7%', value: ({ perSecond }) => Math.round(perSecond) },
  { name: 'p99, milliseconds', left: '56%', value: ({ p99Ms }) => Math.round(p99Ms * 10) / 10 },
];
const font = { fontFamily: 'sans-serif', color: '#333' };

const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 960, height: 380 });
chart.setOption({
  animation: false,
  backgroundColor: '#fff',
  textStyle: font,
  color: ['#1b6ca8', '#d1495b', '#66a182', '#edae49'],
  title: { text: title, left: 'center', top: 6, textStyle: { ...font, fontSize: 14 } },
  legend: { bottom: 4, data: names },
  grid: halves.map(({ left }) => ({ left, width: '38%', top: 62, bottom: 80 })),
  xAxis: halves.map((_half, gridIndex) => ({
    ...{ gridIndex, type: 'log', logBase, name: xName, nameLocation: 'middle', nameGap: 28 },
    min: Math.min(...points.map(({ x }) => x)),
    max: Math.max(...points.map(({ x }) => x)),
    axisLabel: { formatter: (value) => Math.round(value).toLocaleString('en-US'), hideOverlap: true },
  })),
  yAxis: halves.map(({ name }, gridIndex) => ({ gridIndex, type: 'value', name, min: 0 })),
  series: halves.flatMap(({ value }, index) =>
    names.map((name) => ({
      ...{ name, type: 'line', xAxisIndex: index, yAxisIndex: index, symbolSize: 6 },
      data: points.filter(({ series }) => series === name).map((point) => [point.x, value(point)]),
    })),
  ),
});
process.stdout.write(chart.renderToSVGString());
chart.dispose();

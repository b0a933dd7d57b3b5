/** The plots of the rows that have points, drawn by a program of a workspace of its own. */
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Figure } from './figure.js';

interface Plot {
  readonly title: string;
  readonly xName: string;
  /** The marks below are at its powers. */
  readonly logBase: number;
}

const plots: Readonly<Record<string, Plot>> = {
  connections: { title: 'A token over mutual TLS', xName: 'connections', logBase: 2 },
  growth: {
    title: 'A token over mutual TLS, 32 connections, as the tables grow',
    xName: 'records in token_issuance',
    logBase: 10,
  },
};

/** The folder dist-bench is two levels below the repository. */
const program = join(import.meta.dirname, '../../bench/plots/draw.js');

const drawn = async (plot: Plot, points: Figure['points']): Promise<string> => {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ ...plot, points }));
  const svg = await text(child.stdout);
  if (!svg.startsWith('<svg')) throw new Error(`${program} drew nothing`);
  return svg;
};

/** Writes `<row>.svg` for each row with a plot. */
export const drawPlots = async (folder: string, figures: readonly Figure[]): Promise<void> => {
  for (const [row, plot] of Object.entries(plots)) {
    const points = figures.filter((figure) => figure.row === row).flatMap((figure) => figure.points ?? []);
    if (points.length === 0) continue;
    const file = join(folder, `${row}.svg`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await drawn(plot, points));
  }
};

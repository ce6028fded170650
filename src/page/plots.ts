import './displayLanguage.ts';
import uPlot from 'uplot';
import type { PagePlot } from '../usage/page.ts';

const heightPx = 180;
/** Days between two labels. */
const dayStep = [1, 2, 5, 10, 20, 50, 100];
/** VS Code's own colours of charts, so that they fit every theme; a dash tells lines apart without colours. */
const looks = [
  { colour: '--vscode-charts-blue', dash: [] },
  { colour: '--vscode-charts-yellow', dash: [6, 4] },
] as const;

/** Draws the plots in the theme of now. @returns ends them */
export function drawPlots(parent: HTMLElement, plots: readonly PagePlot[]): () => void {
  // Without a day there is no width to divide.
  const drawn = plots.filter(({ days }) => days.length > 0).map((plot) => drawPlot(parent, plot));
  return () => {
    for (const stop of drawn) {
      stop();
    }
  };
}

function drawPlot(parent: HTMLElement, plot: PagePlot): () => void {
  const figure = document.createElement('figure');
  const caption = document.createElement('figcaption');
  caption.textContent = plot.title;
  const canvas = document.createElement('div');
  // The table by day says the same to who cannot see it.
  canvas.setAttribute('aria-hidden', 'true');
  figure.append(caption, canvas);
  parent.append(figure);
  const made = new uPlot(optionsFor(plot, figure.clientWidth), dataOf(plot), canvas);
  const observer = new ResizeObserver(() => {
    const width = figure.clientWidth;
    // It reports the size at first, too; a page that is hidden has none.
    if (width > 0 && width !== made.width) {
      made.setSize({ width, height: heightPx });
    }
  });
  observer.observe(figure);
  return () => {
    observer.disconnect();
    made.destroy();
    figure.remove();
  };
}

/** Days stand side by side, whatever their dates. Columns are piled up: each series holds all below it. */
function dataOf({ days, kind, series }: PagePlot): uPlot.AlignedData {
  const positions = days.map((_, index) => index);
  if (kind === 'lines') {
    return [positions, ...series.map(({ values }) => [...values])];
  }
  const piled = series.map((_, upTo) =>
    positions.map((day) =>
      series.slice(0, upTo + 1).reduce((sum, { values }) => sum + (values[day] ?? 0), 0),
    ),
  );
  // The highest is painted first, so that the lower ones stand before it.
  return [positions, ...piled.toReversed()];
}

function optionsFor(plot: PagePlot, width: number): uPlot.Options {
  const style = getComputedStyle(document.body);
  const colourOf = (name: string) => style.getPropertyValue(name).trim() || style.color;
  const grid = { stroke: colourOf('--vscode-charts-lines'), width: 0.5 };
  const axis = { stroke: style.color, grid, ticks: grid, font: `12px ${style.fontFamily}` };
  const isColumns = plot.kind === 'columns';
  const ordered = plot.series.map(({ label }, index) => ({ label, look: looks[index % 2] }));
  const last = plot.days.length - 1;
  return {
    width,
    height: heightPx,
    legend: { live: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [-0.5, last + 0.5] },
      y: { range: (_, __, most) => [0, Math.max(1, (most ?? 0) * 1.1)] },
    },
    axes: [
      {
        ...axis,
        incrs: dayStep,
        values: (_, places) =>
          places.map((place) => (Number.isInteger(place) ? (plot.days[place] ?? '').slice(5) : '')),
      },
      { ...axis, size: 64 },
    ],
    series: [
      {},
      ...(isColumns ? ordered.toReversed() : ordered).map(({ label, look }) => ({
        label,
        stroke: colourOf(look?.colour ?? ''),
        width: 2,
        dash: isColumns ? [] : [...(look?.dash ?? [])],
        points: { show: !isColumns, size: 6 },
        ...(isColumns && uPlot.paths.bars !== undefined
          ? { fill: colourOf(look?.colour ?? ''), paths: uPlot.paths.bars({ size: [0.7, 60] }) }
          : {}),
      })),
    ],
  };
}

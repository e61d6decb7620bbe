import type { PDFPage } from '@cantoo/pdf-lib';
import type { Language, Verdict } from '../../../shared/verdict.ts';
import { formatHour, formatNumber } from '../../text/format.ts';
import { chartOf, type Bar } from '../overview/chart.ts';
import { INK, LINE, SIGNALS, SOFT } from './colours.ts';
import type { ReportContent } from './content.ts';
import { TEXT_WIDTH, type Paper } from './paper.ts';

const HEIGHT = 150;
/** For the numbers at the left. */
const LEFT = 42;
/** For the hours at the foot. */
const FOOT = 18;
const LABEL = { size: 8, colour: SOFT };
const NAMED_HOURS = 3;
/** Between the lines of a hatch. */
const HATCH = 3;

/** The bars of the overview's chart: told apart also where the sheet is printed in black. */
export function drawChart(paper: Paper, { chart: { hours, legend } }: ReportContent, language: Language): void {
  paper.need(HEIGHT + FOOT + 40);
  drawLegend(paper, legend);
  paper.skip(22);
  const { page, left, y: top } = paper.at();
  const { bars, ticks } = chartOf(hours, { width: TEXT_WIDTH - LEFT, height: HEIGHT });
  const x0 = left + LEFT;
  for (const { value, y } of ticks) {
    page.drawLine({
      start: { x: x0, y: top - y },
      end: { x: left + TEXT_WIDTH, y: top - y },
      thickness: 0.5,
      color: LINE,
    });
    putAt(paper, formatNumber(language, value), LEFT - 5, y - LABEL.size / 2, true);
  }
  for (const [i, bar] of bars.entries()) {
    drawBar(page, bar, x0, top);
    if (i % NAMED_HOURS === 0) putAt(paper, formatHour(language, bar.fromMs), LEFT + bar.x, HEIGHT + 5, false);
  }
  paper.skip(HEIGHT + FOOT + 10);
}

/** Writes a line so far beneath the present height, and comes back to it. */
function putAt(paper: Paper, text: string, x: number, below: number, end: boolean): void {
  paper.skip(below);
  paper.put(text, LABEL, x, end);
  paper.skip(-below);
}

function drawBar(page: PDFPage, { x, width, segments, beforeY }: Bar, x0: number, top: number): void {
  for (const { verdict, y, height } of segments)
    drawPart(page, verdict, { x: x0 + x, y: top - y - height, width, height });
  if (beforeY === null) return;
  page.drawLine({
    start: { x: x0 + x - width * 0.15, y: top - beforeY },
    end: { x: x0 + x + width * 1.15, y: top - beforeY },
    thickness: 1.5,
    color: INK,
  });
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Plain for who was admitted, striped across for who was referred, and upright as well for who was refused. */
function drawPart(page: PDFPage, verdict: Verdict, box: Box): void {
  page.drawRectangle({ ...box, color: SIGNALS[verdict] });
  if (verdict === 'admit') return;
  const colour = verdict === 'refer' ? INK : LINE;
  for (let y = box.y + HATCH; y < box.y + box.height; y += HATCH) {
    page.drawLine({ start: { x: box.x, y }, end: { x: box.x + box.width, y }, thickness: 0.5, color: colour });
  }
  if (verdict === 'refer') return;
  for (let x = box.x + HATCH; x < box.x + box.width; x += HATCH) {
    page.drawLine({ start: { x, y: box.y }, end: { x, y: box.y + box.height }, thickness: 0.5, color: colour });
  }
}

function drawLegend(paper: Paper, legend: ReportContent['chart']['legend']): void {
  let x = LEFT;
  for (const { is, text } of legend) {
    const { page, left, y } = paper.at();
    if (is === 'before') {
      const middle = y - 5;
      page.drawLine({
        start: { x: left + x, y: middle },
        end: { x: left + x + 14, y: middle },
        thickness: 1.5,
        color: INK,
      });
    } else {
      drawPart(page, is, { x: left + x, y: y - 10, width: 14, height: 10 });
    }
    paper.put(text, { ...LABEL, colour: INK }, x + 18);
    x += 18 + paper.widthOf(text, LABEL.size) + 16;
  }
}

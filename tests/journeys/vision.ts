import type { Page } from '@playwright/test';
import sharp from 'sharp';

/** How eyes differ, as Chromium simulates it (Machado, Oliveira, Fernandes 2009; grey by luminance). */
export const VISIONS = ['none', 'protanopia', 'deuteranopia', 'tritanopia', 'achromatopsia'] as const;
export type Vision = (typeof VISIONS)[number];

/** Shows the screen as such eyes see it. */
export async function seeAs(page: Page, type: Vision): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setEmulatedVisionDeficiency', { type });
  // It ends with the session that asked for it, so that stays with the page.
  await page.evaluate(() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen))));
}

/** What a verdict's screen comes to for somebody's eyes, measured in its pixels. */
export interface Sight {
  /** CIE 1976 L*, 0 to 100, of the ground. */
  readonly lightness: number;
  /** Of the verdict's word on the ground (WCAG 2.2). */
  readonly contrast: number;
  /** The sign's outline, in {@link GRID} × {@link GRID} fields: drawn on or not. */
  readonly outline: readonly boolean[];
}

const GRID = 24;

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Relative luminance, 0 to 1, of each pixel. */
  readonly luminance: Float64Array;
}

/** Measures a picture of the screen; where the word and the sign are is the page's to say. */
export async function look(page: Page, png: Buffer): Promise<Sight> {
  const word = await picture(png, await boxOf(page, '.outcome__word'));
  const sign = await picture(png, await boxOf(page, '.outcome__head :is(.sign, .pieces)'));
  const ground = mostOften(word.luminance);
  const ink = farthest(word.luminance, ground);
  return {
    lightness: lightnessOf(ground),
    contrast: (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05),
    outline: outlineOf(sign, (ground + ink) / 2, ink > ground),
  };
}

/** Keeps an outcome on the screen that would go by itself, for as long as it is looked at. */
export async function holdStill(page: Page): Promise<void> {
  await page.evaluate(HOLD_STILL);
}

/** Runs in the window: what is to be done in three seconds or later is not done. */
const HOLD_STILL = `
  const soon = globalThis.setTimeout;
  globalThis.setTimeout = (act, ms, ...rest) => (ms >= 3000 ? 0 : soon(act, ms, ...rest));
`;

type Box = Record<'left' | 'top' | 'width' | 'height', number>;

async function boxOf(page: Page, selector: string): Promise<Box> {
  const box = await page.locator(selector).first().boundingBox();
  if (box === null) throw new Error(`${selector} is not on the screen`);
  const { x, y, width, height } = box;
  return { left: Math.round(x), top: Math.round(y), width: Math.floor(width), height: Math.floor(height) };
}

/** In which part of the fields two outlines differ, 0 to 1. */
export function difference(a: readonly boolean[], b: readonly boolean[]): number {
  return a.filter((isDrawn, i) => isDrawn !== b[i]).length / a.length;
}

async function picture(png: Buffer, box: Box): Promise<Picture> {
  const { data, info } = await sharp(png).extract(box).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const luminance = new Float64Array(info.width * info.height);
  for (let i = 0; i < luminance.length; i += 1)
    luminance[i] =
      0.2126 * linear(data[3 * i] ?? 0) + 0.7152 * linear(data[3 * i + 1] ?? 0) + 0.0722 * linear(data[3 * i + 2] ?? 0);
  return { width: info.width, height: info.height, luminance };
}

/** sRGB, IEC 61966-2-1. */
function linear(byte: number): number {
  const c = byte / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

function lightnessOf(luminance: number): number {
  return luminance <= 216 / 24389 ? (luminance * 24389) / 27 : 116 * Math.cbrt(luminance) - 16;
}

function mostOften(values: Float64Array): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0])[0];
}

/** @returns what most differs from the ground, of what is drawn with more than an edge */
function farthest(values: Float64Array, ground: number): number {
  return mostOften(values.filter((value) => Math.abs(lightnessOf(value) - lightnessOf(ground)) > 20));
}

function outlineOf({ width, height, luminance }: Picture, middle: number, isLight: boolean): boolean[] {
  return Array.from({ length: GRID * GRID }, (_, i) => {
    const x = Math.floor((((i % GRID) + 0.5) * width) / GRID);
    const y = Math.floor(((Math.floor(i / GRID) + 0.5) * height) / GRID);
    return (luminance[y * width + x] ?? 0) > middle === isLight;
  });
}

import type { Picture } from './picture.ts';

/**
 * Twice the width and height, linearly between pixel centres (weights 3:1).
 *
 * Gives the detector the pixels per module that it needs; one pixel wide modules become two.
 */
export function enlarge(picture: Picture): Picture {
  const { data, width, height } = picture;
  const wide = new Uint8Array(width * 2 * height);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0, out = row * 2; x < width; x++, out += 2) {
      const here = data[row + x] ?? 0;
      const left = x > 0 ? (data[row + x - 1] ?? 0) : here;
      const right = x < width - 1 ? (data[row + x + 1] ?? 0) : here;
      wide[out] = (3 * here + left + 2) >> 2;
      wide[out + 1] = (3 * here + right + 2) >> 2;
    }
  }
  return doubleRows({ data: wide, width: width * 2, height });
}

function doubleRows({ data, width, height }: Picture): Picture {
  const tall = new Uint8Array(width * height * 2);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const above = Math.max(y - 1, 0) * width;
    const below = Math.min(y + 1, height - 1) * width;
    for (let x = 0, out = 2 * row; x < width; x++, out++) {
      const here = 3 * (data[row + x] ?? 0) + 2;
      tall[out] = (here + (data[above + x] ?? 0)) >> 2;
      tall[out + width] = (here + (data[below + x] ?? 0)) >> 2;
    }
  }
  return { data: tall, width, height: height * 2 };
}

/** The mean of the pixels that fall on each new pixel, so that no thin line is lost; `longest` is the new longest side. */
export function shrink(picture: Picture, longest: number): Picture {
  const { data, width, height } = picture;
  const scale = longest / Math.max(width, height);
  if (scale >= 1) return picture;
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const column = Uint32Array.from({ length: width }, (_, x) => Math.min(w - 1, Math.floor((x * w) / width)));
  const out = new Uint8Array(w * h);
  for (let y = 0; y < h; y++) {
    const [top, end] = [Math.ceil((y * height) / h), Math.ceil(((y + 1) * height) / h)];
    out.set(meanRow(data, width, column, w, top, Math.max(end, top + 1)), y * w);
  }
  return { data: out, width: w, height: h };
}

function meanRow(
  data: Picture['data'],
  width: number,
  column: Uint32Array,
  w: number,
  top: number,
  end: number,
): Uint8Array {
  const [sums, counts] = [new Uint32Array(w), new Uint32Array(w)];
  for (let y = top; y < end; y++) {
    for (let x = 0; x < width; x++) {
      const to = column[x] ?? 0;
      sums[to] = (sums[to] ?? 0) + (data[y * width + x] ?? 0);
      counts[to] = (counts[to] ?? 0) + 1;
    }
  }
  return Uint8Array.from(sums, (sum, x) => sum / Math.max(1, counts[x] ?? 1));
}

/** The mean over a square of `2 * radius + 1` pixels; the edge pixels are repeated outwards. */
export function blur(picture: Picture, radius: number): Picture {
  return blurRows(turn(blurRows(turn(picture), radius)), radius);
}

function blurRows({ data, width, height }: Picture, radius: number): Picture {
  const out = new Uint8Array(width * height);
  const share = 1 / (2 * radius + 1);
  for (let start = 0; start < out.length; start += width) {
    const last = start + width - 1;
    let sum = (radius + 1) * (data[start] ?? 0);
    for (let i = 1; i <= radius; i++) sum += data[Math.min(start + i - 1, last)] ?? 0;
    for (let i = start; i <= last; i++) {
      sum +=
        (data[i + radius > last ? last : i + radius] ?? 0) -
        (data[i - radius - 1 < start ? start : i - radius - 1] ?? 0);
      out[i] = sum * share + 0.5;
    }
  }
  return { data: out, width, height };
}

/** Side of the squares that are turned one by one, so that rows and columns both stay in the processor's cache. */
const BLOCK = 32;

/** Rows become columns. */
function turn({ data, width, height }: Picture): Picture {
  const out = new Uint8Array(width * height);
  for (let top = 0; top < height; top += BLOCK) {
    for (let left = 0; left < width; left += BLOCK) {
      const [bottom, right] = [Math.min(top + BLOCK, height), Math.min(left + BLOCK, width)];
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) out[x * height + y] = data[y * width + x] ?? 0;
      }
    }
  }
  return { data: out, width: height, height: width };
}

/** Unsharp masking: adds `amount` times what a blur of `radius` takes away. It restores edges and wrecks low contrast. */
export function sharpen(picture: Picture, radius: number, amount: number): Picture {
  const soft = blur(picture, radius).data;
  const out = new Uint8ClampedArray(soft.length);
  for (let i = 0; i < out.length; i++) {
    const here = picture.data[i] ?? 0;
    out[i] = here + amount * (here - (soft[i] ?? 0));
  }
  return { ...picture, data: out };
}

/** Spreads the greys so that the darkest and the lightest hundredth become black and white. */
export function stretch(picture: Picture): Picture {
  const histogram = new Uint32Array(256);
  for (const luma of picture.data) histogram[luma] = (histogram[luma] ?? 0) + 1;
  const hundredth = picture.data.length / 100;
  const low = greyAbove(histogram, hundredth);
  const high = greyAbove(histogram, picture.data.length - hundredth);
  const table = Uint8ClampedArray.from({ length: 256 }, (_, luma) => ((luma - low) * 255) / Math.max(1, high - low));
  return { ...picture, data: Uint8Array.from(picture.data, (luma) => table[luma] ?? 0) };
}

/** The first grey at which at least `count` pixels are as dark or darker. */
function greyAbove(histogram: Uint32Array, count: number): number {
  let sum = 0;
  return histogram.findIndex((pixels) => (sum += pixels) >= count);
}

/** Greys relative to their surroundings: a shadow across a code, or a lamp beside it, is divided out. */
export function flatten(picture: Picture, radius: number): Picture {
  const around = blur(picture, radius).data;
  const out = new Uint8ClampedArray(around.length);
  for (let i = 0; i < out.length; i++) out[i] = (128 * ((picture.data[i] ?? 0) + 1)) / ((around[i] ?? 0) + 1);
  return { ...picture, data: out };
}

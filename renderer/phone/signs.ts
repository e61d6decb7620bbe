import { encode } from 'uqr';
import type { Verdict } from '../../shared/verdict.ts';
import { makeSvg } from './dom.ts';

/** A verdict's outline as kiosks draw it (renderer/ui/shapes.tsx), so that colour is never the only cue (WCAG 2.2 SC 1.4.1). */
const SIGNS: Readonly<Record<Verdict, readonly Readonly<Record<string, string>>[]>> = {
  admit: [{ d: 'M14 54 40 79 87 24', 'stroke-width': '17' }],
  refer: [
    { d: 'M33 58V27M47 52V17M61 52V20M75 58V31', 'stroke-width': '11' },
    { d: 'M35 74 18 54', 'stroke-width': '11' },
    { d: 'M27.500 50h53v18c0 16-9 25-25 25-12 0-19-5-25-15l-8-14z', fill: 'currentColor', stroke: 'none' },
  ],
  refuse: [{ d: 'M20 20 80 80M80 20 20 80', 'stroke-width': '19' }],
};

/** Decorative: the words beside it say the same. */
export function signOf(verdict: Verdict): SVGElement {
  const paths = SIGNS[verdict].map((path) => makeSvg('path', path));
  const look = { fill: 'none', stroke: 'currentColor', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' };
  return makeSvg('svg', { class: 'sign', viewBox: '0 0 100 100', 'aria-hidden': 'true', ...look }, ...paths);
}

/** A QR code (ISO/IEC 18004), dark on white with the quiet zone it needs. */
export function qrOf(text: string, label: string): SVGElement {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  let path = '';
  data.forEach((row, y) => {
    row.forEach((isDark, x) => {
      if (isDark) path += `M${x} ${y}h1v1h-1z`;
    });
  });
  return makeSvg(
    'svg',
    { class: 'qr', viewBox: `0 0 ${size} ${size}`, role: 'img', 'aria-label': label, 'shape-rendering': 'crispEdges' },
    makeSvg('path', { d: `M0 0h${size}v${size}H0z`, fill: '#ffffff' }),
    makeSvg('path', { d: path, fill: '#000000' }),
  );
}

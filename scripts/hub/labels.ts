/** What a label says of one kiosk. */
interface Labelled {
  readonly venue: string;
  readonly gate: string;
  /** As its list has it; `undefined`: it says none. */
  readonly direction?: 'in' | 'out' | undefined;
  /** RFC 3339, UTC. */
  readonly expiresAt: string;
  /** An SVG; `null`: it is set up by its file. */
  readonly code: string | null;
}

/** Two beside one another and three beneath: codes 62 mm wide, which a camera reads from 30 cm. */
const ON_A_PAGE = 6;

/** A page for a browser to print: a label for each kiosk, to be cut out and taken to it. It asks nothing of any network. */
export function drawLabels(kiosks: readonly Labelled[]): string {
  const pages = Array.from({ length: Math.ceil(kiosks.length / ON_A_PAGE) }, (_, i) =>
    kiosks.slice(i * ON_A_PAGE, (i + 1) * ON_A_PAGE),
  );
  const numbered = new Map(kiosks.map((kiosk, i) => [kiosk, i + 1]));
  const body = pages
    .map((page) => `<section>\n${page.map((kiosk) => labelOf(kiosk, numbered.get(kiosk) ?? 0)).join('\n')}\n</section>`)
    .join('\n');
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>数字哨兵开通码 · Enrolment codes</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

const STYLE = `
@page { size: A4 portrait; margin: 8mm; }
body { margin: 0; color: #000; background: #fff; font: 8.5pt/1.25 "Noto Sans SC", "Microsoft YaHei", sans-serif; }
section { display: grid; grid-template: repeat(3, 93mm) / repeat(2, 97mm); break-after: page; }
section:last-child { break-after: auto; }
article { box-sizing: border-box; padding: 2mm 3mm; border: 0.2mm dashed #888; overflow: hidden; break-inside: avoid; }
/* Beside the code, and beneath it where names are long: 64 characters each find room. */
svg, .none { float: left; width: 62mm; height: 62mm; margin-right: 1mm; }
.none { display: grid; place-items: center; text-align: center; }
h2 { margin: 0 0 0.5mm; font-size: 8.5pt; overflow-wrap: anywhere; }
p { margin: 0; }
.until { font-size: 7pt; }
`;

/** Of a gate's two kiosks, which. */
const DIRECTIONS = { in: '入口 · In', out: '出口 · Out' } as const;

function labelOf({ venue, gate, direction, expiresAt, code }: Labelled, number: number): string {
  const picture =
    code ??
    '<p class="none">设置较多，请用配置文件<br><span lang="en">More settings than a code holds: use the file</span></p>';
  return `<article>
${picture}
<h2>${number} · ${escaped(venue)} · ${escaped(gate)}${direction === undefined ? '' : ` · ${DIRECTIONS[direction]}`}</h2>
<p>开机，等屏幕请您出示开通码时，把此码对准摄像头；显示完成即可离开。</p>
<p lang="en">Switch on; when the screen asks for an enrolment code, hold this one before the camera. Done when it says so.</p>
<p class="until">只能用一次，${until(expiresAt)} 前有效；用前请勿拍照或转发。<span lang="en">Good once, until then. A secret until used.</span></p>
</article>`;
}

/** By the clock of whoever prints it, as their kiosks' are. */
function until(time: string): string {
  const at = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

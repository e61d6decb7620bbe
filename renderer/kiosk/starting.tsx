import type { ReactElement } from 'react';
import { en } from '../text/en.ts';
import { zhCN } from '../text/zh-CN.ts';

const TEXTS = [
  ['zh-CN', zhCN],
  ['en', en],
] as const;

/** In both languages: which one was chosen is not known yet. */
export function Starting(): ReactElement {
  return (
    <main className="starting" data-camera="starting">
      {TEXTS.map(([lang, { product, starting }]) => (
        <div key={lang} lang={lang}>
          <h1>{product}</h1>
          <p>{starting}</p>
        </div>
      ))}
    </main>
  );
}

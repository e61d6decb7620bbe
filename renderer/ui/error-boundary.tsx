import { Component, type ReactElement, type ReactNode } from 'react';
import type { Language } from '../../shared/verdict.ts';
import { bridge } from '../bridge.ts';
import { en } from '../text/en.ts';
import { zhCN } from '../text/zh-CN.ts';

/** Long enough for a guard to read one line, short enough not to make a queue. */
const RELOAD_AFTER_MS = 1500;

const BROKEN = [
  ['zh-CN', zhCN.broken],
  ['en', en.broken],
] as const satisfies readonly (readonly [Language, unknown])[];

interface Props {
  readonly children: ReactNode;
}

/** Catches what drawing throws: says so in both languages, reports it without details, and loads the window anew. */
export class ErrorBoundary extends Component<Props, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override componentDidCatch(): void {
    setTimeout(() => {
      window.location.reload();
      // Where the reload is refused as a navigation, drawing anew is the next best.
      setTimeout(() => {
        this.setState({ isBroken: false });
      }, RELOAD_AFTER_MS);
    }, RELOAD_AFTER_MS);
    bridge.call('window:fault', { fault: 'render-failed' }).catch(() => undefined);
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    return (
      <main>
        <Broken />
      </main>
    );
  }
}

/** In both languages: which one is chosen may be what is broken. */
export function Broken(): ReactElement {
  return (
    <div className="broken" role="alert">
      {BROKEN.map(([lang, { says, todo }]) => (
        <p key={lang} lang={lang}>
          {says}
          <br />
          {todo}
        </p>
      ))}
    </div>
  );
}

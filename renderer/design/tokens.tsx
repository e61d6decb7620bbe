import type { ReactElement } from 'react';
import css from '../ui/tokens.css?raw';
import { Section, Show } from './show.tsx';

/** Read from the file itself: what is not in it cannot be shown, and what is cannot be forgotten. By look, light first. */
const TOKENS: ReadonlyMap<string, readonly string[]> = [...css.matchAll(/^\s+(--[\w-]+):\s*([^;]+);/gmu)].reduce(
  (all, [, name = '', value = '']) => all.set(name, [...(all.get(name) ?? []), value]),
  new Map<string, string[]>(),
);

const COLOURS = [...TOKENS].filter(([, [value = '']]) => value.startsWith('#'));
const LENGTHS = [...TOKENS].filter(([, [value = '']]) => !value.startsWith('#'));

/** Colours, and every length, duration and size of type. */
export function Tokens(): ReactElement {
  return (
    <>
      <Section title="Colours: light, dark">
        {COLOURS.map(([name, values]) => (
          <Show key={name} name={`${name} ${values.join(', ')}`}>
            <Swatch name={name} />
          </Show>
        ))}
      </Section>
      <Section title="Type, lengths, durations">
        {LENGTHS.map(([name, values]) => (
          <Show key={name} name={`${name} ${values.join(', ')}`}>
            {name.startsWith('--text') ? (
              <span style={{ fontSize: `var(${name})` }}>放行 Admit 37.6 °C</span>
            ) : (
              <span className="design__length" style={{ width: `var(${name})` }} />
            )}
          </Show>
        ))}
      </Section>
    </>
  );
}

/** A ground with what is written on it, or an ink on the paper. */
function Swatch({ name }: { name: string }): ReactElement {
  const on = name === '--amber-soft' ? '--on-amber' : name.replace('--', '--on-');
  const style = TOKENS.has(on)
    ? { background: `var(${name})`, color: `var(${on})` }
    : INKS.has(name)
      ? { background: 'var(--paper)', color: `var(${name})` }
      : { background: `var(${name})`, color: name.startsWith('--on-') ? 'transparent' : 'var(--ink)' };
  return (
    <span className="design__swatch" style={style}>
      {WITHOUT_TEXT.test(name) ? '' : '放行 Admit'}
    </span>
  );
}

/** Nothing is written in these, or on them. */
const WITHOUT_TEXT = /^--(?:on-|line$|dim)/u;

const INKS: ReadonlySet<string> = new Set(['--ink', '--ink-soft', '--good', '--doubtful', '--bad']);

import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogLine } from '../../shared/diagnostics.ts';
import { formatClockTime } from '../text/format.ts';
import { asLanguage } from '../text/text.ts';

interface Props {
  /** The last ones, oldest first. */
  readonly lines: readonly LogLine[];
  readonly isPaused: boolean;
  readonly onPause: () => void;
}

/** The app's own log as it is written, the newest in sight; paused, it stands still to be read. */
export function DiagnosticsLog({ lines, isPaused, onPause }: Props): ReactElement {
  const { t, i18n } = useTranslation();
  const language = asLanguage(i18n.language);
  const shown = useHeld(lines, isPaused);
  const box = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (!isPaused && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [shown, isPaused]);
  return (
    <section className="diagnostics">
      <h3 id="diagnostics-log">{t('diagnostics.log')}</h3>
      <div className="rules__actions">
        <button type="button" className="button" data-action="pause" onClick={onPause}>
          {t(isPaused ? 'diagnostics.follow' : 'diagnostics.pause')}
        </button>
      </div>
      {shown.length === 0 && <p>{t('diagnostics.noLog')}</p>}
      {/* Focusable, so that the arrow keys scroll it. Not read out as it grows: some lines come with every visitor. */}
      <ol ref={box} className="log-lines" tabIndex={0} aria-labelledby="diagnostics-log" data-paused={isPaused}>
        {shown.map(({ at, event, fields }, i) => (
          <li key={`${at} ${i}`} data-event={event}>
            <time dateTime={at}>{formatClockTime(language, Date.parse(at))}</time> <b>{event}</b> {fields}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What was there when it was paused, for as long as it is. */
function useHeld(lines: readonly LogLine[], isPaused: boolean): readonly LogLine[] {
  const [held, setHeld] = useState<readonly LogLine[] | null>(null);
  if (isPaused && held === null) setHeld(lines);
  if (!isPaused && held !== null) setHeld(null);
  return held ?? lines;
}

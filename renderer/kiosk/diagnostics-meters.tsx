import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReaderMeter } from '../../shared/diagnostics.ts';
import { cameraMeter, type CameraNumbers } from '../camera/meter.ts';
import { formatNumber } from '../text/format.ts';
import { asLanguage } from '../text/text.ts';
import { Fact, Facts } from './facts.tsx';

const LOOK_EVERY_MS = 500;
/** What a quarter of a second more or less says is of no use to anybody. */
const ONE_DIGIT = 1;

/** How the camera is read, as it changes. */
export function CameraMeters(): ReactElement {
  const { t, i18n } = useTranslation();
  const language = asLanguage(i18n.language);
  const { framesPerSecond, readMs, brightness, sinceCodeMs, verdictMs } = useNumbers();
  const ms = (value: number | null): string =>
    value === null ? t('diagnostics.none') : t('diagnostics.ms', { number: formatNumber(language, value, ONE_DIGIT) });
  return (
    <Facts>
      <Fact name={t('diagnostics.frames')}>
        <span data-meter="frames">{formatNumber(language, framesPerSecond, ONE_DIGIT)}</span>
      </Fact>
      <Fact name={t('diagnostics.reading')}>
        <span data-meter="read">{ms(readMs)}</span>
      </Fact>
      <Fact name={t('diagnostics.lastCode')}>
        <Ago ms={sinceCodeMs} />
      </Fact>
      <Fact name={t('diagnostics.brightness')}>
        {brightness === null ? (
          t('diagnostics.none')
        ) : (
          <>
            <meter min={0} max={255} value={brightness} aria-label={t('diagnostics.brightness')} />{' '}
            <span data-meter="brightness">{formatNumber(language, brightness)}</span>
          </>
        )}
      </Fact>
      <Fact name={t('diagnostics.verdict')}>{verdictMs === null ? t('diagnostics.never') : ms(verdictMs)}</Fact>
    </Facts>
  );
}

/** What has come from each reader. */
export function ReaderMeters({ readers }: { readers: readonly ReaderMeter[] }): ReactElement {
  const { t, i18n } = useTranslation();
  const language = asLanguage(i18n.language);
  if (readers.length === 0) return <p>{t('diagnostics.noReaders')}</p>;
  return (
    <Facts>
      {readers.map(({ id, role, state, bytes, quietMs }) => (
        <Fact key={id} name={`${t(`device.role.${role}`)} ${id}`}>
          <span data-reader={id}>
            {[t(`device.state.${state}`), t('diagnostics.bytes', { number: formatNumber(language, bytes) })].join(
              ' · ',
            )}{' '}
            · <Ago ms={quietMs} />
          </span>
        </Fact>
      ))}
    </Facts>
  );
}

function Ago({ ms }: { ms: number | null }): string {
  const { t, i18n } = useTranslation();
  if (ms === null) return t('diagnostics.never');
  return t('diagnostics.ago', { number: formatNumber(asLanguage(i18n.language), Math.floor(ms / 1000)) });
}

interface Numbers extends CameraNumbers {
  /** From the last frame that was judged to its verdict on the screen, see timing.ts; `null`: there was none. */
  readonly verdictMs: number | null;
}

function numbersNow(): Numbers {
  const verdictMs = performance.getEntriesByName('frame-to-verdict').at(-1)?.duration ?? null;
  return { ...cameraMeter.read(performance.now()), verdictMs };
}

function useNumbers(): Numbers {
  const [numbers, setNumbers] = useState(numbersNow);
  useEffect(() => {
    const timer = setInterval(() => {
      setNumbers(numbersNow());
    }, LOOK_EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return numbers;
}

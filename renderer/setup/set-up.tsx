import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { SET_UP_STEPS, type SetUpStep } from '../../shared/setup.ts';
import { CameraStage } from '../kiosk/camera-stage.tsx';
import { Starting } from '../kiosk/starting.tsx';
import { asLanguage, otherLanguage } from '../text/text.ts';
import { CameraStep } from './camera-step.tsx';
import { useFeed } from './feed.ts';
import { Fresh } from './fresh.tsx';
import { FinishStep } from './finish-step.tsx';
import { HubStep } from './hub-step.tsx';
import { InBoth } from './in-both.tsx';
import { LanguageStep } from './language-step.tsx';
import { ReadersStep } from './readers-step.tsx';
import { stepOf } from './step-of.ts';
import { addSetUpTexts } from './text/catalogues.ts';
import { useSetUp, type SetUp } from './use-set-up.ts';
import { NOTHING_TYPED, type Typed } from './typed-step.tsx';
import { VenueStep } from './venue-step.tsx';
import './set-up.css';

addSetUpTexts();

/** What IT sees at the first start of a kiosk, until it is finished: one question at a time. */
export function SetUpScreen(): ReactElement {
  const setUp = useSetUp();
  const { i18n } = useTranslation();
  const language = setUp?.state.language;
  useEffect(() => {
    if (language === undefined) return;
    document.documentElement.lang = language;
    void i18n.changeLanguage(language);
  }, [language, i18n]);
  return setUp === null ? <Starting /> : <Running setUp={setUp} />;
}

const WITH_PICTURE: ReadonlySet<SetUpStep> = new Set<SetUpStep>(['hub', 'camera']);

function Running({ setUp }: { setUp: SetUp }): ReactElement {
  const { t } = useTranslation('setup');
  const video = useRef<HTMLVideoElement>(null);
  const { feed, camera } = useFeed(video, setUp.state.kiosk?.settings.cameraId ?? null);
  const [isElsewhere, setElsewhere] = useState(false);
  const step = stepOf(setUp.state, isElsewhere);
  const { kiosk } = setUp.state;
  const [isTyping, setTyping] = useState(false);
  const [typed, setTyped] = useState<Typed>(NOTHING_TYPED);
  const hasPicture = WITH_PICTURE.has(step) && !(step === 'hub' && isTyping);
  return (
    <main className="set-up" data-camera={camera} data-step={step} data-picture={hasPicture}>
      <Head step={step} setUp={setUp} />
      {setUp.hasFailed && (
        <p className="set-up__failed" role="alert">
          {t('failed')}
        </p>
      )}
      {/* Always there, so that the camera goes on through all steps; seen where it is wanted. */}
      <div className="set-up__picture" inert={!hasPicture}>
        <CameraStage video={video} camera={camera} areSeveralInView={false} />
      </div>
      <Fresh key={`${step} ${isTyping}`}>
        {step === 'language' && <LanguageStep setUp={setUp} feed={feed} />}
        {step === 'hub' && (
          <HubStep
            {...{ feed, isTyping, typed }}
            place={kiosk?.sync?.enrolledFor ?? null}
            onBack={() => {
              if (isElsewhere) setElsewhere(false);
              else setUp.note({ step: 'language' });
            }}
            onTyping={setTyping}
            onTyped={setTyped}
          />
        )}
        {kiosk !== null && step === 'venue' && (
          <VenueStep
            {...{ setUp, kiosk }}
            onElsewhere={() => {
              setElsewhere(true);
            }}
          />
        )}
        {kiosk !== null && step === 'camera' && <CameraStep setUp={setUp} kiosk={kiosk} feed={feed} />}
        {kiosk !== null && step === 'readers' && <ReadersStep setUp={setUp} kiosk={kiosk} />}
        {kiosk !== null && step === 'finish' && <FinishStep {...{ setUp, kiosk, camera, feed }} />}
      </Fresh>
    </main>
  );
}

function Head({ step, setUp }: { step: SetUpStep; setUp: SetUp }): ReactElement {
  const { t, i18n } = useTranslation('setup');
  const number = SET_UP_STEPS.indexOf(step) + 1;
  const other = otherLanguage(asLanguage(i18n.language));
  return (
    <header className="set-up__head">
      {step === 'language' ? (
        // Which language is not known yet.
        <h1>
          <InBoth text="title" />
        </h1>
      ) : (
        <>
          <h1>{t('title')}</h1>
          <p className="set-up__count">{t('count', { number, of: SET_UP_STEPS.length })}</p>
        </>
      )}
      {step !== 'language' && (
        <button
          type="button"
          className="button"
          lang={other}
          data-action="language"
          aria-label={i18n.getFixedT(other)('language.switchTo')}
          onClick={() => {
            setUp.change({ language: other });
          }}
        >
          {i18n.getFixedT(other)('language.name')}
        </button>
      )}
      <div className="set-up__steps" aria-hidden="true">
        {SET_UP_STEPS.map((one, index) => (
          <span key={one} data-is={index + 1 < number ? 'done' : index + 1 === number ? 'now' : 'next'} />
        ))}
      </div>
    </header>
  );
}

import { use, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CODE_DIGITS } from '../../shared/enrolment-code.ts';
import { Clauses, Items } from '../ui/clauses.tsx';
import { OnScreenKeys } from '../ui/on-screen-keys.tsx';
import { PinPad } from '../ui/pin-pad.tsx';
import { Icon, Sign } from '../ui/shapes.tsx';
import { Choice } from '../ui/sheet.tsx';
import { HandOf } from './hand.ts';
import { Section, Show } from './show.tsx';

/** What a hand touches. */
export function Controls(): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <Section title="Sentences">
        <Show name="Clauses, where a line is short">
          <p style={{ width: '11em' }}>
            <Clauses text={t('byHand.check.no-phone')} />
          </p>
        </Show>
        <Show name="Items, where a line is short">
          <p style={{ width: '11em' }}>
            <Items items={[t('testKind.nucleic-acid'), t('testResult.negative'), t('age.hours', { count: 47 })]} />
          </p>
        </Show>
      </Section>
      <Section title="Keys">
        <Show name="button">
          <button type="button" className="button">
            {t('settings.rules')}
          </button>
        </Show>
        <Show name="button with an icon">
          <button type="button" className="button">
            <Icon name="shield" />
            {t('privacy.open')}
          </button>
        </Show>
        <Show name="button, an icon alone">
          <button type="button" className="button button--icon" aria-label={t('settings.open')}>
            <Icon name="gear" />
          </button>
        </Show>
        <Show name="button, disabled">
          <button type="button" className="button" disabled>
            {t('rules.fetch')}
          </button>
        </Show>
        <Show name="button, at work">
          <button type="button" className="button" aria-disabled>
            {t('rules.fetching')}
          </button>
        </Show>
        <Show name="button, the focus on it">
          <button type="button" className="button" data-focus-shown>
            {t('rules.import')}
          </button>
        </Show>
        <Show name="button--main">
          <button type="button" className="button button--main">
            {t('abnormal.record')}
          </button>
        </Show>
        <Show name="button--main, disabled">
          <button type="button" className="button button--main" disabled>
            {t('abnormal.record')}
          </button>
        </Show>
        <Show name="button, pressed in">
          <button type="button" className="button by-hand__guard" aria-pressed data-guard="G1">
            演小卫
            <small>G1</small>
          </button>
        </Show>
        <Show name="link-like key">
          <button type="button" className="foot__past">
            {t('past.open')}
          </button>
        </Show>
        {(['admit', 'refuse'] as const).map((verdict) => (
          <Show key={verdict} name={`button, a verdict: ${verdict}`}>
            <button type="button" className={`button by-hand__verdict by-hand__verdict--${verdict}`}>
              <Sign shape={verdict === 'admit' ? 'tick' : 'cross'} />
              {t(`verdict.${verdict}`)}
            </button>
          </Show>
        ))}
      </Section>
      <Section title="Choices">
        <Show name="one of few">
          <Hand />
        </Show>
        <Show name="each ticked or not">
          <ul className="steps">
            {(['kept-aside', 'informed'] as const).map((step, i) => (
              <li key={step}>
                <label className="choice__option steps__step">
                  <input type="checkbox" defaultChecked={i === 0} />
                  <span className="choice__mark">
                    <Icon name="tick" />
                  </span>
                  {t(`abnormal.step.${step}`)}
                </label>
              </li>
            ))}
          </ul>
        </Show>
      </Section>
      <Section title="PIN pad">
        <Show name="empty">
          <Pin digits="" />
        </Show>
        <Show name="to be entered">
          <Pin digits="246801" />
        </Show>
      </Section>
      <Section title="Keys on the screen">
        <Show name="OnScreenKeys, all live">
          <Keys of="address" />
        </Show>
        <Show name="OnScreenKeys, a code’s live">
          <Keys of="code" />
        </Show>
      </Section>
    </>
  );
}

function Hand(): ReactElement {
  const { t } = useTranslation();
  const [hand, setHand] = useState<'right' | 'left'>('right');
  return (
    <Choice
      label={t('settings.hand')}
      value={hand}
      options={(['right', 'left'] as const).map((value) => ({ value, label: t(`settings.side.${value}`) }))}
      onChoose={setHand}
    />
  );
}

function Keys({ of }: { of: 'address' | 'code' }): ReactElement {
  const { t } = useTranslation('setup');
  return (
    <div className="design__keys">
      <OnScreenKeys
        label={t('typed.keys')}
        letters={of === 'code' ? 'upper' : 'lower'}
        isLive={(character) => of === 'address' || CODE_DIGITS.includes(character)}
        words={{
          erase: t('typed.erase'),
          '-': t('typed.mark.dash'),
          '.': t('typed.mark.dot'),
          ':': t('typed.mark.colon'),
        }}
        onType={() => undefined}
        onErase={() => undefined}
      />
    </div>
  );
}

function Pin({ digits }: { digits: string }): ReactElement {
  const { t } = useTranslation();
  const [pin, setPin] = useState(digits);
  const shownFor = use(HandOf);
  return (
    <PinPad
      label={t('byHand.pin')}
      value={pin}
      maxDigits={12}
      hand={shownFor}
      isReady={pin.length >= 6}
      words={{ enter: t('byHand.enter'), erase: t('byHand.erase') }}
      onChange={setPin}
      onEnter={() => {
        setPin('');
      }}
    >
      {null}
    </PinPad>
  );
}

import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { en } from '../text/en.ts';
import { asLanguage } from '../text/text.ts';
import { zhCN } from '../text/zh-CN.ts';
import { Choice } from '../ui/sheet.tsx';
import { Controls } from './controls.tsx';
import { Drawings } from './drawings.tsx';
import { Lines, Sheets, Verdicts } from './screens.tsx';
import { HandOf } from './hand.ts';
import { Stage } from './stage.tsx';
import { Tokens } from './tokens.tsx';
import '../kiosk/kiosk.css';
import '../kiosk/crowded.css';
import '../kiosk/sheets.css';
import './design.css';

const THEMES = ['light', 'dark'] as const;
const HANDS = ['right', 'left'] as const;
const TEXT_SIZES = ['100', '150', '200'] as const;

/**
 * The design system: every token, component and state, made of the real ones. `?language=en&theme=dark&hand=left&text=200`
 * chooses what it starts with.
 */
export function DesignPage(): ReactElement {
  const { t, i18n } = useTranslation();
  const asked = new URLSearchParams(window.location.search);
  const [language, setLanguage] = useState(asLanguage(asked.get('language') ?? 'zh-CN'));
  const [theme, setTheme] = useState<(typeof THEMES)[number]>(asked.get('theme') === 'dark' ? 'dark' : 'light');
  const [hand, setHand] = useState<(typeof HANDS)[number]>(asked.get('hand') === 'left' ? 'left' : 'right');
  const [textSize, setTextSize] = useState(TEXT_SIZES.find((size) => size === asked.get('text')) ?? '100');
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset['theme'] = theme;
    document.documentElement.dataset['textSize'] = textSize;
    void i18n.changeLanguage(language);
    // Where components take the focus as they come, the page would not begin at its beginning.
    window.scrollTo(0, 0);
  }, [language, theme, textSize, i18n]);
  return (
    <main className="design">
      <h1>{t('product')}</h1>
      <div className="design__choices">
        <Choice
          label={t('settings.language')}
          value={language}
          options={[
            { value: 'zh-CN', label: zhCN.language.name },
            { value: 'en', label: en.language.name },
          ]}
          onChoose={setLanguage}
        />
        <Choice
          label={t('settings.theme')}
          value={theme}
          options={THEMES.map((value) => ({ value, label: t(`settings.look.${value}`) }))}
          onChoose={setTheme}
        />
        <Choice
          label={t('settings.hand')}
          value={hand}
          options={HANDS.map((value) => ({ value, label: t(`settings.side.${value}`) }))}
          onChoose={setHand}
        />
        <Choice
          label={t('settings.textSize')}
          value={textSize}
          options={TEXT_SIZES.map((value) => ({ value, label: `${value} %` }))}
          onChoose={setTextSize}
        />
      </div>
      <HandOf value={hand}>
        <Tokens />
        <Drawings />
        <Controls />
        <Lines />
        <Stage />
        <Verdicts />
        <Sheets />
      </HandOf>
    </main>
  );
}

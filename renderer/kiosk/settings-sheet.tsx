import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChangeableSettings, KioskStatus, Settings } from '../../shared/contract.ts';
import { CHECK_IN_WAYS } from '../../shared/venue-code.ts';
import { en } from '../text/en.ts';
import { formatDay } from '../text/format.ts';
import { asLanguage } from '../text/text.ts';
import { zhCN } from '../text/zh-CN.ts';
import { Icon } from '../ui/shapes.tsx';
import { Choice, Sheet } from '../ui/sheet.tsx';
import { ANY_CAMERA, useCameras } from '../ui/use-cameras.ts';

interface Props {
  readonly status: KioskStatus;
  /** @returns whether the main process has taken the change */
  readonly change: (change: Partial<ChangeableSettings>) => Promise<boolean>;
  readonly onRules: () => void;
  /** A supervisor is wanted for the rest. */
  readonly onSupervisor: () => void;
  /** What happened at this kiosk is looked up; a supervisor is wanted for that. */
  readonly onConsole: () => void;
  /** This kiosk is taken out of service for good. */
  readonly onEnd: () => void;
  /** The kiosk is set up anew; a supervisor proves who they are for that, whoever it is open to. */
  readonly onAnew: () => void;
  /** A poster with the venue code is made. */
  readonly onPoster: () => void;
  /** How the kiosk is; a supervisor is wanted for that. */
  readonly onDiagnostics: () => void;
  /** The app is to end; a supervisor is asked for that, whoever has opened this. */
  readonly onLeave: () => void;
  readonly onClose: () => void;
}

/** No district's code is empty. */
const NO_DISTRICT = '';

const TEXT_SIZES = [100, 150, 200] as const satisfies readonly Settings['textSize'][];

const DIM_AFTER = [0, 5, 10, 30] as const satisfies readonly Settings['dimAfterMinutes'][];

/** In the order of their numbers. */
const VOLUMES = ['mute', 'low', 'middle', 'loud'] as const;

/** What guards set to their eyes, ears and hand, and supervisors once; each choice is in force the moment it is touched. */
export function SettingsSheet(props: Props): ReactElement {
  const { status, change, onRules, onSupervisor, onConsole, onDiagnostics, onAnew, onLeave, onEnd, onPoster, onClose } =
    props;
  const { t } = useTranslation();
  const [hasFailed, setHasFailed] = useState(false);
  const choose: Choose = (wanted) => {
    void change(wanted).then((isTaken) => {
      setHasFailed(!isTaken);
    });
  };
  return (
    <Sheet title={t('settings.title')} closeLabel={t('settings.close')} onClose={onClose}>
      {hasFailed && (
        <p className="settings__failed" role="alert">
          {t('settings.failed')}
        </p>
      )}
      <Own settings={status.settings} choose={choose} />
      {status.guards.access === 'supervisor' && <SetUp status={status} choose={choose} />}
      <div className="rules__actions">
        {status.guards.access !== 'supervisor' && (
          <button type="button" className="button" data-open="supervisor" onClick={onSupervisor}>
            <Icon name="lock" />
            {t('lock.supervisor')}
          </button>
        )}
        <button type="button" className="button" onClick={onRules}>
          {t('settings.rules')}
        </button>
        <button type="button" className="button" data-open="console" onClick={onConsole}>
          <Icon name="journal" />
          {t('settings.console')}
        </button>
        <button type="button" className="button" data-open="diagnostics" onClick={onDiagnostics}>
          <Icon name="gear" />
          {t('diagnostics.title')}
        </button>
        {status.guards.access === 'supervisor' && (
          <button type="button" className="button" data-open="anew" onClick={onAnew}>
            {t('anew.open')}
          </button>
        )}
        {status.guards.access === 'supervisor' && status.checkIn !== null && status.checkIn.address !== null && (
          <button type="button" className="button" data-open="poster" onClick={onPoster}>
            {t('checkIn.poster.open')}
          </button>
        )}
        {/* A demo without a hub has nothing that is anybody's. */}
        {status.guards.access === 'supervisor' && status.sync !== null && (
          <button type="button" className="button" data-open="end" onClick={onEnd}>
            {t('settings.end')}
          </button>
        )}
        <button type="button" className="button" data-open="leave" onClick={onLeave}>
          <Icon name="leave" />
          {t('lock.leave')}
        </button>
      </div>
      <p className="settings__versions">
        {t('settings.version', { version: status.appVersion })}
        <br />
        <PolicyLine policy={status.policy} />
      </p>
    </Sheet>
  );
}

type Choose = (wanted: Partial<ChangeableSettings>) => void;

/** How the kiosk is to whoever stands at it. */
function Own({ settings, choose }: { settings: Settings; choose: Choose }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <Choice
        label={t('settings.language')}
        value={settings.language}
        options={[
          { value: 'zh-CN', label: zhCN.language.name },
          { value: 'en', label: en.language.name },
        ]}
        onChoose={(language) => {
          choose({ language });
        }}
      />
      <Choice
        label={t('settings.hand')}
        value={settings.hand}
        options={(['right', 'left'] as const).map((value) => ({ value, label: t(`settings.side.${value}`) }))}
        onChoose={(hand) => {
          choose({ hand });
        }}
      />
      <Choice
        label={t('settings.theme')}
        value={settings.theme}
        options={(['light', 'dark'] as const).map((value) => ({ value, label: t(`settings.look.${value}`) }))}
        onChoose={(theme) => {
          choose({ theme });
        }}
      />
      <Choice
        label={t('settings.textSize')}
        value={String(settings.textSize)}
        options={TEXT_SIZES.map((size) => ({ value: String(size), label: t(`settings.sized.${size}`) }))}
        onChoose={(value) => {
          const textSize = TEXT_SIZES.find((size) => String(size) === value);
          if (textSize !== undefined) choose({ textSize });
        }}
      />
      <Choice
        label={t('settings.volume')}
        value={VOLUMES[settings.volume]}
        options={VOLUMES.map((value) => ({ value, label: t(`settings.loudness.${value}`) }))}
        onChoose={(value) => {
          choose({ volume: VOLUMES.indexOf(value) as Settings['volume'] });
        }}
      />
      <Choice
        label={t('settings.voice')}
        value={settings.hasVoice ? 'on' : 'off'}
        options={(['on', 'off'] as const).map((value) => ({ value, label: t(`settings.spoken.${value}`) }))}
        onChoose={(value) => {
          choose({ hasVoice: value === 'on' });
        }}
      />
      <Choice
        label={t('settings.dim')}
        value={String(settings.dimAfterMinutes)}
        options={DIM_AFTER.map((minutes) => ({ value: String(minutes), label: t(`settings.dimAfter.${minutes}`) }))}
        onChoose={(value) => {
          const dimAfterMinutes = DIM_AFTER.find((minutes) => String(minutes) === value);
          if (dimAfterMinutes !== undefined) choose({ dimAfterMinutes });
        }}
      />
    </>
  );
}

/** What is judged here, and how it is read. */
function SetUp({ status, choose }: { status: KioskStatus; choose: Choose }): ReactElement {
  const { t, i18n } = useTranslation();
  const cameras = useCameras();
  const { settings } = status;
  return (
    <>
      <Choice
        label={t('settings.venueType')}
        value={settings.venueType}
        options={status.venueTypes.map(({ id, name }) => ({ value: id, label: name[asLanguage(i18n.language)] }))}
        onChoose={(venueType) => {
          choose({ venueType });
        }}
      />
      <Choice
        label={t('settings.direction')}
        value={settings.direction}
        options={(['in', 'out'] as const).map((value) => ({ value, label: t(`direction.${value}`) }))}
        onChoose={(direction) => {
          choose({ direction });
        }}
      />
      {status.checkIn !== null && (
        <Choice
          label={t('checkIn.way')}
          value={settings.checkIn}
          options={CHECK_IN_WAYS.map((value) => ({ value, label: t(`checkIn.ways.${value}`) }))}
          onChoose={(checkIn) => {
            choose({ checkIn });
          }}
        />
      )}
      {status.checkIn?.address === null && settings.checkIn !== 'sentinel' && <p>{t('checkIn.noCode')}</p>}
      {status.districts.length > 0 && (
        <Choice
          label={t('settings.district')}
          value={settings.district ?? NO_DISTRICT}
          options={[
            { value: NO_DISTRICT, label: t('settings.noDistrict') },
            ...status.districts.map(({ code, name }) => ({ value: code, label: name[asLanguage(i18n.language)] })),
          ]}
          onChoose={(code) => {
            choose({ district: code === NO_DISTRICT ? null : code });
          }}
        />
      )}
      <Choice
        label={t('settings.camera')}
        value={settings.cameraId ?? ANY_CAMERA}
        options={[
          { value: ANY_CAMERA, label: t('settings.anyCamera') },
          ...cameras.map(({ deviceId, label }, index) => ({
            value: deviceId,
            label: label === '' ? t('settings.unnamedCamera', { number: index + 1 }) : label,
          })),
        ]}
        onChoose={(id) => {
          choose({ cameraId: id === ANY_CAMERA ? null : id });
        }}
      />
      <Choice
        label={t('settings.qrEngine')}
        value={settings.qrEngine}
        options={(['zxing-wasm', 'zxing-js'] as const).map((value) => ({
          value,
          label: t(`settings.engine.${value}`),
        }))}
        onChoose={(qrEngine) => {
          choose({ qrEngine });
        }}
      />
    </>
  );
}

function PolicyLine({ policy }: { policy: KioskStatus['policy'] }): string {
  const { t, i18n } = useTranslation();
  if (policy.version === null || policy.notAfter === null) return t('settings.noPolicy');
  const until = formatDay(asLanguage(i18n.language), policy.notAfter);
  return t('settings.policyVersion', { version: policy.version, until });
}

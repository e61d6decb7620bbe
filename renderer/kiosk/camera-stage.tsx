import { memo, type ReactElement, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraState } from '../../shared/contract.ts';
import { asLanguage, otherLanguage } from '../text/text.ts';
import { Icon } from '../ui/shapes.tsx';

interface Props {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly camera: CameraState;
  readonly areSeveralInView: boolean;
}

/** The picture a visitor aims by. When there is none, the reason and what to do, as large: nothing else can be done. */
export const CameraStage = memo(function CameraStage({ video, camera, areSeveralInView }: Props): ReactElement {
  const { t } = useTranslation();
  const isRunning = camera === 'running';
  return (
    <div className="stage">
      <video
        ref={video}
        className="stage__video"
        aria-label={t('outcome.preview')}
        autoPlay
        muted
        playsInline
        disablePictureInPicture
      />
      {isRunning && <AimingFrame />}
      {isRunning && areSeveralInView && (
        <p className="stage__several" role="alert">
          <Icon name="warning" />
          {t('several')}
        </p>
      )}
      {!isRunning && (
        <div className="stage__fault" role="alert">
          <Icon name={camera === 'starting' ? 'camera' : 'warning'} />
          <p className="stage__says">{t(`camera.${camera}.says`)}</p>
          <p>{t(`camera.${camera}.todo`)}</p>
        </div>
      )}
    </div>
  );
});

/** The invitation, in the chosen language large and in the other beneath: visitors do not choose the kiosk's language. */
export const Invitation = memo(function Invitation(): ReactElement {
  const { t, i18n } = useTranslation();
  const other = otherLanguage(asLanguage(i18n.language));
  return (
    <div className="invite">
      <p className="invite__large">{t('invite')}</p>
      <p lang={other}>{i18n.getFixedT(other)('invite')}</p>
    </div>
  );
});

function AimingFrame(): ReactElement {
  return (
    <svg className="stage__frame" viewBox="0 0 100 100" fill="none" aria-hidden="true">
      {/* Dark beneath light: seen on a white shirt and on a black one. */}
      {['var(--stage)', 'var(--on-stage)'].map((colour, index) => (
        <path
          key={colour}
          d="M4 26V10a6 6 0 0 1 6-6h16M74 4h16a6 6 0 0 1 6 6v16M96 74v16a6 6 0 0 1-6 6H74M26 96H10a6 6 0 0 1-6-6V74"
          stroke={colour}
          strokeWidth={index === 0 ? 4 : 2}
          strokeLinecap="round"
        />
      ))}
    </svg>
  );
}

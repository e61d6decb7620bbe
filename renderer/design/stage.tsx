import { createRef, type ReactElement } from 'react';
import type { CameraState } from '../../shared/contract.ts';
import { CameraStage, Invitation } from '../kiosk/camera-stage.tsx';
import { DemoBand } from '../kiosk/demo-band.tsx';
import { Starting } from '../kiosk/starting.tsx';
import { Broken } from '../ui/error-boundary.tsx';
import { Screen, Section, Show } from './show.tsx';

/** By type: a state that is not shown does not compile. */
const CAMERAS: Readonly<Record<CameraState, true>> = {
  starting: true,
  running: true,
  missing: true,
  busy: true,
  denied: true,
  unplugged: true,
  frozen: true,
  covered: true,
};

const NO_PICTURE = createRef<HTMLVideoElement>();

/** What a visitor stands before, and the screens on which there is no kiosk. */
export function Stage(): ReactElement {
  const states = Object.keys(CAMERAS) as CameraState[];
  return (
    <Section title="What a visitor stands before">
      {states.map((camera) => (
        <Screen key={camera} name={`CameraStage, ${camera}`}>
          <CameraStage video={NO_PICTURE} camera={camera} areSeveralInView={false} />
        </Screen>
      ))}
      <Screen name="CameraStage, several codes in view">
        <CameraStage video={NO_PICTURE} camera="running" areSeveralInView />
      </Screen>
      <Show name="Invitation">
        <div className="design__invite">
          <Invitation />
        </div>
      </Show>
      <Show name="DemoBand">
        <div className="design__band">
          <DemoBand />
        </div>
      </Show>
      <Screen name="Starting">
        <Starting />
      </Screen>
      <Screen name="Broken">
        <Broken />
      </Screen>
    </Section>
  );
}

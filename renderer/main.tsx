import './ui/tokens.css';
import './ui/base.css';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { answerPings } from './answer-pings.ts';
import { KioskScreen } from './kiosk/kiosk.tsx';
import { Starting } from './kiosk/starting.tsx';
import { stayInside } from './stay-inside.ts';
import { startText } from './text/text.ts';
import { ErrorBoundary } from './ui/error-boundary.tsx';

/** Once in a kiosk's life: nobody else waits for it. */
const SetUpScreen = lazy(async () => ({ default: (await import('./setup/set-up.tsx')).SetUpScreen }));
/** The main process says by the address which of its pages this is. */
const isSetUp = location.search === '?set-up';

answerPings();
startText();
stayInside();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      {isSetUp ? (
        <Suspense fallback={<Starting />}>
          <SetUpScreen />
        </Suspense>
      ) : (
        <KioskScreen />
      )}
    </ErrorBoundary>
  </StrictMode>,
);

// First, so that what a component's own sheet says comes after and holds.
import './ui/tokens.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { answerPings } from './answer-pings.ts';
import { KioskScreen } from './kiosk/kiosk.tsx';
import { stayInside } from './stay-inside.ts';
import { startText } from './text/text.ts';
import { ErrorBoundary } from './ui/error-boundary.tsx';

answerPings();
startText();
stayInside();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <KioskScreen />
    </ErrorBoundary>
  </StrictMode>,
);

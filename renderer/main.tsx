// First, so that what a component's own sheet says comes after and holds.
import './ui/tokens.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { KioskScreen } from './kiosk/kiosk.tsx';
import { startText } from './text/text.ts';
import { ErrorBoundary } from './ui/error-boundary.tsx';

startText();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <KioskScreen />
    </ErrorBoundary>
  </StrictMode>,
);

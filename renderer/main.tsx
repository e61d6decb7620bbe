import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { KioskScreen } from './kiosk/kiosk.tsx';
import { startText } from './text/text.ts';
import { ErrorBoundary } from './ui/error-boundary.tsx';
import './ui/tokens.css';
import './ui/base.css';

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

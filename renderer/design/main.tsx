import '../ui/tokens.css';
import '../ui/base.css';
// Before any component asks for it.
import './no-bridge.ts';
import { createRoot } from 'react-dom/client';
import { addSetUpTexts } from '../setup/text/catalogues.ts';
import { startText } from '../text/text.ts';
import { DesignPage } from './page.tsx';

startText();
addSetUpTexts();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<DesignPage />);

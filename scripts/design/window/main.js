// A window with nothing behind it: shows the address it is started with.
import process from 'node:process';
import { app, BrowserWindow } from 'electron';

app.on('window-all-closed', () => {
  app.quit();
});
// Not awaited: Electron is not ready before this file has run to its end.
void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1600,
    height: 900,
    useContentSize: true,
    webPreferences: { sandbox: true },
  });
  return window.loadURL(process.argv.at(-1));
});

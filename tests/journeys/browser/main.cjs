// A browser with one window and nothing of the kiosk's: the Chromium in which a manager opens the hub's console.
const { join } = require('node:path');
const { app, BrowserWindow } = require('electron');

const [url, size, downloads] = process.argv.slice(-3);
const [width, height] = size.split('x').map(Number);

void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width,
    height,
    useContentSize: true,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  window.webContents.session.on('will-download', (_event, item) => {
    item.setSavePath(join(downloads, item.getFilename()));
  });
  void window.loadURL(url);
});
app.on('window-all-closed', () => {
  app.quit();
});

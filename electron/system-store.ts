/* eslint-disable @typescript-eslint/no-deprecated -- what takes their place is not in all releases of Electron that the kiosk runs in */
import { safeStorage } from 'electron';
import type { SystemStore } from './keys.ts';

/**
 * The system's store for secrets; `null` where it has none. On Linux without a keyring Chromium would "encrypt" under a
 * password that is in its source: that counts as none. To be called once the app is ready.
 */
export function openSystemStore(): SystemStore | null {
  if (!safeStorage.isEncryptionAvailable()) return null;
  if (process.platform === 'linux' && !KEYRINGS.has(safeStorage.getSelectedStorageBackend())) return null;
  return {
    seal: (plain) => safeStorage.encryptString(plain),
    open: (sealed) => safeStorage.decryptString(Buffer.from(sealed)),
  };
}

const KEYRINGS: ReadonlySet<string> = new Set(['gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6']);

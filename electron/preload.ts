import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge, Calls, Events } from '../shared/contract.ts';

const bridge: Bridge = {
  call: (name, ask) => ipcRenderer.invoke('call', name, ask) as Promise<Calls[typeof name]['reply']>,
  on: (event, listener) => {
    const heard = (_event: unknown, payload: Events[typeof event]): void => {
      listener(payload);
    };
    ipcRenderer.on(event, heard);
    return () => ipcRenderer.off(event, heard);
  },
};

contextBridge.exposeInMainWorld('sentinel', bridge);

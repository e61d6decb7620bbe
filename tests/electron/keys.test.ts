import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  idOfKey,
  keepKey,
  isOpenToOthers,
  keysHealth,
  moveToStore,
  readKey,
  type SystemStore,
} from '../../electron/keys.ts';
import { fail, ok } from '../../shared/result.ts';
import { openVenueKey } from '../../electron/venue.ts';
import { freshFolder } from './folders.ts';

const KEY = Uint8Array.from({ length: 48 }, (_none, i) => i);
const IN_BASE64 = Buffer.from(KEY).toString('base64');

/** A store that really encrypts, under a key of its own. */
function storeOf(key = randomBytes(16)): SystemStore {
  const iv = Buffer.alloc(12);
  return {
    seal(plain) {
      const cipher = createCipheriv('aes-128-gcm', key, iv);
      return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed) {
      const decipher = createDecipheriv('aes-128-gcm', key, iv);
      decipher.setAuthTag(sealed.subarray(-16));
      return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString();
    },
  };
}

const never = (): never => {
  throw new Error('no keyring');
};

function kept(store: SystemStore | null): string {
  const path = join(freshFolder(), 'some.key');
  keepKey(path, KEY, store);
  return path;
}

describe('a key', () => {
  test('lies in a file of mode 0600 where the system has no store, and the file says so', () => {
    const path = kept(null);
    expect(readKey(path, null)).toEqual(ok({ bytes: Buffer.from(KEY), atRest: 'file' }));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ format: 1, atRest: 'file', key: IN_BASE64 });
  });

  test('lies sealed where it has one', () => {
    const store = storeOf();
    const path = kept(store);
    expect(readKey(path, store)).toEqual(ok({ bytes: Buffer.from(KEY), atRest: 'system' }));
    expect(readFileSync(path, 'utf8')).not.toContain(IN_BASE64);
  });

  test('that is sealed opens neither without the store nor under another', () => {
    const path = kept(storeOf());
    expect(readKey(path, null)).toEqual(fail('key-locked'));
    expect(readKey(path, storeOf())).toEqual(fail('key-locked'));
  });

  test('that is not there is missing', () => {
    expect(readKey(join(freshFolder(), 'some.key'), null)).toEqual(fail('key-missing'));
  });

  test.each([
    ['nothing', () => ''],
    ['no JSON', (text: string) => text.slice(0, -1)],
    ['another format', (text: string) => text.replace('"format":1', '"format":2')],
    ['another key', (text: string) => text.replace('AAEC', 'AAED')],
    ['a key cut short', (text: string) => text.replace(IN_BASE64, IN_BASE64.slice(0, -4))],
  ])('of which the file has %s is damaged', (_case, damage) => {
    const path = kept(null);
    const damaged = damage(readFileSync(path, 'utf8'));
    writeFileSync(path, damaged);
    expect(readKey(path, null)).toEqual(fail('key-damaged'));
    expect(readFileSync(path, 'utf8')).toBe(damaged);
  });
});

describe('a key in a file', () => {
  test('moves into the system’s store, once there is one', () => {
    const store = storeOf();
    const path = kept(null);
    expect(moveToStore(path, { bytes: KEY, atRest: 'file' }, null)).toBe('file');
    expect(moveToStore(path, { bytes: KEY, atRest: 'file' }, store)).toBe('system');
    expect(readKey(path, store)).toEqual(ok({ bytes: Buffer.from(KEY), atRest: 'system' }));
    expect(readFileSync(path, 'utf8')).not.toContain(IN_BASE64);
  });

  test('that was left open to others is closed to them, where it stays', () => {
    const path = kept(null);
    chmodSync(path, 0o644);
    expect(isOpenToOthers(path)).toBe(true);
    moveToStore(path, { bytes: KEY, atRest: 'file' }, null);
    expect(isOpenToOthers(path)).toBe(false);
  });

  test('stays there where the store does not give back what it is given', () => {
    const path = kept(null);
    const stores = [{ open: () => 'something else' }, { open: never }, { seal: never }];
    for (const bad of stores) {
      expect(moveToStore(path, { bytes: KEY, atRest: 'file' }, { ...storeOf(), ...bad })).toBe('file');
    }
    expect(readKey(path, null).ok).toBe(true);
  });
});

test('keys that whoever copies the disk has too are worth a word', () => {
  expect([keysHealth('system'), keysHealth('file')]).toEqual(['green', 'amber']);
});

describe('the venue’s key', () => {
  test('as the first releases wrote it is read, and moved', () => {
    const folder = freshFolder();
    const path = join(folder, 'venue.key');
    const bytes = randomBytes(32);
    writeFileSync(path, bytes);
    expect(openVenueKey(folder, null)).toEqual({ bytes, id: idOfKey(bytes), atRest: 'file' });
    expect(readFileSync(path)).toEqual(bytes);
    const store = storeOf();
    expect(openVenueKey(folder, store)).toEqual({ bytes, id: idOfKey(bytes), atRest: 'system' });
    expect(openVenueKey(folder, store).bytes).toEqual(bytes);
  });

  test('that is sealed stops the kiosk where it cannot be opened, and is not made anew', () => {
    const folder = freshFolder();
    openVenueKey(folder, storeOf());
    const sealed = readFileSync(join(folder, 'venue.key'));
    expect(() => openVenueKey(folder, null)).toThrow('sealed by the system');
    expect(readFileSync(join(folder, 'venue.key'))).toEqual(sealed);
  });
});

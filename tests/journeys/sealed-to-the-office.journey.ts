import { join } from 'node:path';
import { privateKeyOf } from '../../electron/hpke.ts';
import { unseal } from '../../electron/seal.ts';
import { expect, filesIn, journalRows, test } from './kiosk.ts';
import { NOW, secondsOf } from './now.ts';
import { openTestOffice } from './office.ts';
import { demoTexts } from './visitors.ts';
import { newKeyPair } from '../../electron/key-pair.ts';

// Electron links BoringSSL where Node links OpenSSL: what is sealed there has to be opened here.
test('who it was can be read by the health office, and by nobody who has the kiosk', async ({ start, folder }) => {
  const { 'green-47h': text } = await demoTexts();
  const office = newKeyPair('x25519');
  const published = await openTestOffice(join(folder, 'office'));
  const { kty, crv, x } = office.publicKey.export({ format: 'jwk' });
  published.publish(1, { sealingKey: { kty, crv, x } }, secondsOf(NOW));
  const kiosk = await start({ args: [`--policy=${published.url}`, `--policy-root=${published.rootPath}`] });
  await expect(kiosk.page.locator('[data-part="policy"][data-state="well"]')).toBeVisible();
  await kiosk.submit(text);
  await kiosk.sees('all-checks-passed');
  await kiosk.app.close();
  published.close();

  const [row] = journalRows(kiosk.directory);
  const key = privateKeyOf(office.privateKey.export({ format: 'jwk' }));
  const opened = unseal(key, row?.['sealed'] as Uint8Array, { chain: String(row?.['chain']), sequence: 0 });
  if (!opened.ok) throw new Error(opened.fault);
  expect(opened.value).toMatchObject({ format: 'health-code', issuer: '310000', holder: null });
  const { id } = opened.value;
  expect(id).toMatch(/^[0-9a-f]{16,32}$/u);
  const files = await filesIn(kiosk.profile);
  const naming = files.filter(({ bytes }) => bytes.includes(id ?? '') || bytes.includes(Buffer.from(id ?? '', 'hex')));
  expect(naming.map(({ name }) => name)).toEqual([]);
});

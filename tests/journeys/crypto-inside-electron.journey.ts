import { expect, test } from './kiosk.ts';

// Electron links BoringSSL where Node links OpenSSL: what the kiosk relies on is tried where it will run.
test('the primitives the kiosk needs work inside Electron', async ({ start }) => {
  const kiosk = await start();
  const results = await kiosk.app.evaluate(() => {
    const crypto = process.getBuiltinModule('node:crypto');
    const message = Buffer.from('digital sentinel');
    const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519');
    const jwk = publicKey.export({ format: 'jwk' });
    const imported = crypto.createPublicKey({ key: jwk, format: 'jwk' });
    const signature = crypto.sign(null, message, privateKey);
    const forged = Buffer.from(signature);
    forged[0] = (forged[0] ?? 0) ^ 1;
    return {
      verifies: crypto.verify(null, message, imported, signature),
      refusesForged: !crypto.verify(null, message, imported, forged),
      sha256: crypto.createHash('sha256').update('abc').digest('hex'),
      hmac: crypto.createHmac('sha256', 'key').update('The quick brown fox jumps over the lazy dog').digest('hex'),
    };
  });
  expect(results).toEqual({
    verifies: true,
    refusesForged: true,
    // FIPS 180-2 appendix B.1
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    hmac: 'f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8',
  });
});

// Two published verifiers, each run by its own documented calls. Arguments: the task file; see formats.bench.ts.
const { readFileSync } = require('node:fs');
const { performance } = require('node:perf_hooks');

const { texts, certificate, rounds } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

async function measure(verify) {
  // As many codes as it takes a compiler to have seen enough of them.
  for (const text of [...texts, ...texts]) await verify(text);
  const startedAt = performance.now();
  let count = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const text of texts) {
      await verify(text);
      count += 1;
    }
  }
  return count / ((performance.now() - startedAt) / 1000);
}

const PEERS = {
  'dcc-utils': () => {
    const { DCC } = require('dcc-utils');
    const pem = `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----`;
    return async (text) => {
      const dcc = await DCC.fromRaw(text);
      if (!(await dcc.checkSignatureWithCertificate(pem))) throw new Error('not verified');
    };
  },
  '@pathcheck/dcc-sdk': () => {
    const sdk = require('esm')(module)('@pathcheck/dcc-sdk');
    const { createHash } = require('node:crypto');
    const der = Buffer.from(certificate, 'base64');
    const kid = createHash('sha256').update(der).digest().subarray(0, 8).toString('base64');
    (sdk.addCachedCerts ?? sdk.DCC?.addCachedCerts ?? (() => undefined))({ [kid]: certificate });
    return async (text) => {
      if (!(await sdk.unpackAndVerify(text))) throw new Error('not verified');
    };
  },
};

(async () => {
  const rates = {};
  for (const [name, prepare] of Object.entries(PEERS)) {
    try {
      rates[name] = await measure(prepare());
    } catch (error) {
      rates[name] = String(error && error.message);
    }
  }
  process.stdout.write(JSON.stringify(rates));
  process.exit(0);
})();

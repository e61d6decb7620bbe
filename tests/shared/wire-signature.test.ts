import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { thumbprintOf } from '../../shared/credential/thumbprint.ts';
import {
  answerBase,
  answerFields,
  contentDigest,
  parseAnswerClaim,
  parseClaim,
  signatureBase,
  signatureFields,
  type Asked,
  type SignedAnswer,
  type SignedRequest,
} from '../../shared/wire-signature.ts';

const PAGE = readFileSync(new URL('../../docs/wire.md', import.meta.url), 'utf8');
const [BODY = '', BASE = '', FIELDS = ''] = PAGE.slice(PAGE.indexOf('### Worked example'))
  .split('```')
  .filter((_, i) => i % 2 === 1)
  .map((block) => block.trim());

/** RFC 8032 §7.1, test 1, as PKCS #8 (RFC 8410 §7). */
const KEY = createPrivateKey({
  key: Buffer.from(
    '302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'hex',
  ),
  format: 'der',
  type: 'pkcs8',
});
/** RFC 8037 appendix A.3. */
const KEY_ID = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k';

const REQUEST: SignedRequest = {
  method: 'POST',
  path: '/v1/entries',
  query: '?',
  contentDigest: contentDigest(createHash('sha256').update(BODY).digest('base64')),
  challenge: 'AAABgLrt-oA',
};

test('a key is named by its thumbprint', () => {
  const { x = '' } = createPublicKey(KEY).export({ format: 'jwk' });
  const thumbprint = thumbprintOf({ kty: 'OKP', crv: 'Ed25519', x }, (bytes) =>
    createHash('sha256').update(bytes).digest(),
  );
  expect(Buffer.from(thumbprint).toString('base64url')).toBe(KEY_ID);
});

test('the worked example in the documentation is right', () => {
  expect(signatureBase(REQUEST, KEY_ID)).toBe(BASE);
  const fields = signatureFields(REQUEST, KEY_ID, sign(null, Buffer.from(BASE), KEY).toString('base64'));
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  expect(lines.join('\n')).toBe(FIELDS);
});

const [ANSWER_BODY = '', ANSWER_BASE = '', ANSWER_FIELDS = ''] = PAGE.slice(
  PAGE.indexOf('### Worked example of an answer'),
)
  .split('```')
  .filter((_, i) => i % 2 === 1)
  .map((block) => block.trim());

/** RFC 8032 §7.1, test 2. */
const HUB_KEY = createPrivateKey({
  key: Buffer.from(
    '302e020100300506032b6570042204204ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    'hex',
  ),
  format: 'der',
  type: 'pkcs8',
});
const HUB_KEY_ID = 'FtIu-VbGrfe_KB6CH7GNwODB72MNxj_ml11dEvO-7kk';

test('the worked example of an answer is right, and bound to that of a request', () => {
  const answer: SignedAnswer = {
    status: 409,
    contentDigest: contentDigest(createHash('sha256').update(ANSWER_BODY).digest('base64')),
    asked: { field: 'signature', value: /signature: kiosk=:(.*):$/u.exec(FIELDS)?.[1] ?? '' },
  };
  expect(answerBase(answer, HUB_KEY_ID)).toBe(ANSWER_BASE);
  const signature = sign(null, Buffer.from(ANSWER_BASE), HUB_KEY).toString('base64');
  const lines = Object.entries(answerFields(answer, HUB_KEY_ID, signature)).map(([name, value]) => `${name}: ${value}`);
  expect(lines.join('\n')).toBe(ANSWER_FIELDS);
});

const SIGNED = signatureFields(REQUEST, KEY_ID, `${'A'.repeat(86)}==`);
const { 'signature-input': INPUT = '', signature: SIGNATURE = '' } = SIGNED;

test('what one end writes the other reads', () => {
  const claim = { keyId: KEY_ID, signature: `${'A'.repeat(86)}==` };
  expect(parseClaim(INPUT, SIGNATURE)).toEqual({ ok: true, value: claim });
});

test.each<[string, string | undefined, string | undefined, string]>([
  ['no input', undefined, SIGNATURE, 'signature-missing'],
  ['no signature', INPUT, undefined, 'signature-missing'],
  ['a component less', INPUT.replace(' "content-digest"', ''), SIGNATURE, 'signature-malformed'],
  [
    'components in another order',
    INPUT.replace('"@method" "@path"', '"@path" "@method"'),
    SIGNATURE,
    'signature-malformed',
  ],
  ['another algorithm', INPUT.replace('ed25519', 'hmac-sha256'), SIGNATURE, 'signature-malformed'],
  ['no tag', INPUT.replace(';tag="digital-sentinel"', ''), SIGNATURE, 'signature-malformed'],
  ['a second signature', `${INPUT}, ${INPUT}`, SIGNATURE, 'signature-malformed'],
  ['another label', INPUT.replace('kiosk=', 'hub='), SIGNATURE, 'signature-malformed'],
  ['a short key id', INPUT.replace(KEY_ID, KEY_ID.slice(1)), SIGNATURE, 'signature-malformed'],
  ['a line break', `${INPUT}\n`, SIGNATURE, 'signature-malformed'],
  ['a signature of 63 bytes', INPUT, `kiosk=:${'A'.repeat(84)}:`, 'signature-malformed'],
])('no claim is read from %s', (_what, input, signature, fault) => {
  expect(parseClaim(input, signature)).toEqual({ ok: false, fault });
});

const ASKED: Asked = { field: 'signature', value: `${'B'.repeat(86)}==` };
const ANSWER: SignedAnswer = { status: 200, contentDigest: REQUEST.contentDigest, asked: ASKED };
const ANSWERED = answerFields(ANSWER, KEY_ID, `${'A'.repeat(86)}==`);
const { 'signature-input': ANSWER_INPUT = '', signature: ANSWER_SIGNATURE = '' } = ANSWERED;

test('an answer is bound to its status, its body and what was asked', () => {
  expect(answerBase(ANSWER, KEY_ID).split('\n')).toEqual([
    '"@status": 200',
    `"content-digest": ${REQUEST.contentDigest}`,
    `"signature";key="kiosk";req: :${ASKED.value}:`,
    expect.stringMatching(/^"@signature-params": /u),
  ]);
  const byNonce: SignedAnswer = { ...ANSWER, asked: { field: 'sentinel-nonce', value: 'abc' } };
  expect(answerBase(byNonce, KEY_ID).split('\n')[2]).toBe('"sentinel-nonce";req: abc');
});

test('what the hub writes of an answer the kiosk reads', () => {
  const claim = { keyId: KEY_ID, signature: `${'A'.repeat(86)}==` };
  expect(parseAnswerClaim(ANSWER_INPUT, ANSWER_SIGNATURE, ASKED)).toEqual({ ok: true, value: claim });
});

test.each([
  ['no input', undefined, ANSWER_SIGNATURE, ASKED, 'signature-missing'],
  ['no signature', ANSWER_INPUT, undefined, ASKED, 'signature-missing'],
  [
    'what it is bound to by another name',
    ANSWER_INPUT,
    ANSWER_SIGNATURE,
    { field: 'sentinel-nonce', value: 'abc' },
    'signature-malformed',
  ],
  ["a request's signature", INPUT, SIGNATURE, ASKED, 'signature-malformed'],
] as const)('an answer with %s is refused', (_case, input, signature, asked, fault) => {
  expect(parseAnswerClaim(input, signature, asked)).toEqual({ ok: false, fault });
});

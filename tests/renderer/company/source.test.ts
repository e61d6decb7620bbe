import { expect, test } from 'vitest';
import { companySource } from '../../../renderer/company/source.ts';

interface Sent {
  readonly url: string;
  readonly how: RequestInit;
}

function answering(...answers: readonly (Response | Error)[]): {
  source: ReturnType<typeof companySource>;
  sent: Sent[];
} {
  const sent: Sent[] = [];
  const source = companySource('https://hub.example/company/', (to, how) => {
    sent.push({ url: to.href, how });
    const answer = answers[sent.length - 1] ?? new Error('nobody is to be asked');
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  return { source, sent };
}

const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });
const PASS = {
  ...{ id: 'c0c1c2c3c4c5c6c7', type: 'staff', maskedName: '张*三', plate: null, text: 'DSW1:A' },
  ...{ validFrom: '2022-05-13T04:00:00.000Z', validUntil: '2022-05-20T04:00:00.000Z' },
};

test('the key goes in a header, and no cookie goes along', async () => {
  const { source, sent } = answering(json({ fault: 'bearer-wrong' }, 401));
  expect(await source.stand('key')).toEqual({ ok: false, fault: 'bearer-wrong' });
  expect(sent[0]).toMatchObject({
    url: 'https://hub.example/company/api/stand',
    how: { method: 'POST', credentials: 'omit', headers: { authorization: 'Bearer key' } },
  });
});

test('passes are asked for page after page', async () => {
  const { source, sent } = answering(
    json({ passes: [PASS], next: 'aaaaaaaaaaaaaaaa' }),
    json({ passes: [PASS], next: null }),
  );
  expect(await source.passes('key', 'staff')).toEqual({ ok: true, value: [PASS, PASS] });
  expect(sent.map(({ how }) => (JSON.parse(how.body as string) as { after: unknown }).after)).toEqual([
    null,
    'aaaaaaaaaaaaaaaa',
  ]);
});

test('a file goes as it is, by the format that its name says', async () => {
  const taken = { is: 'taken', rows: 1, added: 1, kept: 0, withdrawn: 0, barred: 0 };
  const { source, sent } = answering(json(taken), json(taken));
  const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i % 256);
  await source.upload('key', 'staff', new File([bytes], 'Leute.XLSX'));
  await source.upload('key', 'vehicles', new File([bytes], 'cars.csv'));
  const bodies = sent.map(({ how }) => JSON.parse(how.body as string) as Record<string, string>);
  expect(bodies.map(({ sheet, format }) => [sheet, format])).toEqual([
    ['staff', 'xlsx'],
    ['vehicles', 'csv'],
  ]);
  expect(Buffer.from(bodies[0]?.['content'] ?? '', 'base64').equals(Buffer.from(bytes))).toBe(true);
});

test.each<[string, Response | Error, string]>([
  ['nobody answers', new TypeError('fetch failed'), 'unreachable'],
  ['somebody before the hub does', new Response('<html>', { status: 502 }), 'other'],
  ['the hub has a fault that the page has no words for', json({ fault: 'internal-error' }, 500), 'other'],
  ['the answer is another than was asked for', json({ passes: 1 }), 'other'],
  ['there are none now', json({ fault: 'company-not-in-force' }, 409), 'company-not-in-force'],
])('where %s it is told so', async (_what, answer, fault) => {
  expect(await answering(answer).source.passes('key', 'staff')).toEqual({ ok: false, fault });
});

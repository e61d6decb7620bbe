import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { classifyForeign, findOnlineCode } from '../../shared/foreign.ts';

describe('a foreign code seems to be', () => {
  test.each([
    ['https://example.org/menu?table=4', 'url'],
    ['HTTP://EXAMPLE.ORG', 'url'],
    ['http://', 'url'],
    ['WIFI:T:WPA;S:cafe;P:12345678;;', 'wifi'],
    ['wifi:S:cafe;;', 'wifi'],
    ['wxp://f2f0abcdefghijklmnop', 'payment'],
    ['weixin://wxpay/bizpayurl?pr=abcdefg', 'payment'],
    ['https://qr.alipay.com/fkx00000abcdefgh', 'payment'],
    ['HTTPS://QR.ALIPAY.COM/FKX00000ABCDEFGH', 'payment'],
    ['alipays://platformapi/startapp', 'payment'],
    ['https://wx.tenpay.com/cgi-bin/x', 'payment'],
    ['https://qr.95516.com/00010000/1', 'payment'],
    ['https://notalipay.com/x', 'url'],
    ['https://alipay.com.example.org/x', 'url'],
    ['https://example.org/?to=https://qr.alipay.com/x', 'url'],
    ['BEGIN:VCARD\nVERSION:3.0\nEND:VCARD', 'contact'],
    ['MECARD:N:Zhang;;', 'contact'],
    ['hello', 'text'],
    ['', 'text'],
    ['284012345678901234', 'payment'],
    ['134012345678901234', 'payment'],
    ['6212345678901234567', 'payment'],
    ['164012345678901234', 'text'],
    ['13401234567890123', 'text'],
    ['upi://pay?pa=shop@bank', 'payment'],
    ['00020101021126', 'payment'],
    ['BCD\n002\n1\nSCT', 'payment'],
    ['bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT', 'payment'],
    ['ftp://example.org', 'text'],
    [' https://example.org', 'text'],
    ['HC1:NCF', 'text'],
    ['javascript:alert(1)', 'text'],
  ])('%j: %s', (text, expected) => {
    expect(classifyForeign(text)).toBe(expected);
  });
});

const NAME = { 'zh-CN': '某地健康码', en: 'Some health code' };

describe('an online health code', () => {
  const known = [
    { name: NAME, hostSuffix: 'gov.example', minTokenLength: 16 },
    { name: NAME, hostSuffix: 'code.example', minTokenLength: 8 },
  ];
  const token = 'abcdefghijklmnop';
  test.each([
    ['under a listed host', `https://gov.example/s?token=${token}`, true],
    ['under a host below it', `https://ssl.sh.gov.example/s?token=${token}`, true],
    ['in capitals', `HTTPS://GOV.EXAMPLE/S?TOKEN=${token}`, true],
    ['without encryption', `http://gov.example/?t=${token}`, true],
    ['with a port', `https://gov.example:8443/?t=${token}`, true],
    ['with its token in the path', `https://gov.example/s/${token}`, true],
    ['with its token behind the hash', `https://gov.example/#/s/${token}`, true],
    ['right after the host', `https://gov.example?${token}`, true],
    ['with a JWT', `https://gov.example/s?t=eyJhbGciOi.eyJzdWIi.c2ln-_`, true],
    ['with base64 and its padding', `https://gov.example/s?t=YWJjZGVmZ2hpamtsbQ==`, true],
    ['with base64 in the path', `https://gov.example/abcdefghijkl+/=`, false],
    ['that is a page of news', 'https://gov.example/news-about-something-long', false],
    ['that is a page of words in a row', 'https://gov.example/some_page_about_things', false],
    ['with a token of percent signs', `https://gov.example/?t=%E4%B8%8A%E6%B5%B7`, true],
    ['under another listed host, its own token length', 'https://code.example/?t=abcdefgh', true],
    ['with a token one character short', `https://gov.example/s?t=${token.slice(1)}`, false],
    ['with a token in two halves', 'https://gov.example/s?t=abcdefgh&u=ijklmnop', false],
    ['with no token', 'https://gov.example/', false],
    ['with no path', 'https://gov.example', false],
    ['under a host that only ends alike', `https://notgov.example/s?t=${token}`, false],
    ['under a host that only begins alike', `https://gov.example.org/s?t=${token}`, false],
    ['with the listed host as a user name', `https://gov.example@evil.org/s?t=${token}`, false],
    ['with the listed host in the path', `https://evil.org/gov.example/s?t=${token}`, false],
    ['with a user name before the listed host', `https://evil.org@gov.example/s?t=${token}`, true],
    ['with a backslash that some take for a slash', `https://evil.org\\@gov.example/s?t=${token}`, false],
    ['by another scheme', `ftp://gov.example/s?t=${token}`, false],
    ['under a host with its root written out', `https://gov.example./s?t=${token}`, true],
    ['that is a page with a long name', `https://gov.example/nw12344/20211201/${token}.html`, false],
    ['within other text', `see https://gov.example/s?t=${token}`, false],
  ])('%s', (_case, text, expected) => {
    expect(findOnlineCode(text, known) !== undefined).toBe(expected);
  });

  test('is the one whose host says most, wherever it stands in the list', () => {
    const inner = { name: NAME, hostSuffix: 'sh.gov.example', minTokenLength: 16 };
    const text = `https://s.sh.gov.example/s?token=${token}`;
    expect(findOnlineCode(text, [...known, inner])).toBe(inner);
    expect(findOnlineCode(text, [inner, ...known])).toBe(inner);
  });

  test.each([
    ['where the shape says', `https://gov.example/jkm/show?token=${token}`, true],
    ['under another path', `https://gov.example/show?token=${token}`, false],
    ['in another parameter', `https://gov.example/jkm/show?state=${token}`, false],
    ['in a step of the path', `https://gov.example/jkm/${token}`, false],
    ['behind the hash', `https://gov.example/jkm/#/show?token=${token}`, true],
  ])('has its token %s', (_case, text, expected) => {
    const shaped = { name: NAME, hostSuffix: 'gov.example', path: '/jkm', parameter: 'token', minTokenLength: 16 };
    expect(findOnlineCode(text, [shaped]) !== undefined).toBe(expected);
  });

  test('there is none where none is listed', () => {
    expect(findOnlineCode(`https://gov.example/s?t=${token}`, [])).toBeUndefined();
  });

  property.prop([fc.webUrl({ withQueryParameters: true, withFragments: true })])(
    'is a matter of the host that a browser would go to',
    (url) => {
      const { hostname } = new URL(url);
      const listed = { name: NAME, hostSuffix: hostname, minTokenLength: 1 };
      const elsewhere = { name: NAME, hostSuffix: 'gov.example', minTokenLength: 1 };
      expect(findOnlineCode(`${url.replace(/[?#].*$/u, '')}/token`, [listed])).toBe(listed);
      expect(findOnlineCode(url, [elsewhere])).toBeUndefined();
    },
  );
});

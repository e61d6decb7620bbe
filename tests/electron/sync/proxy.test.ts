import { expect, test } from 'vitest';
import { proxyOf } from '../../../electron/sync/proxy.ts';

test.each([
  ['DIRECT', null],
  ['PROXY proxy.example:3128', 'http://proxy.example:3128'],
  ['HTTPS proxy.example:443; DIRECT', 'https://proxy.example:443'],
  ['SOCKS5 proxy.example:1080; PROXY other.example:8080', 'http://other.example:8080'],
  ['DIRECT; PROXY proxy.example:3128', null],
  ['SOCKS proxy.example:1080', null],
  ['', null],
])('of "%s" the client takes %s', (resolved, expected) => {
  expect(proxyOf(resolved)).toBe(expected);
});

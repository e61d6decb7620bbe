import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';

/**
 * For name, connection and TLS. While there is no network an attempt takes as long, so that it bounds how late the
 * kiosk notices the network's return.
 */
const CONNECT_TIMEOUT_MS = 4000;

/** Connections are kept for as long as load balancers usually do. */
const KEEP_ALIVE_MS = 55_000;

/** Batches have one, heartbeats another, and a visitor's question waits for neither. */
const CONNECTIONS = 3;

/**
 * The way to the hub, with TLS always verified.
 *
 * @param proxy `http://host:port`, or `null` for the straight way
 * @param extraCa path of a PEM file with authorities beside the built-in ones
 */
export function openDispatcher(proxy: string | null, extraCa: string | undefined): Dispatcher {
  const tls = extraCa === undefined ? {} : { ca: [...rootCertificates, readFileSync(extraCa, 'utf8')] };
  const connect = { timeout: CONNECT_TIMEOUT_MS, ...tls };
  const options = { connections: CONNECTIONS, keepAliveTimeout: KEEP_ALIVE_MS, connect };
  return proxy === null
    ? new Agent(options)
    : new ProxyAgent({ ...options, uri: proxy, requestTls: connect, proxyTls: connect });
}
